// Owns the sealed file: a text that only the holder of the server's carrier key can open (PROTOCOL.md 6).
import { b64, unb64, utf8 } from './ids';

const TAG = 'prachakhom/1/sealed'; // the number is the version of the file
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const KEY = 32; // bytes
const NONCE = 12;

/** Seals bytes to a carrier key (base64url of the point, 65 bytes). Rejects if that is no key. */
export async function seal(content: Uint8Array<ArrayBuffer>, carrier: string): Promise<string> {
  const theirs = await crypto.subtle.importKey('raw', unb64(carrier), CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const once = b64(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  const head = [TAG, carrier, once].join('\n');
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256);
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const derive = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(head) };
  const secrets = new Uint8Array(await crypto.subtle.deriveBits(derive, base, (KEY + NONCE) * 8));
  const key = await crypto.subtle.importKey('raw', secrets.subarray(0, KEY), 'AES-GCM', false, ['encrypt']);
  const how = { name: 'AES-GCM', iv: secrets.subarray(KEY), additionalData: utf8(head) };
  return `${head}\n${b64(new Uint8Array(await crypto.subtle.encrypt(how, key, content)))}\n`;
}
