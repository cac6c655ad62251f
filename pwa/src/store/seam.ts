// Owns encryption at rest: every stored personal value goes through this one seam.
// The device key never leaves the browser's key store. It keeps a stolen file unreadable to a reader of files alone.
import type { Database, Sealed } from './database';

const ALGORITHM = 'AES-GCM';
const KEY = 'device-key';

export class Seam {
  constructor(private readonly key: CryptoKey) {}

  async seal(text: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, this.key, new TextEncoder().encode(text));
    return { iv, data };
  }

  /** Raises OperationError when the value was not sealed with this key, or was tampered with. */
  async open(sealed: Sealed): Promise<string> {
    const { iv, data } = sealed;
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: ALGORITHM, iv }, this.key, data));
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
