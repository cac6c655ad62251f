// The people a hearing may expect: residents of every community and sub-district list this phone holds.
import { isStruck } from '../store/search';
import type { Rec, Store } from '../store/types';
import type { Resident } from '../sync/types.generated';
import { read, type Meeting } from './meeting';

export type Name = NonNullable<Resident['name']>;
export type Capacity = NonNullable<Resident['capacity']>;
export type Signing = NonNullable<Resident['signing']>;
export type Consent = NonNullable<Resident['consent']>;

export interface Person {
  id: string;
  stream: string;
  name: Name | null;
  house: string;
  /** Id of the community, null outside any. */
  community: string | null;
  communityName: { th: string; en?: string } | null;
  capacity: Capacity;
  voting: boolean;
  signing: Signing;
  consent: Consent | null;
  /** Lives in a community that the hearing names. */
  near: boolean;
  /** Off the roll: named where recorded, offered nowhere. */
  struck: boolean;
}

interface Held { lists: Rec[][]; people: Map<string, Person> }
const held = new WeakMap<Store, Map<string, Held>>();

/** Residents by id; built anew only when a list has changed. Merged persons stand once, as the one kept. */
export function peopleOf(store: Store, meeting: Meeting): Map<string, Person> {
  const streams = [...store.streams('community/'), ...store.streams('subdistrict/')];
  const lists = [...streams.map((stream) => store.list(stream, 'resident')), store.list(meeting.stream, 'resident'), names(store)];
  const kept = held.get(store) ?? new Map<string, Held>();
  held.set(store, kept);
  const before = kept.get(meeting.id);
  if (before && before.lists.length === lists.length && before.lists.every((list, i) => list === lists[i])) return before.people;
  const merged = new Set(store.list(meeting.stream, 'resident').filter((rec) => read(rec, 'same_as')).map((rec) => rec.record));
  const people = new Map<string, Person>();
  for (const stream of streams)
    for (const rec of store.list(stream, 'resident'))
      if (!merged.has(rec.record) && !read(rec, 'same_as')) people.set(rec.record, personOf(store, rec, meeting));
  kept.set(meeting.id, { lists, people });
  return people;
}

function names(store: Store): Rec[] {
  return store.list(officeOf(store), 'community');
}

export function officeOf(store: Store): string {
  return store.streams('office/')[0] ?? `office/${store.identity?.office ?? ''}`;
}

export function communitiesOf(store: Store): { id: string; name: { th: string; en?: string } | null }[] {
  return store.streams('community/').map((stream) => {
    const id = stream.slice('community/'.length);
    return { id, name: communityName(store, id) };
  });
}

export function communityName(store: Store, id: string): { th: string; en?: string } | null {
  return read(store.get(officeOf(store), 'community', id), 'name') ?? null;
}

function personOf(store: Store, rec: Rec, meeting: Meeting): Person {
  const community = rec.stream.startsWith('community/') ? rec.stream.slice('community/'.length) : null;
  const capacity = read<Capacity>(rec, 'capacity') ?? 'resident';
  return {
    id: rec.record, stream: rec.stream, community, capacity,
    name: read<Name>(rec, 'name') ?? null,
    house: read<{ house_no: string } | null>(rec, 'address')?.house_no ?? '',
    communityName: community ? communityName(store, community) : null,
    voting: read<boolean>(rec, 'voting') ?? mayVote(capacity),
    signing: read<Signing>(rec, 'signing') ?? 'touch',
    consent: read<Consent>(rec, 'consent') ?? null,
    struck: isStruck(rec),
    near: community ? meeting.communities.includes(community) : rec.stream === `subdistrict/${meeting.subdistrict}`,
  };
}

/** The default right to vote of a capacity: adults who live or work here; observers and minors have none. */
export function mayVote(capacity: Capacity): boolean {
  return capacity !== 'observer' && capacity !== 'minor';
}

export function wholeName(name: Name | null): string {
  return name ? `${name.title}${name.first}${name.last ? ` ${name.last}` : ''}` : '';
}
