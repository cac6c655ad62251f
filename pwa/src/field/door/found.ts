// What the door shows for a search: the people found, best first, and which of them are easily mixed up.
import type { Search } from '../../store/search';
import { distance } from '../../ui/likeness';
import type { Person } from '../people';
import { wholeName } from '../people';

export interface Hit {
  person: Person;
  /** Another hit whose name differs by a sign or not at all; the eye is led to what differs. */
  like: Person | null;
}

export const SHOWN = 8;

/** At most SHOWN hits and how many more there are. */
export function hits(search: Search, people: Map<string, Person>, typed: string): { shown: Hit[]; more: number } {
  const found = search(typed).map((rec) => people.get(rec.record)).filter((one) => one !== undefined);
  const shown = found.slice(0, SHOWN);
  return { shown: shown.map((person) => ({ person, like: likest(person, shown) })), more: found.length - shown.length };
}

function likest(person: Person, others: Person[]): Person | null {
  if (!person.name) return null;
  const bare = (one: Person) => (one.name ? `${one.name.first} ${one.name.last ?? ''}` : '');
  return others.find((other) => other.id !== person.id && other.name && distance(bare(person), bare(other)) <= 1) ?? null;
}

/** What a reader hears of a person: whole name and house. */
export function spoken(person: Person, house: (no: string) => string): [string, string] {
  return [wholeName(person.name), person.house ? house(person.house) : ''];
}
