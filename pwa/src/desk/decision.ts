// What is written of a decision. The form shows hearing and motion as one choice; they are two fields of the record.
import type { Rec } from '../store/types';
import type { Json } from '../sync/canonical';
import { shownValue } from './office';

/** Splits "meeting motion" as chosen into the two fields; null when there is none. */
export function fieldsOfChoice(set: Record<string, Json>): Record<string, Json> {
  const { topic: _topic, motion, ...rest } = set;
  if (motion === undefined) return rest;
  const [meeting, id] = typeof motion === 'string' ? motion.split(' ') : [];
  return { ...rest, meeting: meeting ?? null, motion: id ?? null };
}

/** The record as the form reads it: hearing and motion in one. */
export function asForm(rec: Rec | undefined): Rec | undefined {
  const meeting = shownValue(rec, 'meeting');
  const motion = shownValue(rec, 'motion');
  if (!rec || !rec.fields.motion || !meeting || !motion) return rec;
  return { ...rec, fields: { ...rec.fields, motion: { ...rec.fields.motion, state: 'ok', value: `${String(meeting)} ${String(motion)}` } } };
}
