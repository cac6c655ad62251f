// Owns the records in memory: every entry this phone holds, folded record by record when somebody looks. (PROTOCOL 4)
import { isObject, own, put } from '../sync/canonical';
import type { Entry, Redacts } from '../sync/entry';
import { comparePositions, fold, type Position } from '../sync/fold';
import { value, type Rec } from '../sync/records';
import { rulesOf } from '../sync/rules';
import type { Shown } from './types';

/** The records of one kind in a stream, in order of first arrival; `list` null: to be made at the next look. */
interface Kind {
  records: Map<string, Slot>;
  list: Rec[] | null;
}

/** The entries of one record, in order of arrival; `rec` null: to be folded at the next look. */
interface Slot {
  kind: Kind;
  entries: Entry[];
  rec: Rec | null;
}

interface Verdict {
  position: Position;
  state: string;
  reason: string;
}

function byTime(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.log !== b.log) return a.log < b.log ? -1 : 1;
  return a.seq - b.seq;
}

/** See `Store.shown`. */
export function shownIn(rec: Rec | undefined, fields: string[]): Shown {
  const shown: Shown = {};
  for (const field of fields) put(shown, field, [...(own(rec?.fields ?? {}, field)?.candidates ?? [])]);
  return shown;
}

const NONE: Rec[] = []; // the same whenever asked: who looks at lists knows them again

export class Records {
  /** stream -> kind */
  private readonly kinds = new Map<string, Map<string, Kind>>();
  private readonly byHash = new Map<string, Entry>();
  private readonly verdicts = new Map<string, Verdict>();
  /** Hash of an entry -> what the server's redactions held here say of it. */
  private readonly redactions = new Map<string, Redacts[]>();

  /** `isServer` tells of a log whether it is the server's own: only there verdicts and redactions stand. */
  constructor(private readonly isServer: (log: string) => boolean) {}

  add(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      if (entry.kind === 'log') continue;
      const slot = this.slot(entry);
      const before = this.byHash.get(entry.hash);
      if (before === undefined) slot.entries.push(entry);
      else slot.entries[slot.entries.indexOf(before)] = entry;
      this.byHash.set(entry.hash, entry);
      this.touch(slot);
      if (entry.redacts !== null && before === undefined && this.isServer(entry.log)) {
        const { hash } = entry.redacts;
        this.redactions.set(hash, [...(this.redactions.get(hash) ?? []), entry.redacts]);
      }
      if (entry.kind === 'verdict') this.judge(entry);
    }
  }

  /** Takes entries out again whose log took another branch. */
  remove(entries: Iterable<Entry>): void {
    for (const { hash } of entries) {
      const entry = this.byHash.get(hash);
      if (entry === undefined) continue;
      const slot = this.slot(entry);
      slot.entries.splice(slot.entries.indexOf(entry), 1);
      this.byHash.delete(hash);
      const { redacts } = entry;
      if (redacts !== null) this.redactions.set(redacts.hash, (this.redactions.get(redacts.hash) ?? []).filter((one) => one !== redacts));
      this.touch(slot);
    }
  }

  get(stream: string, kind: string, record: string): Rec | undefined {
    const slot = this.held(stream, kind, record);
    return slot === undefined || slot.entries.length === 0 ? undefined : this.folded(slot);
  }

  list(stream: string, kind: string): Rec[] {
    const found = this.kinds.get(stream)?.get(kind);
    if (found === undefined) return NONE;
    found.list ??= [...found.records.values()].filter(({ entries }) => entries.length > 0).map((slot) => this.folded(slot));
    return found.list;
  }

  /** See `Store.meetingKey`. */
  meetingKey(stream: string): string | null {
    const key = value(this.get(stream, 'meeting', stream.slice(stream.indexOf('/') + 1)), 'key');
    return typeof key === 'string' ? key : null;
  }

  history(stream: string, kind: string, record: string): Entry[] {
    return [...(this.held(stream, kind, record)?.entries ?? [])].sort(byTime);
  }

  entry(hash: string): Entry | undefined {
    return this.byHash.get(hash);
  }

  /** What the server's redactions held here say of an entry, which itself may not be here yet. */
  redactionsOf(hash: string): Redacts[] {
    return this.redactions.get(hash) ?? [];
  }

  /** Reason of the verdict that quarantines the entry, or null. */
  quarantined(hash: string): string | null {
    const verdict = this.verdicts.get(hash);
    return verdict?.state === 'quarantined' ? verdict.reason : null;
  }

  private held(stream: string, kind: string, record: string): Slot | undefined {
    return this.kinds.get(stream)?.get(kind)?.records.get(record);
  }

  private slot(entry: Entry): Slot {
    let kinds = this.kinds.get(entry.stream);
    if (kinds === undefined) this.kinds.set(entry.stream, (kinds = new Map()));
    let kind = kinds.get(entry.kind);
    if (kind === undefined) kinds.set(entry.kind, (kind = { records: new Map(), list: null }));
    let slot = kind.records.get(entry.record);
    if (slot === undefined) kind.records.set(entry.record, (slot = { kind, entries: [], rec: null }));
    return slot;
  }

  private touch(slot: Slot): void {
    slot.rec = null;
    slot.kind.list = null;
  }

  private judge(entry: Entry): void {
    const standing = entry.body?.standing;
    if (!this.isServer(entry.log) || !isObject(standing)) return;
    const before = this.verdicts.get(entry.record)?.position;
    if (before !== undefined && comparePositions(entry, before) <= 0) return;
    this.verdicts.set(entry.record, { position: entry, state: String(standing.state), reason: String(standing.reason) });
    const judged = this.byHash.get(entry.record);
    if (judged !== undefined) this.touch(this.slot(judged));
  }

  private folded(slot: Slot): Rec {
    if (slot.rec !== null) return slot.rec;
    const quarantined = new Map<string, Position>();
    const entries = slot.entries.filter(({ redacts, log }) => redacts === null || this.isServer(log));
    for (const { hash } of entries) {
      const verdict = this.verdicts.get(hash);
      if (verdict?.state === 'quarantined') quarantined.set(hash, verdict.position);
    }
    const { stream, kind, record } = slot.entries[0] as Entry;
    slot.rec = { stream, kind, record, fields: fold(entries, rulesOf(kind), quarantined) };
    return slot.rec;
  }
}
