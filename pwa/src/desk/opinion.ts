// What is written of an opinion: the first statement with its receipt, the office's summary, the clearance, the answer.
import type { Rec, Shown, Write } from '../store/types';
import type { Json } from '../sync/canonical';
import { because } from './parts/change';

export type Answer = { status: string; reason: string; used_for: string };

/** The opinion as a record: its topic is its stream, the speaker's name is private, nobody's name when they want none. */
export function opinionWrite(id: string, receipt: string, set: Record<string, Json>): Write {
  const { topic, speaker, ...rest } = set;
  const anonymous = set.anonymous === true;
  const name = typeof speaker === 'string' && !anonymous ? speaker : null;
  return {
    stream: `topic/${String(topic)}`, kind: 'opinion', record: id,
    set: { ...rest, anonymous, meeting: set.meeting ?? null, speaker: name === null ? null : { resident: null, name }, receipt },
  };
}

/** A response has the id of its opinion (PROTOCOL.md section 3). */
export function answerWrite(opinion: Rec, answer: Answer, shown: Shown, why?: string): Write {
  const value = { status: answer.status, reason: answer.reason.trim() || null, used_for: answer.used_for || null };
  return { stream: opinion.stream, kind: 'response', record: opinion.record, set: { answer: value }, shown, ...because(why) };
}

/** A reason is mandatory for every answer but "under review" (R2.2d). */
export function answerFault(answer: Answer): 'status' | 'reason' | null {
  if (!answer.status) return 'status';
  return answer.status !== 'under_review' && !answer.reason.trim() ? 'reason' : null;
}
