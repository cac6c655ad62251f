// Owns the signatures of our own heads: made after a save, outside its transaction; healed at start. (PROTOCOL 2)
import { headText } from '../sync/keys';
import type { Core } from './core';
import type { Signature } from './database';
import type { Log } from './logs';

const MAX_PASSES = 8; // a save may add a line while the head before it is being signed

export class Signing {
  private running: Promise<void> | null = null;

  constructor(private readonly core: Core) {}

  /** Signs every head that has no signature yet. Failing harms nothing: it is done again before the next exchange. */
  signHeads(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      const open = this.core.logs.all().filter((log) => this.isUnsigned(log));
      if (open.length === 0) return;
      await Promise.all(open.map((log) => this.signHead(log)));
    }
  }

  private isUnsigned({ row, key, entries }: Log): boolean {
    return row.own && this.core.keyring.signs(key) && entries.length > 0 && (row.signature?.seq ?? 0) < entries.length;
  }

  private async signHead(log: Log): Promise<void> {
    const signature = await this.make(log, log.entries.length);
    if (signature !== null) await this.core.changeRow(log.row.log, (row) => ({ ...row, signature }));
  }

  /** A signature of our log at one of its entries; null when its key is not here. It covers everything before it. */
  async make(log: Log, seq: number): Promise<Signature | null> {
    const entry = log.entries[seq - 1];
    if (entry === undefined) return null;
    const { stream, hash } = entry;
    const signature = await this.core.keyring.sign(log.key, headText(stream, log.row.log, seq, hash));
    return signature === null ? null : { seq, hash, signature };
  }
}
