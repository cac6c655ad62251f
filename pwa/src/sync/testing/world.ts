// A world in small: phones, a courier and a server, each a table of logs. The twin of tests/sync/world.py: it knows no IndexedDB,
// no network and no signature, only what PROTOCOL.md asks of anybody who holds lines. Used by tests only.
import { RULES } from '../arbitraries';
import { canonical, compareBytes, own, type Json, type JsonObject } from '../canonical';
import { Clock } from '../clock';
import { checkChain, compose, type Draft, type Entry } from '../entry';
import { comparePositions, fold, type Fields, type PartName, type Position } from '../fold';
import { digest, vectorOf } from '../vector';
import { STREAM, type Question } from './state';

export const INVENTED = 'invented';
export const RECORDS = ['i1', 'i2'];
export const SERVER = 'srv';

/** What somebody holds: each log from its start without a gap, lines that came too early, and lines of taken addresses. */
export class Copy {
  readonly logs = new Map<string, Entry[]>();
  readonly early = new Map<string, Entry>();
  readonly forks = new Map<string, Entry>();

  entries(): Entry[] {
    return [...this.logs.values()].flat();
  }

  clone(): Copy {
    const made = new Copy();
    for (const [log, entries] of this.logs) made.logs.set(log, [...entries]);
    for (const [hash, entry] of this.early) made.early.set(hash, entry);
    for (const [hash, entry] of this.forks) made.forks.set(hash, entry);
    return made;
  }

  /** `hash part` of everything that redactions name. */
  removed(): Set<string> {
    return new Set((this.logs.get(SERVER) ?? []).flatMap(({ redacts }) => (redacts ? [`${redacts.hash} ${redacts.part}`] : [])));
  }

  /** Takes lines in any order and number; what does not fit yet waits. */
  receive(lines: readonly Entry[]): void {
    for (const entry of lines) if (!this.early.has(entry.hash)) this.early.set(entry.hash, entry);
    while ([...this.early.values()].some((entry) => this.take(entry)));
    const removed = this.removed();
    for (const [log, entries] of this.logs) this.logs.set(log, entries.map((entry) => bare(entry, removed)));
  }

  /** Whether the line was dealt with: admitted, held already, or put aside as a fork. */
  take(entry: Entry): boolean {
    const held = this.logs.get(entry.log) ?? [];
    const there = held[entry.seq - 1];
    if (entry.seq > held.length + 1) return false;
    if (there) {
      if (there.hash !== entry.hash) this.forks.set(entry.hash, entry);
      else if (entry.body && entry.private) held[entry.seq - 1] = entry;
    } else if (entry.prev !== (held.at(-1)?.hash ?? '')) this.forks.set(entry.hash, entry);
    else if (!this.mayLack(entry)) return false;
    else this.logs.set(entry.log, [...held, entry]);
    this.early.delete(entry.hash);
    return true;
  }

  private mayLack(entry: Entry): boolean {
    const removed = this.removed();
    return (['body', 'private'] as const).every((part) => entry[part] !== null || removed.has(`${entry.hash} ${part}`));
  }

  /** The lines of the other one that follow what is held here, the server's own first. */
  lacks(other: Copy): Entry[] {
    const logs = [...other.logs.keys()].sort((a, b) => Number(b === SERVER) - Number(a === SERVER) || compareBytes(a, b));
    return logs.flatMap((log) => (other.logs.get(log) ?? []).slice(this.logs.get(log)?.length ?? 0));
  }

  digest(): string {
    return digest(vectorOf(this.entries()));
  }

  quarantined(): { [hash: string]: [string, string, number] } {
    const verdicts = (this.logs.get(SERVER) ?? []).filter(({ kind }) => kind === 'verdict').sort(comparePositions);
    const last = new Map(verdicts.map((entry) => [entry.record, entry]));
    const held = [...last].filter(([, { body }]) => (own(body ?? {}, 'standing') as JsonObject).state === 'quarantined');
    return Object.fromEntries(held.map(([hash, { at, log, seq }]) => [hash, [at, log, seq]]));
  }

