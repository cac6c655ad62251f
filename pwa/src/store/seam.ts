// Owns encryption at rest: every stored personal value goes through this one seam.
// The device key never leaves the browser's key store. It keeps a stolen file unreadable to a reader of files alone.
import { utf8 } from '../sync/ids';
import type { Database, Sealed } from './database';

const ALGORITHM = 'AES-GCM';
const KEY = 'device-key';

export class Seam {
  constructor(private readonly key: CryptoKey) {}

  /** `place` says where the value is kept; elsewhere it cannot be opened. */
  seal(text: string, place: string): Promise<Sealed> {
    return this.sealBytes(utf8(text), place);
  }

  async sealBytes(bytes: Uint8Array<ArrayBuffer>, place: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: ALGORITHM, iv, additionalData: utf8(place) };
    return { iv, data: await crypto.subtle.encrypt(how, this.key, bytes) };
  }

  /** Raises OperationError when the value was not sealed with this key and for this place, or was tampered with. */
  async open(sealed: Sealed, place: string): Promise<string> {
    return new TextDecoder().decode(await this.openBytes(sealed, place));
  }

  /** Raises like `open`. */
  openBytes({ iv, data }: Sealed, place: string): Promise<ArrayBuffer> {
    const how = { name: ALGORITHM, iv, additionalData: utf8(place) };
    return crypto.subtle.decrypt(how, this.key, data);
  }
}

/** The device key is made once; of two tabs that start at the same time, the first one's is kept. */
export async function openSeam(database: Database): Promise<Seam> {
  const held = await database.read(['meta'], (tx) => tx.objectStore('meta').get(KEY));
  if (held !== undefined) return new Seam(held as CryptoKey);
  const fresh = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
  const kept = await database.change(['meta'], async (tx) => {
    const meta = tx.objectStore('meta');
    const first = await meta.get(KEY);
    if (first === undefined) await meta.put(fresh, KEY);
    return first ?? fresh;
  });
  return new Seam(kept as CryptoKey);
}
