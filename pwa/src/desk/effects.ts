// What each side of a contradiction would do to the numbers: the counts of the meeting, folded again as if it were settled.
import type { Rec } from '../store/types';
import { attendanceCount, motionCount, type MotionCount } from '../sync/counts';
import { value } from '../sync/records';
import type { Contradiction } from './contradictions';
import { questionOf, type Office, type Option } from './office';

/** The option that has it, `tie`, or null before any vote; by the rule of the motion. */
export type Leading = { key: string } | 'tie' | null;

export type Row = { name: 'option' | 'abstain' | 'invalid' | 'waiting' | 'present' | 'voting'; option?: Option; index?: number; before: number; after: number[] };
export type Effect = { motion: Rec | null; rows: Row[]; leading: { before: Leading; after: Leading[] } | null };

/** The records as they would stand if `side` were chosen: the other records of the same person fall silent. */
export function asIf(records: Rec[], one: Contradiction, side: number): Rec[] {
  const settled = (rec: Rec): Rec => {
    const before = rec.fields[one.field];
    const fields = { ...rec.fields };
    if (rec.record === one.rec.record) fields[one.field] = { state: 'ok', value: one.sides[side]!.value ?? null, candidates: before?.candidates.slice(0, 1) ?? ['settled'] };
    else delete fields[one.field];
    return { ...rec, fields };
  };
  const touched = [one.rec, ...one.others].map((rec) => rec.record);
  return records.map((rec) => (rec.kind === one.rec.kind && touched.includes(rec.record) ? settled(rec) : rec));
}

/** Most votes; a simple majority needs more than half of the votes for any option. */
export function leading(count: MotionCount, rule: string): Leading {
  const votes = Object.entries(count.options);
  const best = Math.max(0, ...votes.map(([, n]) => n));
  if (best === 0) return null;
  const first = votes.filter(([, n]) => n === best);
  const all = votes.reduce((sum, [, n]) => sum + n, 0);
  if (first.length > 1) return 'tie';
  return rule === 'simple_majority' && best * 2 <= all ? null : { key: first[0]![0] };
}

function motionsOf(office: Office, one: Contradiction): Rec[] {
  const motions = office.motions(one.rec.stream);
  if (one.rec.kind === 'motion') return motions.filter((rec) => rec.record === one.rec.record);
  if (one.rec.kind !== 'vote' && one.rec.kind !== 'tally') return [];
  return motions.filter((rec) => rec.record === value(one.rec, 'motion'));
}

function motionEffect(records: Rec[], one: Contradiction, motion: Rec): Effect {
  const before = motionCount(records, motion.record);
  const after = one.sides.map((_, side) => motionCount(asIf(records, one, side), motion.record));
  const rule = String(value(motion, 'rule', 'plurality'));
  const row = (name: Row['name'], of: (count: MotionCount) => number): Row => ({ name, before: of(before), after: after.map(of) });
  const options = questionOf(motion).options.map((option, index) => ({ ...row('option', (count) => count.options[option.key] ?? 0), option, index }));
  const rest = [row('abstain', (count) => count.abstain), row('invalid', (count) => count.invalid), row('waiting', (count) => count.aside.length)];
  const final = (count: MotionCount): Leading => (count.settled ? leading(count, rule) : null);
  return { motion, rows: [...options, ...rest], leading: { before: final(before), after: after.map(final) } };
}

function attendanceEffect(records: Rec[], one: Contradiction): Effect {
  const before = attendanceCount(records);
  const after = one.sides.map((_, side) => attendanceCount(asIf(records, one, side)));
  const rows: Row[] = [
    { name: 'present', before: before.present, after: after.map((count) => count.present) },
    { name: 'voting', before: before.voting, after: after.map((count) => count.voting) },
    { name: 'waiting', before: before.aside.length, after: after.map((count) => count.aside.length) },
  ];
  return { motion: null, rows, leading: null };
}

/** Null when the choice touches no number. */
export function effectOf(office: Office, one: Contradiction): Effect | null {
  if (!one.rec.stream.startsWith('meeting/')) return null;
  const records = office.countable(one.rec.stream);
  const motion = motionsOf(office, one)[0];
  if (motion) return motionEffect(records, one, motion);
  return one.rec.kind === 'attendance' && one.field === 'standing' ? attendanceEffect(records, one) : null;
}
