// Owns the branches of others' logs that only this phone may hold, because the server came back from a backup and the log's
// phone from a copy: they are shown to the server, which keeps them for staff, and then make way for its own. (PROTOCOL 5)
import type { Envelope, Result as LineResult } from '../sync/bundle';
import type { Pending } from './arrivals';
import type { Core } from './core';
import { isUnverified, type Log } from './logs';
import type { Office } from './office';
import type { Page } from './outgoing';

/** Null while that cannot be fetched: then the branch is shown once more at the next exchange. */
const seldom = () => import('./seldom').catch(() => null);

/** How far a log was shown, and where the server said that its branch is another. */
interface Shown {
  stream: string;
  until: number;
  fork: number | null;
}

/** Those of one exchange. */
export class Branches {
  private readonly open = new Map<string, Shown>();
  private readonly done = new Set<string>();

  constructor(private readonly core: Core, private readonly office: Office) {}

  /** After which seq a log is to be shown, or undefined when it is not. */
  after(log: string): number | undefined {
    return this.open.get(log)?.until;
  }

  streams(): Set<string> {
    return new Set([...this.open.values()].map(({ stream }) => stream));
  }

  /** Notes what the server said of the lines that were shown, and answers what it said of others. */
  async heard(page: Page, results: LineResult[]): Promise<LineResult[]> {
    const mine = new Set(this.open.keys());
    for (const [name, shown] of [...this.open]) {
      const last = page.entries.filter(({ log }) => log === name).at(-1);
      if (last === undefined) continue;
      const forks = results.filter(({ log, status }) => log === name && status === 'fork').map(({ seq }) => seq);
      if (forks.length > 0) shown.fork ??= Math.min(...forks);
      shown.until = last.seq;
      const log = this.core.logs.get(name);
      if (log !== undefined && last.seq < (log.row.signature?.seq ?? 0)) continue;
      this.open.delete(name);
      this.done.add(name);
      if (log !== undefined && shown.fork !== null) await (await seldom())?.makeWay(this.core, log, shown.fork, this.office.epoch);
    }
    return results.filter(({ log }) => !mine.has(log));
  }

  /** Finds logs in which the server, which knows how far ours go, is elsewhere and sends nothing. */
  suspect(page: Page, envelope: Envelope, arrived: Set<string>, pending: Pending): void {
    if (envelope.more === true) return;
    for (const [stream, { vector = {} }] of Object.entries(envelope.streams)) {
      if (!page.spoken.has(stream) || envelope.withdrawn?.includes(stream)) continue; // that leaves once it was offered
      for (const [name, head] of Object.entries(vector)) {
        const log = this.core.logs.get(name);
        if (log === undefined || log.row.own || isUnverified(log) || this.done.has(name) || this.open.has(name)) continue;
        if (!arrived.has(name) && !pending.has(name) && isElsewhere(log, head)) this.open.set(name, { stream, until: 0, fork: null });
      }
    }
  }
}

/** Neither where we are nor behind us. */
export function isElsewhere({ entries }: Log, [seq, hash]: [number, string]): boolean {
  return seq > 0 && entries.length > 0 && entries[seq - 1]?.hash !== hash;
}
