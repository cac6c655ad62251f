// What the office holds, looked up by id: names of people, communities, topics, meetings, posts, officers.
// Read from the store's folded records, and read anew when the store's revision has moved.
import type { Rec, Store } from '../store/types';
import type { Json } from '../sync/canonical';
import { field, value } from '../sync/records';
import { named } from '../text';

export type PersonName = { title: string; first: string; last: string | null };
export type Person = { id: string; stream: string; name: PersonName | null; house: string; rec: Rec };
export type Option = { key: string; text: string };

/** The last live value of a field even while it is in conflict: for names on screen, never for a total. */
export function shownValue(rec: Rec | undefined, name: string): Json | undefined {
  const state = field(rec, name);
  return state?.value !== undefined ? state.value : state?.provisional;
}

export const nameText = (name: PersonName | null | undefined): string =>
  name ? `${name.title}${name.first}${name.last ? ` ${name.last}` : ''}` : '';

const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

export class Office {
  readonly people = new Map<string, Person>();
  readonly communities = new Map<string, Rec>();
  readonly projects = new Map<string, Rec>();
  readonly accounts = new Map<string, Rec>();
  readonly topics: Rec[] = [];
  readonly meetings: Rec[] = [];
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
    for (const stream of store.streams('office/')) {
      for (const rec of store.list(stream, 'community')) this.communities.set(rec.record, rec);
      for (const rec of store.list(stream, 'project')) this.projects.set(rec.record, rec);
      for (const rec of store.list(stream, 'account')) this.accounts.set(rec.record, rec);
    }
    for (const stream of [...store.streams('community/'), ...store.streams('subdistrict/')]) {
      for (const rec of store.list(stream, 'resident')) this.addPerson(rec);
    }
    for (const stream of store.streams('topic/')) this.topics.push(...store.list(stream, 'topic'));
    for (const stream of store.streams('meeting/')) this.meetings.push(...store.list(stream, 'meeting'));
    this.meetings.sort((a, b) => (dateOf(b) < dateOf(a) ? -1 : 1));
  }

  private addPerson(rec: Rec): void {
    const address = shownValue(rec, 'address') as { house_no: string } | null | undefined;
    const name = (shownValue(rec, 'name') ?? null) as PersonName | null;
    this.people.set(rec.record, { id: rec.record, stream: rec.stream, name, house: address?.house_no ?? '', rec });
  }

  officeStream(): string {
    return `office/${this.store.identity?.office ?? ''}`;
  }

  person(id: Json | undefined): Person | undefined {
    return typeof id === 'string' ? this.people.get(id) : undefined;
  }

  community(id: string | null | undefined): string {
    return id ? named(shownValue(this.communities.get(id), 'name') as { th: string } | undefined, id) : '';
  }

  topic(id: string): Rec | undefined {
    return this.store.get(`topic/${id}`, 'topic', id);
  }

  topicName(id: string): string {
    return named(shownValue(this.topic(id), 'name') as { th: string } | undefined, id);
  }

  meeting(id: string): Rec | undefined {
    return this.store.get(`meeting/${id}`, 'meeting', id);
  }

  /** Title and official number of a meeting, of its id or of anything in its stream. */
  meetingName(id: string): string {
    const rec = this.meeting(idOf(id.includes('/') ? id : `meeting/${id}`));
    const number = shownValue(rec, 'number');
    return [shownValue(rec, 'title'), number].filter(Boolean).join(' ') || id;
  }

  account(id: string): string {
    return (shownValue(this.accounts.get(id), 'name') as string | undefined) ?? id;
  }

  /** Accounts with one of these roles, or all. */
  staff(...roles: string[]): Rec[] {
    const all = [...this.accounts.values()];
    if (roles.length === 0) return all;
    return all.filter((rec) => (value(rec, 'roles', []) as string[]).some((role) => roles.includes(role)));
  }

  post(stream: string, key: string): string {
    const posts = (shownValue(this.meeting(idOf(stream)), 'posts') ?? []) as { key: string; name: string }[];
    return posts.find((post) => post.key === key)?.name ?? key;
  }

  /** All records of one kind of one meeting's or topic's stream. */
  list(stream: string, kind: string): Rec[] {
    return this.store.list(stream, kind);
  }

  motions(stream: string): Rec[] {
    return this.store.list(stream, 'motion').sort((a, b) => questionOf(a).no - questionOf(b).no);
  }

  /** What counts fold from: everything of one meeting that has to do with people and votes. */
  countable(stream: string): Rec[] {
    return ['meeting', 'attendance', 'motion', 'vote', 'tally', 'resident'].flatMap((kind) => this.store.list(stream, kind));
  }
}

export function dateOf(meeting: Rec | undefined): string {
  return (shownValue(meeting, 'time') as { date: string } | undefined)?.date ?? '';
}

export function questionOf(motion: Rec | undefined): { no: number; text: string; options: Option[] } {
  return (shownValue(motion, 'question') as { no: number; text: string; options: Option[] } | undefined) ?? { no: 0, text: '', options: [] };
}

const kept = new WeakMap<Store, { revision: number; office: Office }>();

/** The office as it stands now; the same object until something changes. */
export function officeOf(store: Store): Office {
  const before = kept.get(store);
  if (before && before.revision === store.revision()) return before.office;
  const office = new Office(store);
  kept.set(store, { revision: store.revision(), office });
  return office;
}
