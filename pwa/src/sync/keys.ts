// Owns key pairs and signatures: ECDSA P-256 with SHA-256, 64 bytes r then s, and the texts that are signed (PROTOCOL.md 2).
import { b64, unb64, utf8 } from './ids';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const POINT = 65; // bytes; a compressed point would be a second spelling of the same key
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The key pair of an installation. The private key never leaves WebCrypto; both halves may be kept in IndexedDB. */
export class KeyPair {
  /** Base64url of the uncompressed point, 65 bytes. */
  readonly public: string;
  readonly privateKey: CryptoKey;

  constructor(publicText: string, privateKey: CryptoKey) {
    this.public = publicText;
    this.privateKey = privateKey;
  }

  static async generate(): Promise<KeyPair> {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
    const point = await crypto.subtle.exportKey('raw', pair.publicKey);
    return new KeyPair(b64(new Uint8Array(point)), pair.privateKey);
  }

  async sign(text: string): Promise<string> {
    return b64(new Uint8Array(await crypto.subtle.sign(SIGNING, this.privateKey, utf8(text))));
  }
}

/** False, never an error, for a key or signature of any other form. */
export async function verify(publicText: string, text: string, signature: string): Promise<boolean> {
  try {
    const point = unb64(publicText);
    if (point.length !== POINT) return false;
    const key = await crypto.subtle.importKey('raw', point, CURVE, false, ['verify']);
    return await crypto.subtle.verify(SIGNING, key, unb64(signature), utf8(text));
  } catch {
    return false;
  }
}

export function headText(stream: string, log: string, seq: number, hash: string): string {
  return ['prachakhom/1/head', stream, log, String(seq), hash].join('\n');
}

export function enrolmentText(statement: string): string {
  return `prachakhom/1/enrolment\n${statement}`;
}

export function carrierText(key: string): string {
  return `prachakhom/1/carrier\n${key}`;
}

export function countersignText(epoch: string, stream: string, digest: string): string {
  return ['prachakhom/1/countersign', epoch, stream, digest].join('\n');
}

/** `digest`: base64url of SHA-256 over "prachakhom/1/page" LF and the exact text of the lines. */
export function pageText(epoch: string, digest: string): string {
  return ['prachakhom/1/page', epoch, digest].join('\n');
}
