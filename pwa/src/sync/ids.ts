// Owns hashes and ids: base64url without padding, SHA-256, log ids and keyed ids (PROTOCOL.md 2 and 3).
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Malformed } from './canonical';

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

export function b64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of a base64url text; Malformed if the text is not exactly what `b64` writes of them. */
export function unb64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw new Malformed('malformed_line', 'not base64url');
  }
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  if (b64(bytes) !== text) throw new Malformed('malformed_line', 'not base64url');
  return bytes;
}

/** Base64url of SHA-256 over the parts joined by LF; the first part is the tag. */
export function digestOf(...parts: string[]): string {
  return b64(sha256(utf8(parts.join('\n'))));
}

export function randomBytes(size: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(size));
}

export function randomId(): string {
  return b64(randomBytes(16));
}

export function randomSalt(): string {
  return b64(randomBytes(32));
}

export function logId(key: string, stream: string, nonce: string): string {
  return b64(sha256(utf8(['prachakhom/1/log', key, stream, nonce].join('\n'))).subarray(0, 16));
}

/** The id of a record that two phones must make alike. `key` is `meeting.key`, base64url of 32 bytes. */
export function keyedId(key: string, kind: string, parent: string, member: string): string {
  const text = ['prachakhom/1/id', kind, parent, member].join('\n');
  return b64(hmac(sha256, unb64(key), utf8(text)).subarray(0, 16));
}
