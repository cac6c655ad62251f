import { expect, it } from 'vitest';
import { correctedSet, correctionForm, forForm } from './correction';
import { changes, fieldsOf, needsReason, read } from './forms/form';
import { officeOf, shownValue } from './office';
import { plantedStore } from './testing/store';

it('a corrected count is one statement again, with the numbers that were not touched (R0.2)', () => {
  const store = plantedStore();
  store.add('phone-a', { stream: 'meeting/m1', kind: 'tally', record: 't1', set: { motion: 'q5', post: 'a', counts: { options: { agree: 9, disagree: 2 }, abstain: 1, invalid: 0, ballots: null } } });
  const rec = store.get('meeting/m1', 'tally', 't1')!;
  const { parts } = correctionForm(officeOf(store), rec)!;
  const flat = forForm(rec);
  const drawn = read(parts, Object.fromEntries(fieldsOf(parts).map((field) => [field, shownValue(flat, field)])));
  const now = { ...drawn, 'counts.n-agree': '๘' };
  expect(needsReason(parts, drawn, now)).toBe(true);
  expect(correctedSet(changes(parts, drawn, now))).toEqual({ counts: { options: { agree: 8, disagree: 2 }, abstain: 1, invalid: 0, ballots: null } });
});

it('somebody without a capacity was not there', () => {
  expect(correctedSet({ standing: { voting: true } })).toEqual({ standing: null });
  expect(correctedSet({ standing: { capacity: 'observer', voting: false } })).toEqual({ standing: { capacity: 'observer', voting: false } });
});

it('a vote may be taken back', () => {
  const store = plantedStore();
  const { parts } = correctionForm(officeOf(store), store.get('meeting/m1', 'vote', 'v-r1')!)!;
  expect(correctedSet(changes(parts, { choice: 'agree' }, { choice: '' }))).toEqual({ choice: null });
});

it('nothing else is corrected this way', () => {
  const store = plantedStore();
  expect(correctionForm(officeOf(store), store.get('meeting/m1', 'meeting', 'm1')!)).toBeNull();
});
