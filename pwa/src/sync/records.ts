// Owns the folded record as screens and counts see it, and the folding of a whole stream into records.
import { own, put, type Json } from './canonical';
import type { Entry, Sets } from './entry';
import { comparePositions, fold, type Fields, type FieldState, type Position, type Quarantined, type State } from './fold';
import { rulesOf } from './rules';

export type Rec = { stream: string; kind: string; record: string; fields: Fields };

/** The state of a field, or undefined if nobody set it. */
export function field(rec: Rec | undefined, name: string): FieldState | undefined {
  return rec && own(rec.fields, name);
}

/** The value of a field that is settled (`ok`), else the fallback: a provisional value is never taken for it. */
export function value<T extends Json | undefined = undefined>(rec: Rec | undefined, name: string, fallback?: T): Json | T {
  const found = field(rec, name);
  return found?.state === 'ok' ? (found.value as Json) : (fallback as T);
}

/** What to show while people have not decided: the final value, or else the provisional one. */
export function provisional<T extends Json | undefined = undefined>(
  rec: Rec | undefined,
  name: string,
  fallback?: T,
): Json | T {
  const found = field(rec, name);
  const shown = found?.value === undefined ? found?.provisional : found.value; // null is a value
  return shown === undefined ? (fallback as T) : shown;
}

/** The state of a field; `absent` where nothing was ever said. */
export function state(rec: Rec | undefined, name: string): State | 'absent' {
  return field(rec, name)?.state ?? 'absent';
}

/** The fields that a person has to decide: in conflict, or partial. */
export function conflicts(rec: Rec): string[] {
  return Object.keys(rec.fields).filter((name) => ['conflict', 'partial'].includes(state(rec, name)));
}

export function inConflict(rec: Rec): boolean {
  return conflicts(rec).length > 0;
}

/** What a statement about these fields covers if it is made on seeing this record: the `sets` of a draft. */
export function candidates(rec: Rec | undefined, names: Iterable<string>): Sets {
  const shown: Sets = {};
  for (const name of names) put(shown, name, [...(field(rec, name)?.candidates ?? [])]);
  return shown;
}

/** Names a record within its stream. */
export function keyOf(kind: string, record: string): string {
  return `${kind} ${record}`;
}

/** Which entries the server's verdicts leave out now: entry hash -> position of the verdict. The last verdict counts. */
export function quarantinedBy(entries: Iterable<Entry>): Quarantined {
  const last = new Map<string, { verdict: Entry; state: Json | undefined }>();
  for (const entry of entries) {
    const standing = entry.kind === 'verdict' ? own(entry.body ?? {}, 'standing') : undefined;
    if (typeof standing !== 'object' || standing === null || Array.isArray(standing)) continue;
    const before = last.get(entry.record)?.verdict;
    if (before === undefined || comparePositions(entry, before) > 0) last.set(entry.record, { verdict: entry, state: standing.state });
  }
  const result = new Map<string, Position>();
  for (const [hash, { verdict, state }] of last) if (state === 'quarantined') result.set(hash, verdict);
  return result;
}

/** Folds the entries of one record; they must all be of it. */
export function recordOf(entries: readonly [Entry, ...Entry[]], quarantined?: Quarantined): Rec {
  const { stream, kind, record } = entries[0];
  return { stream, kind, record, fields: fold(entries, rulesOf(kind), quarantined) };
}

/** Folds the entries of one stream, in any order, into its records. */
export function recordsOf(entries: Iterable<Entry>): Rec[] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  const all = [...entries];
  for (const entry of all) {
    const key = keyOf(entry.kind, entry.record);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  const quarantined = quarantinedBy(all);
  return [...groups.values()].map((group) => recordOf(group, quarantined));
}
