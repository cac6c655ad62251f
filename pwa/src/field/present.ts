// How many are here, and the records every count of a hearing folds from.
import type { Rec, Store } from '../store/types';
import { attendanceCount } from '../sync/counts';

/** What the counts of a hearing fold from: its own stream alone, so that erasing a person changes no total. */
export function records(store: Store, stream: string): Rec[] {
  return ['meeting', 'attendance', 'motion', 'vote', 'tally', 'resident'].flatMap((kind) => store.list(stream, kind));
}

export function present(store: Store, stream: string): { present: number; voting: number; aside: number } {
  const count = attendanceCount(records(store, stream));
  return { present: count.present, voting: count.voting, aside: count.aside.length };
}
