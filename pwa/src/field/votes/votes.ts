// Motions of a hearing: the roll call, the hands and the paper boxes of this post, opening and closing. (R5.5: never a secret choice)
import { motionCount } from '../../sync/counts';
import { field, type Rec, type Store, type Write } from '../../store/types';
import { keyedId } from '../../sync/ids';
import type { Motion as Fields, Tally } from '../../sync/types.generated';
import { cameTo } from '../door/door';
import { read, type Meeting } from '../meeting';
import { records } from '../present';
import { peopleOf, wholeName, type Person } from '../people';

export interface Option { key: string; text: string }
export interface Motion {
  id: string;
  stream: string;
  no: number;
  text: string;
  options: Option[];
  method: 'roll_call' | 'show_of_hands' | 'paper_box';
  level: number | null;
  binding: boolean;
  state: 'draft' | 'open' | 'closed';
}
export type Counts = NonNullable<Tally['counts']>;

/** Stands for an abstention among the choices of a roll call. */
export const ABSTAIN = 'abstain';

export function motionOf(store: Store, meeting: Meeting, id: string): Motion | null {
  const rec = store.get(meeting.stream, 'motion', id);
  const question = read<NonNullable<Fields['question']>>(rec, 'question');
  if (!rec || !question) return null;
  const state = field(rec, 'state');
  return {
    id, stream: meeting.stream, no: question.no, text: question.text, options: question.options,
    method: read<Motion['method']>(rec, 'method') ?? 'show_of_hands', level: read<number>(rec, 'level') ?? null,
    binding: read<boolean>(rec, 'binding') ?? false,
    state: (state && (('value' in state && state.value) || ('provisional' in state && state.provisional)) as Motion['state']) || 'draft',
  };
}

export function motions(store: Store, meeting: Meeting): Motion[] {
  return store
    .list(meeting.stream, 'motion')
    .map((rec) => motionOf(store, meeting, rec.record))
    .filter((one) => one !== null)
    .sort((a, b) => a.no - b.no);
}

export const totals = (store: Store, motion: Motion) => motionCount(records(store, motion.stream), motion.id);

export function stateDraft(store: Store, motion: Motion, state: 'open' | 'closed'): Write {
  const rec = store.get(motion.stream, 'motion', motion.id);
  return { stream: motion.stream, kind: 'motion', record: motion.id, set: { state }, shown: store.shown(rec, ['state']) };
}

/* roll call ------------------------------------------------------------------ */

export interface Voter {
  resident: string;
  person: Person | undefined;
  record: string;
  rec: Rec | undefined;
  /** Option key or ABSTAIN; null when nothing is recorded yet. */
  choice: string | null;
  conflict: boolean;
}

/** Those present with the right to vote, in the order of their names; nobody while the hearing's key is missing. */
export function voters(store: Store, meeting: Meeting, motion: Motion): Voter[] {
  const key = store.meetingKey(meeting.stream);
  if (!key) return [];
  const people = peopleOf(store, meeting);
  const out: Voter[] = [];
  for (const came of cameTo(store, meeting).values()) {
    if (!came.standing?.voting) continue;
    const record = keyedId(key, 'vote', motion.id, came.resident);
    const rec = store.get(meeting.stream, 'vote', record);
    const state = rec && field(rec, 'choice');
    const choice = state && ('value' in state ? state.value : 'provisional' in state ? state.provisional : null);
    out.push({ resident: came.resident, person: people.get(came.resident), record, rec, choice: (choice as string) ?? null,
      conflict: state?.state === 'conflict' || state?.state === 'partial' });
  }
  const order = new Intl.Collator('th');
  const called = (one: Voter) => (one.person?.name ? `${one.person.name.first} ${one.person.name.last ?? ''} ${wholeName(one.person.name)}` : '');
  return out.sort((a, b) => order.compare(called(a), called(b)) || (a.resident < b.resident ? -1 : 1));
}

export const VOTE = ['motion', 'resident', 'choice', 'channel'];

/** A choice, or null to take it back. */
export function voteDraft(store: Store, motion: Motion, voter: Voter, choice: string | null, shown = store.shown(voter.rec, VOTE)): Write {
  return { stream: motion.stream, kind: 'vote', record: voter.record, shown,
    set: { motion: motion.id, resident: voter.resident, choice, channel: 'roll_call' } };
}

/** Index of the next voter after `from`, round the ring, who has no choice yet and was not skipped; -1 when all have. */
export function nextOpen(list: Voter[], from: number, skipped: ReadonlySet<string> = new Set()): number {
  const open = (one: Voter | undefined) => one && one.choice === null && !skipped.has(one.resident);
  for (let step = 1; step <= list.length; step++) {
    const i = (from + step) % list.length;
    if (open(list[i])) return i;
  }
  return -1;
}

/* hands and boxes -------------------------------------------------------------- */

export interface PostTally { record: string; rec: Rec | undefined; counts: Counts | null; conflict: boolean }

export function tallyOf(store: Store, meeting: Meeting, motion: Motion, post: string): PostTally | null {
  const key = store.meetingKey(meeting.stream);
  if (!key) return null;
  const record = keyedId(key, 'tally', motion.id, post);
  const rec = store.get(meeting.stream, 'tally', record);
  const state = rec && field(rec, 'counts');
  const counts = state && ('value' in state ? state.value : 'provisional' in state ? state.provisional : null);
  return { record, rec, counts: (counts ?? null) as Counts | null, conflict: state?.state === 'conflict' || state?.state === 'partial' };
}

export const TALLY = ['motion', 'post', 'counts'];

export function tallyDraft(motion: Motion, post: string, tally: PostTally, counts: Counts, shown: Write['shown']): Write {
  return { stream: motion.stream, kind: 'tally', record: tally.record, shown,
    set: { motion: motion.id, post, counts: { ...counts, options: { ...counts.options } } } };
}

export function sum(counts: Counts): number {
  return Object.values(counts.options).reduce((all, n) => all + n, 0) + counts.abstain + counts.invalid;
}

export function noCounts(motion: Motion): Counts {
  const ballots = motion.method === 'paper_box' ? 0 : null;
  return { options: Object.fromEntries(motion.options.map((one) => [one.key, 0])), abstain: 0, invalid: 0, ballots };
}

/** Voting people who checked in at this post: what a count of hands there is compared with. */
export function seatedAt(store: Store, meeting: Meeting, post: string): number {
  return [...cameTo(store, meeting).values()].filter((one) => one.standing?.voting && one.post === post).length;
}
