// Owns the parts of lines that are missing: which this phone asks for, and lines it sends whole because the office asks. (PROTOCOL 5)
import { MAX_WANT, type Envelope } from '../sync/bundle';
import type { Entry } from '../sync/entry';
import type { Pending } from './arrivals';
import type { Core } from './core';
import { verifiedHead } from './logs';

/** Of one exchange: nothing is asked for or given twice in it. */
export class Wants {
  private readonly asked = new Set<string>();
  private readonly given = new Set<string>();
  private theirs = new Map<string, Entry[]>();

  constructor(
    private readonly core: Core,
    private readonly gaps: Gaps,
  ) {}

  /** What the office asks for, as far as it lies here whole. */
  hear({ streams }: Envelope): void {
    for (const [stream, { want = [] }] of Object.entries(streams)) {
      const entries = want.flatMap((hash) => (this.given.has(hash) ? [] : (this.whole(stream, hash) ?? [])));
      this.theirs.set(stream, entries);
    }
  }

  /** The streams of which something is to be asked or given still. */
  streams(pending: Pending): string[] {
    const gives = [...this.theirs].filter(([, entries]) => entries.length > 0).map(([stream]) => stream);
    const asks = this.lacking(pending).filter(({ hash }) => !this.asked.has(hash)).map(({ stream }) => stream);
    return [...new Set([...gives, ...asks])];
  }

  /** What to ask for in a stream, now. */
  ask(stream: string, pending: Pending): string[] {
    const hashes = this.lacking(pending).filter((entry) => entry.stream === stream && !this.asked.has(entry.hash)).map(({ hash }) => hash);
    const some = [...new Set(hashes)].slice(0, MAX_WANT);
    for (const hash of some) this.asked.add(hash);
    return some;
  }

  /** Lines that the office asked for in a stream, as many of them as `fits` says. */
  give(stream: string, fits: (lines: Entry[]) => number): Entry[] {
    const entries = this.theirs.get(stream) ?? [];
    const some = entries.splice(0, fits(entries));
    for (const { hash } of some) this.given.add(hash);
    return some;
  }

  private whole(stream: string, hash: string): Entry | undefined {
    const opening = this.core.logs.of(stream).find(({ entries }) => entries[0]?.hash === hash)?.entries[0];
    const entry = this.core.records.entry(hash) ?? opening;
    const log = entry && this.core.logs.get(entry.log);
    if (log === undefined || entry?.stream !== stream || !entry.isWhole) return undefined;
    return log.row.own || entry.seq <= (verifiedHead(log)?.seq ?? 0) ? entry : undefined;
  }

  private lacking(pending: Pending): Entry[] {
    const coming = [...pending.values()].flat().filter((entry) => !entry.isWhole);
    return [...this.gaps.held(this.core), ...coming].filter((entry) => isUnexplained(this.core, entry));
  }
}

/** A part is missing and no redaction held here names it. */
function isUnexplained(core: Core, entry: Entry): boolean {
  const named = core.records.redactionsOf(entry.hash).map(({ part }) => part);
  return (['body', 'private'] as const).some((part) => entry[part] === null && !named.includes(part));
}

/** The held lines that lack a part, whatever the reason: each line is looked at once. */
export class Gaps {
  private readonly looked = new Map<string, number>(); // log -> how many of its entries
  private readonly found = new Map<string, Entry>();

  held(core: Core): Entry[] {
    for (const { row, entries } of core.logs.all()) {
      const from = Math.min(this.looked.get(row.log) ?? 0, entries.length);
      for (const entry of entries.slice(from)) if (!entry.isWhole) this.found.set(entry.hash, entry);
      this.looked.set(row.log, entries.length);
    }
    for (const [hash, { log, seq }] of this.found) {
      const now = core.logs.get(log)?.entries[seq - 1];
      if (now === undefined || now.hash !== hash || now.isWhole) this.found.delete(hash);
    }
    return [...this.found.values()];
  }
}
