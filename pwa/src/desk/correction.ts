// Corrections by staff of what phones recorded: an attendance, a vote, a count. Never silent: a reason is always asked for,
// and what was recorded before stays in the history (R0.2).
import type { Rec } from '../store/types';
import type { Json } from '../sync/canonical';
import { t } from '../text';
import { common } from '../text/common';
import { settle } from '../text/desk';
import type { Part } from './forms/form';
import { choicesOf, type FormKind } from './forms/kinds';
import { questionOf, shownValue, type Office } from './office';
import { fieldName, motionOf } from './speak';

type Counts = { options: Record<string, number>; abstain: number; invalid: number; ballots: number | null };

export const CORRECTED = ['standing', 'community', 'choice', 'counts'];

export function correctionForm(office: Office, rec: Rec): FormKind | null {
  const options = questionOf(motionOf(office, rec)).options;
  if (rec.kind === 'vote') return { parts: [votePart(options)] };
  if (rec.kind === 'attendance') return { parts: attendanceParts(office) };
  if (rec.kind !== 'tally') return null;
  const c = t(common);
  const part = (key: string, label: string): Part => ({ at: `counts.${key}`, input: 'number', label, required: true, reason: true });
  const ballots: Part = { at: 'counts.ballots', input: 'number', label: t(settle).ballotsName, empty: 'null', reason: true };
  return { parts: [...options.map((option) => part(`n-${option.key}`, option.text)), part('abstain', c.abstain), part('invalid', c.spoilt), ballots] };
}

function votePart(options: { key: string; text: string }[]): Part {
  const all = [...options.map(({ key, text }) => ({ value: key, label: text })), { value: 'abstain', label: t(common).abstain }, { value: '', label: t(settle).undone }];
  return { at: 'choice', input: 'radio', label: fieldName('vote', 'choice'), choices: all, empty: 'null', reason: true };
}

function attendanceParts(office: Office): Part[] {
  const capacities = choicesOf(t(common).capacity);
  const communities = [...office.communities.keys()].map((id) => ({ value: id, label: office.community(id) }));
  return [
    { at: 'standing.capacity', input: 'choice', label: fieldName('attendance', 'standing'), help: t(settle).notHere, choices: capacities, reason: true, wide: true },
    { at: 'standing.voting', input: 'switch', label: t(settle).voting_yes, reason: true },
    { at: 'community', input: 'choice', label: fieldName('attendance', 'community'), choices: communities, empty: 'null', reason: true, wide: true },
  ];
}

/** The record as its form reads it: the options of a count stand beside its other numbers. */
export function forForm(rec: Rec): Rec {
  const counts = (shownValue(rec, 'counts') ?? null) as Counts | null;
  if (rec.kind !== 'tally' || !counts || !rec.fields.counts) return rec;
  const { options, ...rest } = counts;
  const flat = { ...rest, ...Object.fromEntries(Object.entries(options).map(([key, n]) => [`n-${key}`, n])) };
  return { ...rec, fields: { ...rec.fields, counts: { ...rec.fields.counts, state: 'ok', value: flat } } };
}

/** What is written from what the form says. No capacity: the person was not there. */
export function correctedSet(set: Record<string, Json>): Record<string, Json> {
  const { standing, counts, ...rest } = set;
  const out: Record<string, Json> = { ...rest };
  if (standing !== undefined) out.standing = (standing as { capacity?: string }).capacity ? standing : null;
  if (counts !== undefined) out.counts = wholeCounts(counts as Record<string, number | null>);
  return out;
}

function wholeCounts(flat: Record<string, number | null>): Json {
  const options = Object.entries(flat).filter(([key]) => key.startsWith('n-')).map(([key, n]) => [key.slice(2), n] as const);
  return { options: Object.fromEntries(options), abstain: flat.abstain ?? 0, invalid: flat.invalid ?? 0, ballots: flat.ballots ?? null };
}
