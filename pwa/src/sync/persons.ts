// Owns who is one person in the records of a meeting: merges by `same_as`, and records of one person read as one
// (PROTOCOL.md 7). A person is known by the id of a resident; of one who was erased only the record is left.
import { canonical, compareBytes, Malformed, own, put, type Json } from './canonical';
import { keyedRecord } from './keyed';
import { field, state, value, type Rec } from './records';

/** What a group of records says of a field: nothing, one thing, or things that somebody has to decide. */
export type Said = { case: 'absent' } | { case: 'contradicts' } | { case: 'final'; value: Json };

/**
 * The records of one kind, of one person: mostly one record, more after a merge. `id` is the record to show. Not
 * `known`: the record alone is left. Not `somebody` either: nobody was erased, it was never said whose record it is,
 * or phones differ in it; such a record is in no total.
 */
export type Group = {
  readonly id: string;
  readonly person: string;
  readonly known: boolean;
  readonly somebody: boolean;
  readonly records: readonly Rec[];
};

function groupOf(person: string, known: boolean, members: readonly Rec[]): Group {
  const records = [...members].sort((a, b) => compareBytes(a.record, b.record));
  const named = records.find((rec) => value(rec, 'resident') === person) ?? (records[0] as Rec);
  return { id: named.record, person, known, somebody: known || wasErased(named), records };
}

/** Whether a redaction took the resident away: it was said whose record it is. */
function wasErased(rec: Rec): boolean {
  return ['removed', 'partial'].includes(state(rec, 'resident'));
}

/** The records that speak of a field, without those that a settlement in another record of the group covers. */
export function speaking(group: Group, name: string): Rec[] {
  const having = group.records.filter((rec) => field(rec, name) !== undefined);
  const covered = new Set(having.flatMap((rec) => field(rec, name)?.waiting ?? []));
  return having.filter((rec) => having.length < 2 || !field(rec, name)?.candidates.every((hash) => covered.has(hash)));
}

export function said(group: Group, name: string): Said {
  const states = speaking(group, name).flatMap((rec) => field(rec, name) ?? []);
  const first = states[0];
  if (first === undefined) return { case: 'absent' };
  const values = new Set(states.map(({ state, value: held }) => (state === 'ok' ? canonical(held as Json) : state)));
  const isFinal = states.every(({ state }) => state === 'ok') && values.size === 1;
  return isFinal ? { case: 'final', value: first.value as Json } : { case: 'contradicts' };
}

/** How many statements stand beside each other in a field. */
export function voices(group: Group, name: string): number {
  return speaking(group, name).reduce((sum, rec) => sum + (field(rec, name)?.candidates.length ?? 0), 0);
}

function textOf(rec: Rec, name: string): string | null {
  const found = value(rec, name);
  return typeof found === 'string' ? found : null;
}

/** Knows the persons of one meeting's stream, from its sound records. */
export class Persons {
  private readonly sameAs = new Map<string, string | null>();
  private readonly residents: readonly string[];
  private readonly keys: readonly string[];

  constructor(records: readonly Rec[]) {
    for (const rec of records) if (rec.kind === 'resident') this.sameAs.set(rec.record, textOf(rec, 'same_as'));
    const named = records.flatMap((rec) => (isOfPerson(rec) ? textOf(rec, 'resident') : null));
    const all = new Set([...this.sameAs.keys(), ...this.sameAs.values(), ...named]);
    this.residents = [...all].filter((resident) => resident !== null).sort(compareBytes);
    this.keys = records.flatMap((rec) => (rec.kind === 'meeting' ? (textOf(rec, 'key') ?? []) : []));
  }

  /** Gathers attendances, or the votes of one motion, by person. */
  groups(records: readonly Rec[]): Group[] {
    const gathered = new Map<string, { person: string; known: boolean; members: Rec[] }>();
    for (const rec of records) {
      const resident = this.personOf(rec);
      const person = resident ?? rec.record;
      const name = `${resident === null ? 'record' : 'resident'} ${person}`;
      const group = gathered.get(name) ?? { person, known: resident !== null, members: [] };
      group.members.push(rec);
      gathered.set(name, group);
    }
    return [...gathered.values()].map(({ person, known, members }) => groupOf(person, known, members));
  }

  /** The person of an attendance or vote, merges followed; null where nobody can tell. */
  private personOf(rec: Rec): string | null {
    const named = textOf(rec, 'resident') ?? (wasErased(rec) ? this.byId(rec) : null);
    return named === null ? null : this.kept(named);
  }

  /** The resident whose keyed id a record has. */
  private byId(rec: Rec): string | null {
    return this.residents.find((one) => this.keys.some((key) => isOf(rec, one, key))) ?? null;
  }

  /** The person kept in a chain of merges; in a ring, which only a mistake makes, the smallest id. */
  private kept(resident: string): string {
    const passed = [resident];
    for (;;) {
      const last = passed[passed.length - 1] as string;
      const onward = this.sameAs.get(last) ?? null;
      if (onward === null) return last;
      if (passed.includes(onward)) return passed.slice(passed.indexOf(onward)).sort(compareBytes)[0] as string;
      passed.push(onward);
    }
  }
}

function isOfPerson(rec: Rec): boolean {
  return rec.kind === 'attendance' || rec.kind === 'vote';
}

/** Whether a record that lost its `resident` was made for this one: its id tells, to who holds the meeting's key. */
function isOf(rec: Rec, resident: string, key: string): boolean {
  const motion = value(rec, 'motion', null);
  try {
    return keyedRecord(key, rec.kind, rec.stream, { resident, motion }) === rec.record;
  } catch (error) {
    if (error instanceof Malformed) return false; // a key that is not 32 bytes makes no id
    throw error;
  }
}

/** Adds to a count, whatever its key is called. */
export function add(table: { [key: string]: number }, key: string, number = 1): void {
  put(table, key, (own(table, key) ?? 0) + number);
}
