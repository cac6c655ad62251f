// What waits for staff, over all streams: opinions without an answer, words not checked, decisions not published.
import type { Rec, Store } from '../store/types';
import { shownValue, type Office } from './office';
import { signs, type Sign } from './signs';

export type Opinion = { rec: Rec; response: Rec | undefined; answered: boolean; cleared: 'yes' | 'no' | 'unchecked' };

export function opinionsOf(store: Store, office: Office): Opinion[] {
  const all = office.topics.flatMap((topic) => store.list(topic.stream, 'opinion').map((rec) => opinionOf(store, rec)));
  return all.sort((a, b) => (receivedOn(b.rec) < receivedOn(a.rec) ? -1 : 1));
}

export function opinionOf(store: Store, rec: Rec): Opinion {
  const response = store.get(rec.stream, 'response', rec.record);
  const clearance = shownValue(rec, 'clearance') as { cleared: boolean } | undefined;
  return { rec, response, answered: shownValue(response, 'answer') !== undefined, cleared: !clearance ? 'unchecked' : clearance.cleared ? 'yes' : 'no' };
}

export const receivedOn = (rec: Rec): string => (shownValue(rec, 'received') as { on: string } | undefined)?.on ?? '';

export type Decision = { rec: Rec; published: { version: number; at: string } | null; changed: boolean };

export function decisionsOf(store: Store, office: Office): Decision[] {
  return office.topics.flatMap((topic) => store.list(topic.stream, 'decision').map((rec) => decisionOf(store, rec)));
}

/** `changed`: something was written after it was last published. */
export function decisionOf(store: Store, rec: Rec): Decision {
  const published = (shownValue(rec, 'published') ?? null) as { version: number; at: string } | null;
  const entries = store.entries(rec.stream, rec.kind, rec.record);
  const last = entries.filter((entry) => 'published' in entry.sets).at(-1);
  const changed = published !== null && entries.some((entry) => !('published' in entry.sets) && last !== undefined && entry.at > last.at);
  return { rec, published, changed };
}

export function allSigns(store: Store, office: Office): Sign[] {
  return office.meetings.flatMap((meeting) => signs(store, office, meeting.stream));
}

/** Opinions of one hearing that still have no answer: they keep it from being closed (R2.2d). */
export function unansweredOf(store: Store, office: Office, meeting: string): Opinion[] {
  return opinionsOf(store, office).filter((one) => !one.answered && shownValue(one.rec, 'meeting') === meeting);
}
