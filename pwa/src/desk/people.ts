// Persons across streams: who has the same name, and in which hearings somebody was recorded.
import { isStruck, plain } from '../store/search';
import { nameText, shownValue, type Office, type Person } from './office';

const bare = (person: Person): string => plain(`${person.name?.first ?? ''} ${person.name?.last ?? ''}`);

/** Others whose given name and surname read alike; the title is no part of a name. Same name is not the same person. */
export function twinsOf(office: Office, id: string): Person[] {
  const self = office.people.get(id);
  if (!self || nameText(self.name) === '') return [];
  return [...office.people.values()].filter((one) => one.id !== id && !isStruck(one.rec) && bare(one) === bare(self));
}

/** Streams of the hearings where one of these people was recorded, present or voting. */
export function meetingsOf(office: Office, ids: string[]): string[] {
  const named = (stream: string): boolean =>
    ['attendance', 'vote'].some((kind) => office.list(stream, kind).some((rec) => ids.includes(String(shownValue(rec, 'resident') ?? ''))));
  return office.meetings.map((meeting) => meeting.stream).filter(named);
}
