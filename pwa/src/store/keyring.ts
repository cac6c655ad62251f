// Owns who this phone is: its key pairs, its enrolment, the token it syncs with.
import { KeyPair } from '../sync/keys';
import type { Enrolment } from '../sync/entry';
import type { Database, Sealed } from './database';
import type { Seam } from './seam';
import type { Identity } from './types';

const IDENTITY = 'identity';
const KEY_PREFIX = 'keys:';

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
    for (const pair of pairs as { public: string; privateKey: CryptoKey }[]) {
      this.pairs.set(pair.public, new KeyPair(pair.public, pair.privateKey));
    }
    if (sealed !== undefined) this.membership = JSON.parse(await this.seam.open(sealed as Sealed)) as Membership;
  }

  /** A pair that is stored before anybody hears of its public half: a crash in between loses no log. */
  async newPair(): Promise<KeyPair> {
    const pair = await KeyPair.generate();
    const row = { public: pair.public, privateKey: pair.privateKey };
    await this.database.change(['meta'], async (tx) => {
      await tx.objectStore('meta').put(row, KEY_PREFIX + pair.public);
    });
    this.pairs.set(pair.public, pair);
    return pair;
  }

  async join(membership: Membership): Promise<void> {
    const sealed = await this.seam.seal(JSON.stringify(membership));
    await this.database.change(['meta'], async (tx) => {
      await tx.objectStore('meta').put(sealed, IDENTITY);
    });
    this.membership = membership;
  }

  holds(key: string): boolean {
    return this.pairs.has(key);
  }

  /** Null when the key of that log is not on this phone. */
  async sign(key: string, text: string): Promise<string | null> {
    return (await this.pairs.get(key)?.sign(text)) ?? null;
  }
}
