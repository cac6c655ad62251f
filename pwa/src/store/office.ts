// Owns what this phone remembers of its contact with the office: when they last spoke, what needs eyes, which epoch it was.
import type { Database } from './database';
import { NO_CONTACTS, type Contacts } from './status';

export const CONTACTS = 'contacts';
export const EPOCH = 'epoch';

export class Office {
  contacts: Contacts = NO_CONTACTS;
  epoch: string | null = null;

  constructor(private readonly database: Database) {}

  /** Reads what was kept: at start, and after another tab spoke with the office. */
  async load(): Promise<void> {
    const meta = await this.database.read(['meta'], async (tx) => ({
      contacts: await tx.objectStore('meta').get(CONTACTS),
      epoch: await tx.objectStore('meta').get(EPOCH),
    }));
    this.contacts = (meta.contacts as Contacts | undefined) ?? NO_CONTACTS;
    this.epoch = (meta.epoch as string | undefined) ?? null;
  }

  /** Notes it on disk, then here. Raises what the database raises. */
  async keep(contacts: Contacts): Promise<void> {
    await this.database.change(['meta'], async (tx) => void (await tx.objectStore('meta').put(contacts, CONTACTS)));
    this.contacts = contacts;
  }
}
