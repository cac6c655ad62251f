// Typing in what was written on paper: the rows of the printed sheets, and what each line of paper becomes as a record that
// says so (`source`). A person whom a phone has recorded too has the same keyed id: alike, it counts once.
import { isStruck, orderOf } from '../store';
import { value, type Rec, type Saved, type Store, type Write } from '../store/types';
import type { Json } from '../sync/canonical';
import { keyedId, randomId } from '../sync/ids';
import type { Attendance, Resident, Tally } from '../sync/types.generated';
import { shownValue, type Office, type Person } from './office';

export type Source = NonNullable<Attendance['source']>;
export type Counts = NonNullable<Tally['counts']>;

export const paperFrom = (sheet: string): Source => ({ form: 'paper', sheet: sheet === NO_PHOTO ? null : sheet });
export const NO_PHOTO = 'none';

export interface Line {
  /** As printed, from 1 on each sheet. */
  no: number;
  person: Person;
  /** Null outside any community. */
  community: string | null;
}
export interface Sheet { id: string; community: string | null; lines: Line[] }

/** The sheets as they are printed: a community each in the order of their names, then one for people from outside. */
export function sheetsOf(store: Store, office: Office, meeting: string): Sheet[] {
  const rec = office.meeting(meeting);
  const asked = ((shownValue(rec, 'communities') ?? []) as string[]).map((id) => ({ id, order: orderOf(office.community(id)) }));
  asked.sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)));
  const around = new Set([shownValue(rec, 'subdistrict'), ...asked.map(({ id }) => shownValue(office.communities.get(id), 'subdistrict'))]);
  const merged = new Set(store.list(`meeting/${meeting}`, 'resident').filter((one) => value(one, 'same_as')).map((one) => one.record));
  const lines = (streams: string[], community: string | null): Line[] =>
    [...office.people.values()]
      .filter((one) => streams.includes(one.stream) && one.name && !isStruck(one.rec) && !value(one.rec, 'same_as') && !merged.has(one.id))
      .map((person) => ({ person, order: orderOf(`${person.name?.first ?? ''} ${person.name?.last ?? ''}`) }))
      .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.person.id < b.person.id ? -1 : 1))
      .map(({ person }, i) => ({ no: i + 1, person, community }));
  const outside = lines([...around].filter(Boolean).map((id) => `subdistrict/${String(id)}`), null);
  return [...asked.map(({ id }) => ({ id, community: id, lines: lines([`community/${id}`], id) })), { id: 'outside', community: null, lines: outside }];
}

export function attendanceOf(store: Store, meeting: string, resident: string): { record: string; rec: Rec | undefined } | null {
  const stream = `meeting/${meeting}`;
  const key = store.meetingKey(stream);
  if (!key) return null;
  const record = keyedId(key, 'attendance', meeting, resident);
  return { record, rec: store.get(stream, 'attendance', record) };
}

type Capacity = NonNullable<Resident['capacity']>;
const mayVote = (capacity: Capacity): boolean => capacity !== 'observer' && capacity !== 'minor';

/**
 * Somebody's line on a sheet. Whom a phone has recorded stays as recorded there and is noted to be on this sheet, too. When
 * somebody came is not on the paper, so no time of arrival is made up. Null while the hearing's key is not here.
 */
export function lineWrite(store: Store, meeting: string, person: Person, source: Source): Write | null {
  const at = attendanceOf(store, meeting, person.id);
  if (!at) return null;
  const write = (set: Record<string, Json>): Write =>
    ({ stream: `meeting/${meeting}`, kind: 'attendance', record: at.record, set, shown: store.shown(at.rec, Object.keys(set)) });
  if (shownValue(at.rec, 'standing')) return write({ source });
  const capacity = (shownValue(person.rec, 'capacity') as Capacity | undefined) ?? 'resident';
  const voting = (shownValue(person.rec, 'voting') as boolean | undefined) ?? mayVote(capacity);
  const community = person.stream.startsWith('community/') ? person.stream.slice('community/'.length) : null;
  return write({ resident: person.id, standing: { capacity, voting }, community, signing: 'paper', source });
}

/** Takes back what was just typed, and nothing else that was said of the person. */
export function lineBack(write: Write, saved: Saved): Write {
  const mine = saved.entries.filter((entry) => entry.record === write.record).map((entry) => entry.hash);
  const set: Record<string, Json> = 'standing' in write.set ? { standing: null, source: null } : { source: null };
  return { stream: write.stream, kind: 'attendance', record: write.record, set, shown: Object.fromEntries(Object.keys(set).map((name) => [name, mine])) };
}

/** Somebody who wrote their name below the printed rows: a person and that they came, saved together. (R0.1) */
export function walkInWrites(store: Store, office: Office, meeting: string, set: Record<string, Json>, source: Source): Write[] | null {
  const id = randomId();
  const at = attendanceOf(store, meeting, id);
  const { community, told, ...said } = set;
  const outside = shownValue(office.meeting(meeting), 'subdistrict');
  const home = community === 'outside' ? outside && `subdistrict/${String(outside)}` : `community/${String(community)}`;
  if (!at || !home) return null;
  const capacity = (said.capacity as Capacity | undefined) ?? 'resident';
  const voting = mayVote(capacity);
  const consent = { privacy_notice_shown: told === true, push: false, contact_by_phone: false, photo_published: false, name_published: false };
  return [
    { stream: home, kind: 'resident', record: id, set: { ...said, capacity, voting, signing: 'paper', consent } },
    { stream: `meeting/${meeting}`, kind: 'attendance', record: at.record, set: { resident: id, standing: { capacity, voting }, signing: 'paper', source } },
  ];
}

export function tallyOf(store: Store, meeting: string, motion: string, post: string): { record: string; rec: Rec | undefined } | null {
  const stream = `meeting/${meeting}`;
  const key = store.meetingKey(stream);
  const record = key && keyedId(key, 'tally', motion, post);
  return record ? { record, rec: store.get(stream, 'tally', record) } : null;
}

export function tallyWrite(store: Store, meeting: string, motion: string, post: string, counts: Counts, source: Source): Write | null {
  const at = tallyOf(store, meeting, motion, post);
  return at && {
    stream: `meeting/${meeting}`, kind: 'tally', record: at.record, shown: store.shown(at.rec, ['motion', 'post', 'counts', 'source']),
    set: { motion, post, counts: { ...counts }, source },
  };
}

/** Records of a hearing that say they come from this sheet. */
export function typedFrom(store: Store, office: Office, meeting: string, sheet: string): number {
  const from = (rec: Rec) => (shownValue(rec, 'source') as Source | null | undefined)?.sheet === sheet;
  const here = ['attendance', 'tally'].flatMap((kind) => store.list(`meeting/${meeting}`, kind));
  const said = office.topics.flatMap((topic) => store.list(topic.stream, 'opinion'));
  return [...here, ...said].filter((rec) => from(rec) && shownValue(rec, 'standing') !== null).length;
}
