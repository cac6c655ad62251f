// Owns what the tests' server keeps beside its logs: lines that came early, parts it lacks, streams it has withdrawn. Written from
// the text of PROTOCOL.md 5 alone.
import type { Envelope, Result, Signature } from '../../sync/bundle';
import type { Entry } from '../../sync/entry';
import type { Vector } from '../../sync/vector';

type Part = 'body' | 'private';
interface Line {
  entry: Entry;
  reason: string;
}

export class Mending {
  /** Lines of known logs that wait, by hash. */
  readonly waiting = new Map<string, Line>();
  /** Lines beyond this many are not kept. */
  quota = Infinity;
  /** Account -> what it may no longer hold. */
  readonly withdrawn = new Map<string, Set<string>>();
  private readonly signatures: Signature[] = [];

  withdraw(account: string, ...streams: string[]): void {
    this.withdrawn.set(account, new Set(streams));
  }

  /** What waits of a stream. */
  ofStream(stream: string): Entry[] {
    return [...this.waiting.values()].map(({ entry }) => entry).filter((entry) => entry.stream === stream);
  }

  /** What waits of a log joins what arrives, in order; signatures that came with it count still. */
  joined(log: string, group: Entry[], signatures: Signature[]): { group: Entry[]; signatures: Signature[] } {
    const kept = [...this.waiting.values()].map(({ entry }) => entry).filter((entry) => entry.log === log);
    const all = new Map<string, Entry>(kept.map((entry) => [entry.hash, entry]));
    for (const entry of group) all.set(entry.hash, all.has(entry.hash) ? filled(all.get(entry.hash) as Entry, entry) : entry);
    this.signatures.push(...signatures);
    return {
      group: [...all.values()].sort((a, b) => a.seq - b.seq),
      signatures: this.signatures.filter((signature) => signature.log === log),
    };
  }

  /** Keeps what waits, lets go of what was admitted. A log that is not known keeps nothing. */
  settle(group: Entry[], results: Result[], known: boolean): void {
    const said = new Map(results.map((result) => [result.hash, result]));
    for (const entry of group) {
      const result = said.get(entry.hash);
      if (result?.status !== 'waiting' || !known) this.waiting.delete(entry.hash);
      else if (this.waiting.has(entry.hash) || this.waiting.size < this.quota) this.waiting.set(entry.hash, { entry, reason: result.reason });
      else result.reason = 'quota';
    }
  }

  /** A log that goes on for another one ends the waiting of its lines. */
  adopted(entries: Entry[]): void {
    const adopts = entries[0]?.body?.adopts as { log: string; after: number; until: string } | undefined;
    if (adopts === undefined) return;
    const kept = [...this.waiting.values()].map(({ entry }) => entry).filter(({ log, seq }) => log === adopts.log && seq > adopts.after);
    const until = kept.find(({ hash }) => hash === adopts.until)?.seq ?? 0;
    if (entries.length - 1 < until - adopts.after) return;
    for (const { hash, seq } of kept) if (seq <= until) this.waiting.delete(hash);
  }

  /** Of a stream that the caller may not hold it learns how far the logs are that it pushed. */
  tell(envelope: Envelope, stream: string, digest: string, vector: Vector, asked: Envelope, pushed: Set<string>): void {
    if (Object.hasOwn(asked.streams, stream)) (envelope.withdrawn ??= []).push(stream);
    const mine = Object.fromEntries(Object.entries(vector).filter(([log]) => pushed.has(log)));
    if (Object.keys(mine).length > 0) envelope.streams[stream] = { digest, vector: mine, signatures: [] };
  }
}

/** Lacks a part, whatever the reason. */
export function lacks({ columns, commit, seal }: Entry): Part[] {
  return [...(commit !== '' && columns[2] === '' ? ['body' as const] : []), ...(seal !== '' && columns[4] === '' ? ['private' as const] : [])];
}

/** The copy that has all its parts, if either has. */
export function filled(held: Entry, other: Entry): Entry {
  return lacks(other).length < lacks(held).length ? other : held;
}
