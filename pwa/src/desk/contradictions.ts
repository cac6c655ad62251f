// Every field of every record whose candidates differ, with its sides: what each says, and who said it, when and where.
// A contradiction is settled by an entry that covers all candidates shown and says why; nothing is ever removed.
import type { Entry, Rec, Store, Write } from '../store/types';
import { canonical, own, type Json } from '../sync/canonical';

/** Kinds that may contradict, by kind of stream. */
const KINDS: Record<string, string[]> = {
  office: ['community', 'project', 'account', 'installation'],
  community: ['resident'],
  subdistrict: ['resident'],
  topic: ['topic', 'opinion', 'response', 'decision'],
  meeting: ['meeting', 'agenda_item', 'motion', 'attendance', 'vote', 'tally', 'resident'],
};

/** Those that touch a result come first. */
const WEIGHT = ['vote', 'tally', 'attendance', 'motion', 'meeting', 'decision', 'response', 'opinion', 'resident'];

export type Side = {
  /** What this side says; undefined when the value was removed by right. */
  value: Json | undefined;
  removed: boolean;
  /** The entries that say so, oldest first. */
  entries: Entry[];
};

export type Contradiction = {
  /** Names it in an address. */
  id: string;
  rec: Rec;
  field: string;
  state: 'conflict' | 'partial';
  sides: Side[];
  /** The copy of the stream is not whole yet. */
  incomplete: boolean;
};

export function streamsOf(store: Store): string[] {
  return Object.keys(KINDS).flatMap((kind) => store.streams(`${kind}/`));
}

export function recordsOf(store: Store, stream: string): Rec[] {
  return (KINDS[stream.slice(0, stream.indexOf('/'))] ?? []).flatMap((kind) => store.list(stream, kind));
}

/** What an entry says of a field; undefined when its part is not here. */
export function said(entry: Entry, field: string): Json | undefined {
  const here = own(entry.body ?? {}, field);
  return here === undefined ? own(entry.private ?? {}, field) : here; // null is a value
}

const keyOfValue = (value: Json | undefined): string => (value === undefined ? 'removed' : `value ${canonical(value)}`);

function sidesOf(store: Store, rec: Rec, field: string, candidates: string[]): Side[] {
  const sides = new Map<string, Side>();
  for (const entry of store.entries(rec.stream, rec.kind, rec.record)) {
    if (!candidates.includes(entry.hash)) continue;
    const value = said(entry, field);
    const key = keyOfValue(value);
    const side = sides.get(key) ?? { value, removed: value === undefined, entries: [] };
    side.entries.push(entry);
    sides.set(key, side);
  }
  return [...sides.values()].sort((a, b) => Number(a.removed) - Number(b.removed));
}

export const idOf = (rec: Rec, field: string): string => [rec.stream, rec.kind, rec.record, field].join('~').replace('/', '.');

/** All that wait for a decision, those that touch a result first. */
export function contradictions(store: Store, only?: string): Contradiction[] {
  const incomplete = store.status().incomplete;
  const found: Contradiction[] = [];
  for (const stream of only ? [only] : streamsOf(store)) {
    for (const rec of recordsOf(store, stream)) {
      for (const [field, state] of Object.entries(rec.fields)) {
        if (state.state !== 'conflict' && state.state !== 'partial') continue;
        const sides = sidesOf(store, rec, field, state.candidates);
        found.push({ id: idOf(rec, field), rec, field, state: state.state, sides, incomplete: incomplete.includes(stream) });
      }
    }
  }
  return found.sort((a, b) => weight(a) - weight(b));
}

function weight(one: Contradiction): number {
  const at = WEIGHT.indexOf(one.rec.kind);
  return at === -1 ? WEIGHT.length : at;
}

/** The entry that settles: the value chosen, over every candidate that was shown. */
export function settling(one: Contradiction, side: Side, shown: Record<string, string[]>, why: string): Write {
  const { stream, kind, record } = one.rec;
  return { stream, kind, record, set: { [one.field]: side.value as Json }, shown, why };
}

export type Settlement = { rec: Rec; field: string; entry: Entry; value: Json | undefined; notUsed: Json[]; why: string };

function settledBy(entry: Entry, history: Map<string, Entry>, field: string): Json[] | null {
  const covered = (entry.sets[field] ?? []).flatMap((hash) => history.get(hash) ?? []);
  const values = new Map(covered.map((one) => [keyOfValue(said(one, field)), said(one, field)]));
  if (values.size < 2 || new Set(covered.map((one) => one.log)).size < 2) return null;
  values.delete(keyOfValue(said(entry, field)));
  return [...values.values()].filter((one) => one !== undefined);
}

/** What was settled: entries that cover values of two logs which differed. The newest first. */
export function settlements(store: Store): Settlement[] {
  const found: Settlement[] = [];
  for (const stream of streamsOf(store)) {
    for (const rec of recordsOf(store, stream)) {
      const entries = store.entries(stream, rec.kind, rec.record);
      if (entries.length < 3) continue;
      const history = new Map(entries.map((entry) => [entry.hash, entry]));
      for (const entry of entries) {
        for (const field of Object.keys(entry.sets)) {
          const notUsed = settledBy(entry, history, field);
          if (notUsed) found.push({ rec, field, entry, value: said(entry, field), notUsed, why: String(entry.why ?? '') });
        }
      }
    }
  }
  return found.sort((a, b) => (a.entry.at < b.entry.at ? 1 : -1));
}
