// Who came to a hearing and how each voted, one row a person, with the records behind it: from here staff reach the
// history of anything that was recorded, not only of what differs (R0.2).
import type { Entry, Rec, Store } from '../store/types';
import { Persons, said, type Group } from '../sync/persons';
import { t } from '../text';
import { came } from '../text/desk';
import { contradictions } from './contradictions';
import { shownValue, type Office, type PersonName } from './office';

/** `unsaid`: all that was said of it was set aside by the office. */
export type State = 'given' | 'undone' | 'differs' | 'unsaid';

export type Row = {
  id: string;
  /** Counts from the first; stands for the name while names are hidden. */
  number: number;
  /** Null: removed by right. Undefined: nobody knows who. */
  name: PersonName | null | undefined;
  house: string;
  /** Ids of residents that this row is found by. */
  residents: string[];
  /** The record to show, then those of other names of the same person. */
  records: [Rec, ...Rec[]];
  state: State;
  /** Id of the contradiction that waits for a decision. */
  settle: string | null;
};

function stateOf(group: Group, field: string): State {
  const told = said(group, field);
  if (told.case === 'absent') return 'unsaid';
  if (told.case === 'contradicts') return 'differs';
  return told.value === null ? 'undone' : 'given';
}

function rowOf(office: Office, group: Group, field: string, settle: Map<string, string>): Row {
  const person = office.people.get(group.person);
  const first = group.records.find((rec) => rec.record === group.id)!;
  const waits = group.records.map((rec) => settle.get(rec.record)).find((id) => id !== undefined) ?? null;
  return {
    id: group.id,
    number: 0,
    name: person ? person.name : group.somebody && !group.known ? null : undefined,
    house: person?.house ?? '',
    residents: [group.person, ...group.records.flatMap((rec) => (shownValue(rec, 'resident') as string | undefined) ?? [])],
    records: [first, ...group.records.filter((rec) => rec !== first)],
    state: stateOf(group, field),
    settle: waits,
  };
}

function rowsOf(store: Store, office: Office, stream: string, records: Rec[], field: string): Row[] {
  const kind = records[0]?.kind;
  const settle = new Map(
    contradictions(store, stream).filter((one) => one.rec.kind === kind).flatMap((one) => [one.rec, ...one.others].map((rec) => [rec.record, one.id] as const)),
  );
  return new Persons(office.countable(stream)).groups(records).map((group) => rowOf(office, group, field, settle));
}

const arrivedAt = (row: Row): string => (shownValue(row.records[0], 'arrived') as { at: string } | undefined)?.at ?? '';

/** Everybody with an attendance, the last to arrive first; the undone are there too. */
export function cameTo(store: Store, office: Office, stream: string): Row[] {
  const rows = rowsOf(store, office, stream, office.list(stream, 'attendance'), 'standing');
  return latestFirst(rows.sort((a, b) => (arrivedAt(a) < arrivedAt(b) ? -1 : Number(arrivedAt(a) > arrivedAt(b)))));
}

/** Everybody with a vote in one motion, the last to vote first. */
export function votersOf(store: Store, office: Office, motion: Rec): Row[] {
  const votes = office.list(motion.stream, 'vote').filter((rec) => shownValue(rec, 'motion') === motion.record);
  return latestFirst(rowsOf(store, office, motion.stream, votes, 'choice'));
}

const latestFirst = (rows: Row[]): Row[] => rows.map((row, i) => ({ ...row, number: i + 1 })).reverse();

/** Rows of these residents, in their order: the best hit of a search first. */
export function among(rows: Row[], residents: { record: string }[]): Row[] {
  const of = new Map(rows.flatMap((row) => row.residents.map((id) => [id, row] as const)));
  return [...new Set(residents.flatMap(({ record }) => of.get(record) ?? []))];
}

/** When a field was said as it stands, the latest first, and on which devices. */
export function told(store: Store, row: Row, field: string): { at: string; phones: string[] } {
  const entries = row.records.flatMap((rec) => standing(store, rec, field)).sort((a, b) => (a.at < b.at ? 1 : -1));
  const phones = entries.map((entry) => store.whoWrote(entry)).map((who) => (who.server ? t(came).office : who.label) || who.installation.slice(0, 6));
  return { at: entries[0]?.at ?? '', phones: [...new Set(phones)] };
}

const standing = (store: Store, rec: Rec, field: string): Entry[] =>
  store.entries(rec.stream, rec.kind, rec.record).filter((entry) => rec.fields[field]?.candidates.includes(entry.hash));
