// Owns the sealed file: a text that only the holder of one key can open: the server's carrier key (PROTOCOL.md 6), or a key
// that a phone makes for one picture (9).
import { b64, unb64, utf8 } from './ids';

export const TAG = 'prachakhom/1/sealed'; // the number is the version of the file
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const KEY = 32; // bytes
const NONCE = 12;

/** A pair that opens what is sealed to it, and nothing else. The private key never leaves WebCrypto. */
export class Opener {
  private constructor(readonly key: string, private readonly pair: CryptoKeyPair) {}

  static async make(): Promise<Opener> {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    return new Opener(await point(pair), pair);
  }

  /** What was sealed to this key; null if it was sealed to another, or changed. */
  async open(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const [tag = '', to = '', once = '', sealed = ''] = file.split(/\s+/);
    if (tag !== TAG || to !== this.key) return null;
    const head = [tag, to, once].join('\n');
    try {
      const { key, how } = await secrets(once, this.pair.privateKey, head, 'decrypt');
      return new Uint8Array(await crypto.subtle.decrypt(how, key, unb64(sealed)));
    } catch {
      return null;
    }
  }
}

async function point(pair: CryptoKeyPair): Promise<string> {
  return b64(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
}

async function secrets(theirs: string, mine: CryptoKey, head: string, use: 'encrypt' | 'decrypt') {
  const other = await crypto.subtle.importKey('raw', unb64(theirs), CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, mine, 256);
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const derive = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(head) };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(derive, base, (KEY + NONCE) * 8));
  const key = await crypto.subtle.importKey('raw', bytes.subarray(0, KEY), 'AES-GCM', false, [use]);
  return { key, how: { name: 'AES-GCM', iv: bytes.subarray(KEY), additionalData: utf8(head) } };
}

/** Seals bytes to a key (base64url of the point, 65 bytes). Rejects if that is no key. */
export async function seal(content: Uint8Array<ArrayBuffer>, to: string): Promise<string> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const head = [TAG, to, await point(pair)].join('\n');
  const { key, how } = await secrets(to, pair.privateKey, head, 'encrypt');
  return `${head}\n${b64(new Uint8Array(await crypto.subtle.encrypt(how, key, content)))}\n`;
}
