// Owns the counts of a hearing: who came, and how a motion went (PROTOCOL.md 7). What contradicts stands beside the
// total, never in it. A count folds from its meeting's own stream alone, so that erasing a person changes no total.
import { compareBytes, put, type Json } from './canonical';
import { add, Persons, said, voices, type Group } from './persons';
import { provisional, state, value, type Rec } from './records';
import { sound } from './sound';
import type { Attendance, Meeting, Motion, Tally } from './types.generated';

export type Numbers = { [key: string]: number };

/** Who came. Ids are of attendance records; `aside` are in no total, `seen_twice` are in it once. */
export type AttendanceCount = {
  present: number;
  voting: number;
  aside: string[];
  seen_twice: string[];
  by_community: Numbers;
  community_aside: string[];
  by_capacity: Numbers;
};

/** How a motion went. `counted` is options, abstain and invalid together; `aside` are ids of votes and tallies. */
export type MotionCount = {
  method: string | null;
  options: Numbers;
  abstain: number;
  invalid: number;
  counted: number;
  aside: string[];
  posts: { counted: string[]; expected: string[] };
  problems: string[];
  settled: boolean;
};

type Sum = Pick<MotionCount, 'options' | 'abstain' | 'invalid'> & { aside: string[]; posts: string[] };
type Came = { count: AttendanceCount; voters: ReadonlySet<string> };
type Standing = Attendance['standing'];
type Counts = NonNullable<Tally['counts']>;

const ROLL_CALL = 'roll_call';
const BY_TALLY: Json[] = ['show_of_hands', 'paper_box'];
const ABSTAIN = 'abstain'; // the choice that is an abstention, unless the motion has an option of this name

export function attendanceCount(records: Iterable<Rec>): AttendanceCount {
  return attendance([...records].map(sound)).count;
}

/** Counts one motion from the folded records of its meeting's stream. Answers for any id: see `problems`. */
export function motionCount(records: Iterable<Rec>, id: string): MotionCount {
  const held = [...records].map(sound);
  const motion = held.find((rec) => rec.kind === 'motion' && rec.record === id);
  const method = value(motion, 'method', null) as string | null;
  const question = provisional(motion, 'question') as Motion['question'];
  const options = question?.options.map(({ key }) => key) ?? [];
  const came = attendance(held);
  const votes = sumVotes(held, id, options, came.voters, method);
  const tallies = sumTallies(held, id, options, method);
  const sum = method === ROLL_CALL ? votes : tallies;
  const counted = total(sum.options) + sum.abstain + sum.invalid;
  const aside = [...votes.aside, ...tallies.aside].sort(compareBytes);
  const problems = problemsOf(motion, counted, came);
  return {
    method,
    options: sum.options,
    abstain: sum.abstain,
    invalid: sum.invalid,
    counted,
    aside,
    posts: { counted: tallies.posts.sort(compareBytes), expected: expectedPosts(held) },
    problems,
    settled: aside.length === 0 && problems.length === 0,
  };
}

/** The count, and the persons present with the right to vote. */
function attendance(records: Rec[]): Came {
  const voters = new Set<string>();
  const count: AttendanceCount = {
    present: 0,
    voting: 0,
    aside: [],
    seen_twice: [],
    by_community: {},
    community_aside: [],
    by_capacity: {},
  };
  for (const group of new Persons(records).groups(records.filter((rec) => rec.kind === 'attendance'))) {
    const told = said(group, 'standing');
    const standing = told.case === 'final' && (told.value as Standing);
    if (told.case === 'contradicts' || (standing && !group.somebody)) count.aside.push(group.id);
    if (!standing || !group.somebody) continue; // was never there, or was undone, or nobody knows
    if (standing.voting) voters.add(group.person);
    addPresent(count, group, standing.capacity);
  }
  count.voting = voters.size;
  for (const ids of [count.aside, count.seen_twice, count.community_aside]) ids.sort(compareBytes);
  return { count, voters };
}

