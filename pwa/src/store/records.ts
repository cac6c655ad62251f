// Owns the records in memory: every entry this phone holds, folded record by record when somebody looks. (PROTOCOL 4)
import { isObject, own, put } from '../sync/canonical';
import type { Entry, Redacts } from '../sync/entry';
import { comparePositions, fold, type Position } from '../sync/fold';
import { keyOf, value, type Rec } from '../sync/records';
import { rulesOf } from '../sync/rules';
import type { Shown } from './types';

interface Slot {
  stream: string;
  kind: string;
  record: string;
  entries: Map<string, Entry>;
  /** Null: to be folded at the next look. */
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

export class Records {
  /** stream -> "kind record" -> slot, in order of first arrival. */
  private readonly slots = new Map<string, Map<string, Slot>>();
  private readonly home = new Map<string, Slot>();
  private readonly verdicts = new Map<string, Verdict>();
  private readonly lists = new Map<string, Rec[]>();

  /** `isServer` tells of a log whether it is the server's own: only there verdicts and redactions stand. */
  constructor(private readonly isServer: (log: string) => boolean) {}

  add(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      if (entry.kind === 'log') continue;
      const slot = this.slot(entry.stream, entry.kind, entry.record);
      slot.entries.set(entry.hash, entry);
      this.home.set(entry.hash, slot);
      this.touch(slot);
      if (entry.kind === 'verdict') this.judge(entry);
    }
  }

  /** Takes entries out again whose log took another branch. */
  remove(entries: Iterable<Entry>): void {
    for (const entry of entries) {
      const slot = this.home.get(entry.hash);
      if (slot === undefined) continue;
      slot.entries.delete(entry.hash);
      this.home.delete(entry.hash);
      this.touch(slot);
    }
  }

  get(stream: string, kind: string, record: string): Rec | undefined {
    const slot = this.slots.get(stream)?.get(keyOf(kind, record));
    return slot === undefined || slot.entries.size === 0 ? undefined : this.folded(slot);
  }

  list(stream: string, kind: string): Rec[] {
    const key = keyOf(stream, kind);
    const held = this.lists.get(key);
    if (held !== undefined) return held;
    const list: Rec[] = [];
    for (const slot of this.slots.get(stream)?.values() ?? []) {
      if (slot.kind === kind && slot.entries.size > 0) list.push(this.folded(slot));
    }
    this.lists.set(key, list);
    return list;
  }

  /** See `Store.meetingKey`. */
  meetingKey(stream: string): string | null {
    const key = value(this.get(stream, 'meeting', stream.slice(stream.indexOf('/') + 1)), 'key');
    return typeof key === 'string' ? key : null;
  }

  history(stream: string, kind: string, record: string): Entry[] {
    return [...(this.slots.get(stream)?.get(keyOf(kind, record))?.entries.values() ?? [])].sort(byTime);
  }

  entry(hash: string): Entry | undefined {
    return this.home.get(hash)?.entries.get(hash);
  }

  /** What the server's redactions held here say of an entry, which itself may not be here yet. */
  redactionsOf({ hash, stream, kind, record }: Entry): Redacts[] {
    const others = this.slots.get(stream)?.get(keyOf(kind, record))?.entries.values() ?? [];
    return [...others].flatMap(({ redacts, log }) => (redacts?.hash === hash && this.isServer(log) ? [redacts] : []));
  }

  /** Reason of the verdict that quarantines the entry, or null. */
  quarantined(hash: string): string | null {
    const verdict = this.verdicts.get(hash);
    return verdict?.state === 'quarantined' ? verdict.reason : null;
  }

  private slot(stream: string, kind: string, record: string): Slot {
    let streamSlots = this.slots.get(stream);
    if (streamSlots === undefined) this.slots.set(stream, (streamSlots = new Map()));
    const key = keyOf(kind, record);
    let slot = streamSlots.get(key);
    if (slot === undefined) {
      slot = { stream, kind, record, entries: new Map(), rec: null };
      streamSlots.set(key, slot);
    }
    return slot;
  }

  private touch(slot: Slot): void {
    slot.rec = null;
    this.lists.delete(keyOf(slot.stream, slot.kind));
  }

  private judge(entry: Entry): void {
    const standing = entry.body?.standing;
    if (!this.isServer(entry.log) || !isObject(standing)) return;
    const before = this.verdicts.get(entry.record)?.position;
    if (before !== undefined && comparePositions(entry, before) <= 0) return;
    this.verdicts.set(entry.record, { position: entry, state: String(standing.state), reason: String(standing.reason) });
    const slot = this.home.get(entry.record);
    if (slot !== undefined) this.touch(slot);
  }

  private folded(slot: Slot): Rec {
    if (slot.rec !== null) return slot.rec;
    const quarantined = new Map<string, Position>();
    const entries: Entry[] = [];
    for (const entry of slot.entries.values()) {
      if (entry.redacts !== null && !this.isServer(entry.log)) continue;
      const verdict = this.verdicts.get(entry.hash);
      if (verdict?.state === 'quarantined') quarantined.set(entry.hash, verdict.position);
      entries.push(entry);
    }
    slot.rec = {
      stream: slot.stream,
      kind: slot.kind,
      record: slot.record,
      fields: fold(entries, rulesOf(slot.kind), quarantined),
    };
    return slot.rec;
  }
}
