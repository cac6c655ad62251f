// Owns the one text of everything that a stream comes to, by which the two engines are compared. Used by tests only.
import { canonical, compareBytes, own, type Json } from '../canonical';
import { attendanceCount, motionCount } from '../counts';
import { fold, type FieldRules, type Foldable } from '../fold';
import type { Rec } from '../records';
import { rulesOf } from '../rules';

export type Told = Foldable & { readonly kind: string; readonly record: string };
/** A stream: its entries, what verdicts quarantine, rules of invented kinds, and the motions to count. */
export type Question = {
  entries: Told[];
  quarantined: { [hash: string]: [at: string, log: string, seq: number] };
  rules: { [kind: string]: FieldRules };
  motions: string[];
};

export const STREAM = 'meeting/m1';

export function stateOf({ entries, quarantined, rules, motions }: Question): string {
  const verdicts = new Map(Object.entries(quarantined).map(([hash, [at, log, seq]]) => [hash, { at, log, seq }]));
  const histories = new Map<string, Told[]>();
  for (const entry of entries) {
    const slot = `${entry.kind} ${entry.record}`;
    histories.set(slot, [...(histories.get(slot) ?? []), entry]);
  }
  const records: Rec[] = [...histories.values()]
    .map((history) => {
      const { kind, record } = history[0] as Told;
      return { stream: STREAM, kind, record, fields: fold(history, own(rules, kind) ?? rulesOf(kind), verdicts) };
    })
    .sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(a.record, b.record));
  const counted = motions.map((motion): [string, unknown] => [motion, motionCount(records, motion)]);
  const state = { records, attendance: attendanceCount(records), motions: Object.fromEntries(counted) };
  return canonical(state as unknown as Json);
}
