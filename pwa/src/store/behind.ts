// Owns storing pages while the exchange goes on: what a phone copies for the first time is asked for and stored side by side.
import type { Arrival } from './arrivals';
import type { Core } from './core';
import { store } from './intake';
import type { Contacts } from './status';

/**
 * Pages that are stored while the exchange asks for the next: all that came in the meantime in one transaction. If it fails,
 * nothing after it is stored either, and whoever waits hears of it.
 */
export class Behind {
  private waiting: Arrival[] = [];
  private contacts: Contacts | null = null;
  private running: Promise<void> | null = null;
  private failed = false;

  constructor(private readonly core: Core) {}

  async add(arrivals: Arrival[], contacts: Contacts): Promise<void> {
    if (this.failed) await this.settled();
    this.waiting.push(...arrivals);
    this.contacts = contacts;
    for (const { log, stream, key, account = '', signature: { seq, hash } } of arrivals) this.core.coming.set(log, { stream, key, account, seq, hash });
    if (this.running !== null) return;
    this.running = this.run();
    this.running.catch(() => {}); // told by `settled`
  }

  /** Resolves when everything is stored; raises once what the database raised. */
  async settled(): Promise<void> {
    try {
      await this.running;
    } finally {
      [this.running, this.failed] = [null, false];
    }
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.length > 0) await store(this.core, this.waiting.splice(0), this.contacts as Contacts, [], 'relaxed');
      this.running = null;
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      this.waiting = [];
      this.core.coming.clear();
    }
  }
}
