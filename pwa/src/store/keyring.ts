// Owns who this phone is: its key pairs, its enrolment, the token it syncs with.
import { KeyPair, verify } from '../sync/keys';
import type { Enrolment } from '../sync/entry';
import type { Database, Sealed } from './database';
import type { Seam } from './seam';
import type { Identity } from './types';

const IDENTITY = 'identity';
const KEY_PREFIX = 'keys:';
const PROBE = 'prachakhom/1/probe';

interface PairRow {
  public: string;
  privateKey: CryptoKey;
}

/** What an enrolment leaves on the phone. */
export interface Membership {
  identity: Identity;
  token: string;
  /** Public key of this installation. */
  key: string;
  enrolment: Enrolment;
}

export class Keyring {
  membership: Membership | null = null;
  private readonly pairs = new Map<string, KeyPair>();
  /** Keys of this phone that sign no more. */
  private readonly broken = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly seam: Seam,
  ) {}

  async load(): Promise<void> {
    const { pairs, sealed } = await this.database.read(['meta'], async (tx) => {
      const meta = tx.objectStore('meta');
      const range = IDBKeyRange.bound(KEY_PREFIX, `${KEY_PREFIX}\uffff`);
      return { pairs: await meta.getAll(range), sealed: await meta.get(IDENTITY) };
    });
    for (const pair of pairs as PairRow[]) {
      this.pairs.set(pair.public, new KeyPair(pair.public, pair.privateKey));
    }
    // Where the device key is gone nobody can read who we were: the phone is enrolled anew, and what the office has comes from there.
    const said = sealed === undefined ? null : await this.seam.open(sealed as Sealed, IDENTITY).catch(() => null);
    if (said !== null) this.membership = JSON.parse(said) as Membership;
  }

  /**
   * A pair that is stored before anybody hears of its public half: a crash in between loses no log. It is read back and
   * tried, because some browsers store a key that cannot leave them and give back one that cannot sign.
   */
  async newPair(): Promise<KeyPair> {
    const pair = await KeyPair.generate();
    const row: PairRow = { public: pair.public, privateKey: pair.privateKey };
    await this.database.change(['meta'], async (tx) => {
      await tx.objectStore('meta').put(row, KEY_PREFIX + pair.public);
    });
    const kept = (await this.database.read(['meta'], (tx) => tx.objectStore('meta').get(KEY_PREFIX + pair.public))) as PairRow;
    const stored = new KeyPair(kept.public, kept.privateKey);
    if (!(await verify(stored.public, PROBE, await stored.sign(PROBE)))) throw new Error('the stored key does not sign');
    this.pairs.set(pair.public, stored);
    return stored;
  }

  async join(membership: Membership): Promise<void> {
    const sealed = await this.seam.seal(JSON.stringify(membership), IDENTITY);
    await this.database.change(['meta'], async (tx) => {
      await tx.objectStore('meta').put(sealed, IDENTITY);
    });
    this.membership = membership;
  }

  authorization(): Record<string, string> {
    return this.membership === null ? {} : { Authorization: `Bearer ${this.membership.token}` };
  }

  /** True for a key of this phone, also one that is lost. */
  holds(key: string): boolean {
    return this.pairs.has(key);
  }

  /** False when the key is not on this phone, or does not sign any more. */
  signs(key: string): boolean {
    return this.pairs.has(key) && !this.broken.has(key);
  }

  /** True when this phone is enrolled with a key that is gone. */
  get lost(): boolean {
    return this.membership !== null && !this.signs(this.membership.key);
  }

  /** Tries the key of this phone. Browsers clear keys, or give back what they cannot use. */
  async probe(): Promise<void> {
    if (this.membership !== null) await this.sign(this.membership.key, PROBE);
  }

  /** Null when that key is not on this phone, or cannot sign: read again, once, before it counts as lost. */
  async sign(key: string, text: string): Promise<string | null> {
    const pair = this.pairs.get(key);
    if (pair === undefined || this.broken.has(key)) return null;
    try {
      return await pair.sign(text);
    } catch {
      const kept = (await this.database.read(['meta'], (tx) => tx.objectStore('meta').get(KEY_PREFIX + key))) as PairRow | undefined;
      const signature = await new KeyPair(key, kept?.privateKey as CryptoKey).sign(text).catch(() => null);
      if (signature === null) this.broken.add(key);
      return signature;
    }
  }
}
