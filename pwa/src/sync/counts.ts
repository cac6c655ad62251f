// Owns the counts of a hearing: who is there, and how a motion went (PROTOCOL.md 7). What contradicts stands aside.
// A count folds from its meeting's own stream alone, so that erasing a person changes no total.
import { compareBytes, isObject, own, put, type Json, type JsonObject } from './canonical';
import { add, Persons, said, speaking, type Group } from './persons';
import { state, value, type Rec } from './records';

export type Tally = { [key: string]: number };

export type AttendanceCount = {
  present: number;
  voting: number;
  aside: string[];
  seen_twice: string[];
  by_community: Tally;
  by_capacity: Tally;
  community_aside: string[];
};

export type MotionCount = {
  method: string | null;
  options: Tally;
  abstain: number;
  invalid: number;
  counted: number;
  aside: string[];
  posts: { counted: string[]; expected: string[] };
  problems: string[];
  settled: boolean;
};

const ROLL_CALL = 'roll_call';
const TALLIED = ['show_of_hands', 'paper_box'];
const ABSTAIN = 'abstain';

type Standing = { capacity: string; voting: boolean };

function attendances(records: readonly Rec[], persons: Persons): Group[] {
  return persons.groups(records.filter((rec) => rec.kind === 'attendance'));
}

/** Who is there; null if they are not, undefined if it contradicts. */
function standingOf(group: Group): Standing | null | undefined {
  const standing = said(group, 'standing');
  if (standing.case === 'contradicts') return undefined;
  return standing.case === 'final' && isObject(standing.value) ? (standing.value as Standing) : null;
}

export function attendanceCount(records: Iterable<Rec>): AttendanceCount {
  const all = [...records];
  const count: AttendanceCount = {
    present: 0, voting: 0, aside: [], seen_twice: [], by_community: {}, by_capacity: {}, community_aside: [],
  };
  for (const group of attendances(all, new Persons(all))) {
    const standing = standingOf(group);
    if (standing === undefined) count.aside.push(group.id);
    else if (standing !== null) addPresent(count, group, standing);
  }
  return count;
}

function addPresent(count: AttendanceCount, group: Group, standing: Standing): void {
  count.present += 1;
  if (standing.voting) count.voting += 1;
  add(count.by_capacity, standing.capacity);
  const seen = speaking(group, 'standing').reduce((sum, rec) => sum + (rec.fields.standing?.candidates.length ?? 0), 0);
  if (seen > 1) count.seen_twice.push(group.id);
  const community = said(group, 'community');
  if (community.case === 'contradicts') count.community_aside.push(group.id);
  else add(count.by_community, community.case === 'final' && community.value !== null ? String(community.value) : '');
}

class Motion {
  readonly count: MotionCount;
  private readonly records: readonly Rec[];
  private readonly id: string;
  private readonly persons: Persons;

  constructor(records: readonly Rec[], id: string) {
    this.records = records;
    this.id = id;
    this.persons = new Persons(records);
    const motion = records.find((rec) => rec.kind === 'motion' && rec.record === id);
    const meeting = records.find((rec) => rec.kind === 'meeting');
    const method = value(motion, 'method', null);
    const options: Tally = {};
    for (const key of keysOf(question(motion).options)) put(options, key, 0);
    this.count = {
      method: typeof method === 'string' ? method : null,
      options, abstain: 0, invalid: 0, counted: 0, aside: [],
      posts: { counted: [], expected: keysOf(value(meeting, 'posts', null)) },
      problems: problemsOf(motion), settled: false,
    };
  }

  private of(kind: string): Rec[] {
    return this.records.filter((rec) => rec.kind === kind && value(rec, 'motion') === this.id);
  }

  whole(): MotionCount {
    const { count } = this;
    const people = attendances(this.records, this.persons).map((group) => ({ group, standing: standingOf(group) }));
    const voters = new Set(people.flatMap(({ group, standing }) => (standing?.voting ? [group.person] : [])));
    for (const vote of this.persons.groups(this.of('vote'))) this.vote(vote, voters);
    for (const tally of this.of('tally')) this.tally(tally);
    count.aside.sort(compareBytes);
    count.posts.counted.sort(compareBytes);
    count.counted = Object.values(count.options).reduce((sum, number) => sum + number, count.abstain + count.invalid);
    const most = voters.size + people.filter(({ standing }) => standing === undefined).length;
    if (people.length > 0 && count.counted > most) count.problems.push('count_above_attendance');
    count.settled = count.aside.length === 0 && count.problems.length === 0;
    return count;
  }

  private vote(group: Group, voters: ReadonlySet<string>): void {
    const { count } = this;
    const choice = said(group, 'choice');
    const channel = said(group, 'channel');
    if (choice.case === 'absent' || (choice.case === 'final' && choice.value === null)) return;
    const key = choice.case === 'final' ? String(choice.value) : null;
    const isOption = key !== null && Object.hasOwn(count.options, key);
    const inHall = channel.case === 'absent' || (channel.case === 'final' && channel.value === ROLL_CALL);
    const wrong =
      count.method !== ROLL_CALL ||
      channel.case === 'contradicts' ||
      (!isOption && key !== ABSTAIN) ||
      (inHall && group.known && !voters.has(group.person));
    if (wrong || key === null) count.aside.push(group.id);
    else if (isOption) add(count.options, key);
    else count.abstain += 1;
  }

  private tally(rec: Rec): void {
    const { count } = this;
    const counts = value(rec, 'counts', null);
    if (state(rec, 'counts') === 'absent' || (state(rec, 'counts') === 'ok' && counts === null)) return;
    const post = value(rec, 'post', null);
    const wrong = !TALLIED.includes(count.method ?? '') || typeof post !== 'string' || !isObject(counts) || !this.adds(counts);
    if (wrong) {
      count.aside.push(rec.record);
      return;
    }
    for (const [key, number] of Object.entries(counts.options as Tally)) add(count.options, key, number);
    count.abstain += counts.abstain as number;
    count.invalid += counts.invalid as number;
    count.posts.counted.push(post);
  }

  /** Whether a tally names options of the motion only, and its parts add up to its ballots if it says how many there were. */
  private adds(counts: JsonObject): boolean {
    const options = counts.options as Tally;
    const sum = Object.values(options).reduce((a, b) => a + b, (counts.abstain as number) + (counts.invalid as number));
    const known = Object.keys(options).every((key) => Object.hasOwn(this.count.options, key));
    return known && (counts.ballots === null || counts.ballots === sum);
  }
}

function question(motion: Rec | undefined): JsonObject {
  const found = value(motion, 'question', null);
  return isObject(found) ? found : {};
}

/** The keys of a list of {key, …}, in byte order. */
function keysOf(list: Json | undefined): string[] {
  const items = Array.isArray(list) ? list : [];
  return items.flatMap((item) => (isObject(item) ? [String(own(item, 'key'))] : [])).sort(compareBytes);
}

function problemsOf(motion: Rec | undefined): string[] {
  if (motion === undefined) return ['motion'];
  return ['question', 'method'].filter((name) => state(motion, name) !== 'ok');
}

/** How a motion went, over every post and every voter of the records of its meeting. */
export function motionCount(records: Iterable<Rec>, motion: string): MotionCount {
  return new Motion([...records], motion).whole();
}
