// Contradictions that no field rule can see, one small named function each. They put nothing right by themselves:
// each is shown with what to do.
import type { Rec, Store } from '../store/types';
import { motionCount } from '../sync/counts';
import { Persons, said, type Group } from '../sync/persons';
import { value } from '../sync/records';
import { recordsOf } from './contradictions';
import { shownValue, type Office } from './office';

export type SignKind =
  | 'vote_without_attendance' | 'vote_without_right' | 'count_above_attendance' | 'ballots_differ' | 'notice_not_shown' | 'set_aside';

export type Sign = { kind: SignKind; rec: Rec; counted?: number; present?: number };

type Standing = { capacity: string; voting: boolean } | null;

function standings(office: Office, stream: string): { persons: Persons; of: Map<string, Group> } {
  const persons = new Persons(office.countable(stream));
  return { persons, of: new Map(persons.groups(office.list(stream, 'attendance')).map((group) => [group.person, group])) };
}

/** Votes that count as given: neither undone nor in conflict. */
function votes(office: Office, stream: string, persons: Persons): Group[] {
  return persons.groups(office.list(stream, 'vote')).filter((group) => group.known && group.records.some((rec) => value(rec, 'choice', null) !== null));
}

export function voteWithoutAttendance(office: Office, stream: string): Sign[] {
  const { persons, of } = standings(office, stream);
  const absent = (group: Group) => {
    const here = of.get(group.person);
    const standing = here && said(here, 'standing');
    return !standing || standing.case === 'absent' || (standing.case === 'final' && standing.value === null);
  };
  return votes(office, stream, persons).filter(absent).map((group) => ({ kind: 'vote_without_attendance', rec: group.records[0]! }));
}

export function voteWithoutRight(office: Office, stream: string): Sign[] {
  const { persons, of } = standings(office, stream);
  const without = (group: Group) => {
    const standing = of.get(group.person) && said(of.get(group.person)!, 'standing');
    return standing?.case === 'final' && standing.value !== null && (standing.value as Standing)?.voting === false;
  };
  return votes(office, stream, persons).filter(without).map((group) => ({ kind: 'vote_without_right', rec: group.records[0]! }));
}

export function countAboveAttendance(office: Office, stream: string): Sign[] {
  const records = office.countable(stream);
  return office.motions(stream).flatMap((rec): Sign[] => {
    const count = motionCount(records, rec.record);
    if (!count.problems.includes('count_above_attendance')) return [];
    const voting = records.filter((one) => one.kind === 'attendance' && (value(one, 'standing', null) as Standing)?.voting === true);
    return [{ kind: 'count_above_attendance', rec, counted: count.counted, present: voting.length }];
  });
}

export function ballotsDiffer(office: Office, stream: string): Sign[] {
  return office.list(stream, 'tally').flatMap((rec): Sign[] => {
    const counts = value(rec, 'counts', null) as { options: Record<string, number>; abstain: number; invalid: number; ballots: number | null } | null;
    if (!counts || counts.ballots === null) return [];
    const sum = Object.values(counts.options).reduce((all, n) => all + n, counts.abstain + counts.invalid);
    return sum === counts.ballots ? [] : [{ kind: 'ballots_differ', rec, counted: sum, present: counts.ballots }];
  });
}

/** People who came and to whom the privacy notice was not shown (R5.4). */
export function noticeNotShown(office: Office, stream: string): Sign[] {
  return office.list(stream, 'attendance').flatMap((rec): Sign[] => {
    const person = office.person(shownValue(rec, 'resident'));
    const consent = person && (shownValue(person.rec, 'consent') as { privacy_notice_shown: boolean } | undefined);
    return person && consent && !consent.privacy_notice_shown ? [{ kind: 'notice_not_shown', rec: person.rec }] : [];
  });
}

/** Entries that a verdict of the office sets aside. */
export function setAside(store: Store, stream: string): Sign[] {
  return recordsOf(store, stream)
    .filter((rec) => store.entries(stream, rec.kind, rec.record).some((entry) => store.quarantined(entry) !== null))
    .map((rec) => ({ kind: 'set_aside', rec }));
}

/** Everything to be checked in one hearing. */
export function signs(store: Store, office: Office, stream: string): Sign[] {
  const small = [voteWithoutAttendance, voteWithoutRight, countAboveAttendance, ballotsDiffer, noticeNotShown];
  return [...small.flatMap((one) => one(office, stream)), ...setAside(store, stream)];
}

