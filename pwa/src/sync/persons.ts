// Owns who a record of a hearing is about, and the grouping of records of persons who were found to be one (PROTOCOL.md 7).
import { canonical, compareBytes, own, put, type Json } from './canonical';
import { keyedId } from './ids';
import { field, value, type Rec } from './records';

/** What a group of records says of a field: nothing, one thing, or things that contradict. */
export type Said = { case: 'absent' } | { case: 'contradicts' } | { case: 'final'; value: Json };

/** The records of one person, of one kind (and motion). `id` is the record that names the person, or the smallest. */
export type Group = { id: string; person: string; known: boolean; records: Rec[] };

function text(rec: Rec | undefined, name: string): string | null {
  const found = value(rec, name);
  return typeof found === 'string' ? found : null;
}

/** Follows `same_as` from resident to resident; a ring ends at its smallest id. */
function follower(records: readonly Rec[]): (resident: string) => string {
  const next = new Map<string, string>();
  for (const rec of records) {
    const other = rec.kind === 'resident' ? text(rec, 'same_as') : null;
    if (other !== null) next.set(rec.record, other);
  }
  return (resident) => {
    const path: string[] = [];
    for (let at: string | undefined = resident; at !== undefined; at = next.get(at)) {
      const ring = path.indexOf(at);
      if (ring >= 0) return path.slice(ring).sort(compareBytes)[0] as string;
      path.push(at);
    }
    return path[path.length - 1] as string;
  };
}

/** Knows the persons of one meeting's stream. */
export class Persons {
  private readonly follow: (resident: string) => string;
  private readonly residents: string[];
  private readonly key: string | null;

  constructor(records: readonly Rec[]) {
    this.follow = follower(records);
    const meeting = records.find((rec) => rec.kind === 'meeting');
    this.key = text(meeting, 'key');
    const named = new Set<string>();
    for (const rec of records) {
      const names = rec.kind === 'resident' ? [rec.record, text(rec, 'same_as')] : [text(rec, 'resident')];
      for (const name of names) if (name !== null) named.add(name);
    }
    this.residents = [...named].sort(compareBytes);
  }

  /** The resident an attendance or vote names; if that was erased, the one whose keyed id it has; else null. */
  private residentOf(rec: Rec): string | null {
    const named = text(rec, 'resident');
    if (named !== null || this.key === null) return named;
    const parent = rec.kind === 'attendance' ? rec.stream.slice(rec.stream.indexOf('/') + 1) : text(rec, 'motion');
    if (parent === null) return null;
    const key = this.key;
    return this.residents.find((resident) => keyedId(key, rec.kind, parent, resident) === rec.record) ?? null;
  }

  /** The records in groups, one a person, in byte order of the groups' ids. */
  groups(records: readonly Rec[]): Group[] {
    const found = new Map<string, Group & { named: string[] }>();
    for (const rec of [...records].sort((a, b) => compareBytes(a.record, b.record))) {
      const resident = this.residentOf(rec);
      const person = resident === null ? rec.record : this.follow(resident);
      const name = `${resident === null ? 'record' : 'resident'} ${person}`;
      const group = found.get(name) ?? { id: rec.record, person, known: resident !== null, records: [], named: [] };
      found.set(name, group);
      group.records.push(rec);
      if (resident === person && resident !== null) group.named.push(rec.record);
    }
    const groups = [...found.values()].map(({ named, ...group }) => ({ ...group, id: named[0] ?? group.id }));
    return groups.sort((a, b) => compareBytes(a.id, b.id));
  }
}

/** The records of a group that speak of a field: a settlement in one of them silences those that it names. */
export function speaking(group: Group, name: string): Rec[] {
  return group.records.filter((rec) => {
    const state = field(rec, name);
    if (state === undefined) return false;
    const others = group.records.filter((other) => other !== rec);
    const settled = new Set(others.flatMap((other) => field(other, name)?.waiting ?? []));
    return !state.candidates.every((hash) => settled.has(hash));
  });
}

export function said(group: Group, name: string): Said {
  const states = speaking(group, name).map((rec) => field(rec, name));
  const first = states[0];
  if (first === undefined) return { case: 'absent' };
  if (!states.every((state) => state?.state === 'ok')) return { case: 'contradicts' };
  const values = new Set(states.map((state) => canonical(state?.value as Json)));
  return values.size === 1 ? { case: 'final', value: first.value as Json } : { case: 'contradicts' };
}

/** Adds to a count, whatever its key is called. */
export function add(table: { [key: string]: number }, key: string, number = 1): void {
  put(table, key, (own(table, key) ?? 0) + number);
}