function addPresent(count: AttendanceCount, group: Group, capacity: string): void {
  count.present += 1;
  add(count.by_capacity, capacity);
  if (voices(group, 'standing') > 1) count.seen_twice.push(group.id);
  const community = said(group, 'community');
  if (community.case === 'contradicts') count.community_aside.push(group.id);
  else add(count.by_community, (community.case === 'final' && (community.value as string)) || '');
}

function emptySum(options: string[]): Sum {
  const zeros: Numbers = {};
  for (const key of options) put(zeros, key, 0);
  return { options: zeros, abstain: 0, invalid: 0, aside: [], posts: [] };
}

function total(numbers: Numbers): number {
  return Object.values(numbers).reduce((sum, number) => sum + number, 0);
}

function about(records: Rec[], kind: string, motion: string): Rec[] {
  return records.filter((rec) => rec.kind === kind && provisional(rec, 'motion') === motion);
}

/** What roll call gave, and the votes aside. */
function sumVotes(records: Rec[], id: string, options: string[], voters: ReadonlySet<string>, method: Json): Sum {
  const sum = emptySum(options);
  for (const group of new Persons(records).groups(about(records, 'vote', id))) {
    const told = said(group, 'choice');
    const choice = told.case === 'final' ? (told.value as string | null) : null;
    if (choice === null && told.case !== 'contradicts') continue; // undone
    const isGood = method === ROLL_CALL && isGoodVote(group, voters);
    if (isGood && choice !== null && options.includes(choice)) add(sum.options, choice);
    else if (isGood && choice === ABSTAIN) sum.abstain += 1;
    else sum.aside.push(group.id);
  }
  return sum;
}

function isGoodVote(group: Group, voters: ReadonlySet<string>): boolean {
  const channel = said(group, 'channel');
  if (!group.somebody) return false;
  if (channel.case === 'contradicts' || said(group, 'motion').case === 'contradicts') return false;
  const isInHall = channel.case === 'absent' || channel.value === ROLL_CALL;
  // Nobody knows any more who an erased voter was: erasing changes no total, so the vote stays counted.
  return !isInHall || !group.known || voters.has(group.person);
}

/** What the posts counted together, the tallies aside, and the posts that are in. */
function sumTallies(records: Rec[], id: string, options: string[], method: Json): Sum {
  const sum = emptySum(options);
  for (const rec of about(records, 'tally', id)) {
    const counts = value(rec, 'counts', null) as Counts | null;
    const said = state(rec, 'counts');
    if (said === 'absent' || (said === 'ok' && counts === null)) continue; // not counted, or undone
    if (counts === null || !BY_TALLY.includes(method) || !isGoodTally(rec, counts, options)) {
      sum.aside.push(rec.record);
      continue;
    }
    for (const [key, number] of Object.entries(counts.options)) add(sum.options, key, number);
    sum.abstain += counts.abstain;
    sum.invalid += counts.invalid;
    sum.posts.push(value(rec, 'post') as string);
  }
  return sum;
}

function isGoodTally(rec: Rec, counts: Counts, options: string[]): boolean {
  const marks = total(counts.options) + counts.abstain + counts.invalid;
  const isFinal = ['post', 'motion'].every((name) => state(rec, name) === 'ok');
  const isKnown = Object.keys(counts.options).every((key) => options.includes(key));
  return isFinal && isKnown && (counts.ballots === null || counts.ballots === marks);
}

function problemsOf(motion: Rec | undefined, counted: number, { count }: Came): string[] {
  if (motion === undefined) return ['motion'];
  const problems = ['question', 'method'].filter((name) => state(motion, name) !== 'ok');
  // In a roll call each vote is held against attendance by itself, and a letter comes from outside the hall.
  const isByTally = BY_TALLY.includes(value(motion, 'method', null));
  const came = count.present + count.aside.length;
  if (isByTally && came > 0 && counted > count.voting + count.aside.length) problems.push('count_above_attendance');
  return problems;
}

function expectedPosts(records: Rec[]): string[] {
  const meetings = records.filter((rec) => rec.kind === 'meeting');
  return meetings.flatMap((rec) => ((provisional(rec, 'posts') as Meeting['posts']) ?? []).map(({ key }) => key));
}
