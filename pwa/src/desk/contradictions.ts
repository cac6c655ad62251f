// Every field of every record whose candidates differ, with its sides: what each says, and who said it, when and where.
// A contradiction is settled by an entry that covers all candidates shown and says why; nothing is ever removed.
import type { Entry, Rec, Shown, Store, Write } from '../store/types';
import { canonical, own, type Json } from '../sync/canonical';
import { Persons, said as saidBy, speaking } from '../sync/persons';

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
  /** Records of the same person that say it too, after a merge: the settlement covers their candidates (PROTOCOL.md 7). */
  others: Rec[];
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

function sidesOf(store: Store, recs: Rec[], field: string): Side[] {
  const candidates = recs.flatMap((rec) => rec.fields[field]?.candidates ?? []);
  const sides = new Map<string, Side>();
  for (const entry of recs.flatMap((rec) => store.entries(rec.stream, rec.kind, rec.record))) {
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

/** Contradictions that single records show. */
function ofRecords(store: Store, stream: string): Contradiction[] {
  const incomplete = store.status().incomplete.includes(stream);
  return recordsOf(store, stream).flatMap((rec) =>
    Object.entries(rec.fields).flatMap(([field, { state }]): Contradiction[] => {
      if (state !== 'conflict' && state !== 'partial') return [];
      return [{ id: idOf(rec, field), rec, field, state, sides: sidesOf(store, [rec], field), others: [], incomplete }];
    }),
  );
}

type Merged = { found: Contradiction[]; /** Ids of single records that speak for one person with others, or no more. */ inside: Set<string> };

/** Contradictions between the records of two names that were found to be one person. */
function ofPersons(store: Store, stream: string): Merged {
  const all = recordsOf(store, stream);
  const inside = new Set<string>();
  if (!all.some((rec) => rec.kind === 'resident')) return { found: [], inside };
  const persons = new Persons(all);
  const incomplete = store.status().incomplete.includes(stream);
  const motions = all.filter((rec) => rec.kind === 'motion').map((rec) => rec.record);
  const sets = [
    { field: 'standing', records: all.filter((rec) => rec.kind === 'attendance') },
    ...motions.map((motion) => ({ field: 'choice', records: all.filter((rec) => rec.kind === 'vote' && rec.fields.motion?.value === motion) })),
  ];
  const found = sets.flatMap(({ field, records }) =>
    persons.groups(records).flatMap((group): Contradiction[] => {
      const recs = speaking(group, field);
      if (group.records.length > 1) for (const one of group.records) if (recs.length > 1 || !recs.includes(one)) inside.add(idOf(one, field));
      if (recs.length < 2 || saidBy(group, field).case !== 'contradicts') return [];
      const rec = group.records.find((one) => one.record === group.id) ?? recs[0]!;
      const others = recs.filter((one) => one !== rec);
      return [{ id: idOf(rec, field), rec, field, state: 'conflict', sides: sidesOf(store, recs, field), others, incomplete }];
    }),
  );
  return { found, inside };
}

/** All that wait for a decision, those that touch a result first. */
export function contradictions(store: Store, only?: string): Contradiction[] {
  const found = (only ? [only] : streamsOf(store)).flatMap((stream) => {
    const merged = stream.startsWith('meeting/') ? ofPersons(store, stream) : { found: [], inside: new Set<string>() };
    return [...merged.found, ...ofRecords(store, stream).filter((one) => !merged.inside.has(one.id))];
  });
  return found.sort((a, b) => weight(a) - weight(b));
}

/** Candidates of all records that speak, as they are shown now: taken when the page of a contradiction is drawn. */
export function shownOf(store: Store, one: Contradiction): Shown {
  const all = [one.rec, ...one.others].flatMap((rec) => store.shown(rec, [one.field])[one.field] ?? []);
  return { [one.field]: [...new Set(all)] };
}

function weight(one: Contradiction): number {
  const at = WEIGHT.indexOf(one.rec.kind);
  return at === -1 ? WEIGHT.length : at;
}

/** The entry that settles: the value chosen, over every candidate that was shown. */
export function settling(one: Contradiction, side: Side, shown: Shown, why: string): Write {
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
  return streamsOf(store).flatMap((stream) => settledIn(store, stream)).sort((a, b) => (a.entry.at < b.entry.at ? 1 : -1));
}

function settledIn(store: Store, stream: string): Settlement[] {
  const told = recordsOf(store, stream).map((rec) => ({ rec, entries: store.entries(stream, rec.kind, rec.record) }));
  const history = new Map(told.flatMap(({ entries }) => entries.map((entry) => [entry.hash, entry] as const)));
  return told.flatMap(({ rec, entries }) =>
    entries.flatMap((entry) =>
      Object.keys(entry.sets).flatMap((field): Settlement[] => {
        const notUsed = (entry.sets[field]?.length ?? 0) > 1 ? settledBy(entry, history, field) : null;
        return notUsed ? [{ rec, field, entry, value: said(entry, field), notUsed, why: String(entry.why ?? '') }] : [];
      }),
    ),
  );
}