  positions(): Map<string, Position> {
    return new Map(Object.entries(this.quarantined()).map(([hash, [at, log, seq]]) => [hash, { at, log, seq }]));
  }

  of(record: string): Entry[] {
    return this.entries().filter((entry) => entry.kind === INVENTED && entry.record === record);
  }

  folded(record: string): Fields {
    return fold(this.of(record), RULES, this.positions());
  }

  text(): string {
    return canonical(Object.fromEntries(RECORDS.map((record) => [record, this.folded(record)])) as unknown as Json);
  }

  /** Throws where a log is no chain from its start. */
  check(): void {
    for (const log of this.logs.values()) checkChain(log);
  }

  /** Everything as the engine in Python is asked for it. */
  question(): Question {
    const told = this.entries().map(({ hash, log, seq, at, sets, body, private: private_, redacts, kind, record }) => ({
      hash, log, seq, at, sets, body, private: private_, redacts, kind, record,
    }));
    return { entries: told, quarantined: this.quarantined(), rules: { [INVENTED]: RULES }, motions: [] };
  }
}

/** Somebody with a log of its own. */
export class Writer {
  copy = new Copy();
  clock = new Clock();
  now = 1000;
  generation = 0;

  constructor(readonly name: string) {}

  clone(): Writer {
    const made = Object.assign(new Writer(this.name), { now: this.now, generation: this.generation });
    made.copy = this.copy.clone();
    made.clock = new Clock(this.clock.last);
    return made;
  }

  get log(): string {
    return this.name === SERVER ? SERVER : `${this.name}-${this.generation}`;
  }

  write(draft: Draft): Entry {
    const held = this.copy.logs.get(this.log) ?? [];
    const place = { stream: STREAM, log: this.log, seq: held.length + 1, prev: held.at(-1)?.hash ?? '', by: this.name };
    const entry = compose(draft, { ...place, at: this.clock.tick(this.now) });
    this.copy.logs.set(this.log, [...held, entry]);
    return entry;
  }

  receive(lines: readonly Entry[]): void {
    for (const { at } of lines) this.clock.observe(at, this.now);
    this.copy.receive(lines);
  }

  /** Records a value, having seen what is there or not. */
  set(record: string, field: string, value: Json, seen: boolean): Entry {
    const covers = seen ? (own(this.copy.folded(record), field)?.candidates ?? []) : [];
    const part = { [field]: value };
    const isPrivate = own(RULES, field)?.private ?? false;
    const parts = { body: isPrivate ? {} : part, private: isPrivate ? part : {} };
    return this.write({ kind: INVENTED, record, ...parts, sets: { [field]: covers } });
  }

  /** Where the other one holds another branch of a log: puts ours aside; what was our own is written again elsewhere. */
  heal(theirs: Copy): void {
    const mine = this.log;
    for (const [log, held] of [...this.copy.logs]) {
      const right = theirs.logs.get(log) ?? [];
      const at = held.findIndex((entry, index) => right[index] && right[index].hash !== entry.hash);
      if (at < 0) continue;
      this.copy.logs.set(log, held.slice(0, at));
      for (const entry of held.slice(at)) this.copy.forks.set(entry.hash, entry);
      if (log === mine) this.writeAgain(held.slice(at));
    }
  }

  private writeAgain(branch: readonly Entry[]): void {
    this.generation += 1;
    const again = new Map<string, string>();
    for (const entry of branch) {
      const covers = Object.entries(entry.sets).map(([field, hashes]) => [field, hashes.map((hash) => again.get(hash) ?? hash)]);
      const { kind, record, body, private: private_ } = entry;
      if (body && private_) again.set(entry.hash, this.write({ kind, record, body, private: private_, sets: Object.fromEntries(covers) }).hash);
    }
  }
}

function bare(entry: Entry, removed: ReadonlySet<string>): Entry {
  const parts: readonly PartName[] = ['body', 'private'];
  return parts.reduce((kept, part) => (kept[part] !== null && removed.has(`${entry.hash} ${part}`) ? kept.without(part) : kept), entry);
}
