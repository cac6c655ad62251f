// Owns the server's side of sealed files in the store's tests, written from PROTOCOL.md 6 alone.
import { b64, unb64, utf8 } from '../../sync/ids';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

export class FakeCarrier {
  private constructor(readonly point: string, private readonly key: CryptoKey) {}

  static async make(): Promise<FakeCarrier> {
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    return new FakeCarrier(b64(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))), pair.privateKey);
  }

  /** The text in a sealed file; null when it is not sealed to this key, or damaged. */
  async open(file: string): Promise<string | null> {
    const [tag = '', to = '', once = '', sealed = ''] = file.split(/\s+/);
    if (tag !== 'prachakhom/1/sealed' || to !== this.point) return null;
    const info = utf8([tag, to, once].join('\n'));
    const theirs = await crypto.subtle.importKey('raw', unb64(once), CURVE, false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, this.key, 256);
    const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
    const out = new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }, base, 352));
    const key = await crypto.subtle.importKey('raw', out.slice(0, 32), 'AES-GCM', false, ['decrypt']);
    try {
      const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: out.slice(32), additionalData: info }, key, unb64(sealed)));
      const packed = plain[0] === 0x1f && plain[1] === 0x8b;
      return await new Response(packed ? new Response(plain).body?.pipeThrough(new DecompressionStream('gzip')) : plain).text();
    } catch {
      return null;
    }
  }
}
