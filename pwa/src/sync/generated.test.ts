// @vitest-environment node
import { expect, it } from 'vitest';
import { stale } from '../../tools/generate.mjs';
import type { Json } from './canonical';
import { mayWrite, streamFits } from './rights';
import { rulesOf, splitParts } from './rules';
import { fits } from './sound';

it('is made from the schema as it now stands: run `npm run generate` if this fails', async () => {
  expect(await stale()).toEqual([]);
});

it('tells who may write what, a field before its kind', () => {
  expect(mayWrite('vote', ['choice'], ['officer'])).toBe(true);
  expect(mayWrite('motion', ['state'], ['officer'])).toBe(true);
  expect(mayWrite('motion', ['state', 'question'], ['officer'])).toBe(false);
  expect(mayWrite('decision', ['published'], ['approver'])).toBe(false);
  expect(mayWrite('meeting', ['title'], [])).toBe(false);
  expect(mayWrite('of a later version', ['x'], [])).toBe(true);
});

it('keeps a person out of the part that may be published', () => {
  const parts = splitParts('attendance', { resident: 'r', standing: null, later: 1 });
  expect(parts).toEqual({ body: { standing: null, later: 1 }, private: { resident: 'r' } });
});

it('knows no kind by the name of an object property', () => {
  expect(rulesOf('constructor')).toBeNull();
  expect(streamFits('vote', 'meeting/1')).toBe(true);
  expect(streamFits('vote', 'topic/1')).toBe(false);
});

it('checks every keyword that the generator lets through', async () => {
  const { KEYWORDS } = await import('./forms');
  const { forms } = await import('./forms.generated');
  for (const fields of Object.values(forms)) {
    for (const form of Object.values(fields)) expect(Object.keys(form).every((word) => KEYWORDS.includes(word))).toBe(true);
  }
});

it.each<[string, string, Json, boolean]>([
  ['tally', 'counts', { options: { yes: 3 }, abstain: 0, invalid: 0, ballots: null }, true],
  ['tally', 'counts', { options: { yes: -1 }, abstain: 0, invalid: 0, ballots: null }, false],
  ['tally', 'counts', { options: { 'not a key': 1 }, abstain: 0, invalid: 0, ballots: null }, false],
  ['tally', 'counts', { options: {}, abstain: 0, invalid: 0 }, false],
  ['tally', 'counts', { options: {}, abstain: 0, invalid: 0, ballots: null, more: 1 }, false],
  ['tally', 'counts', null, true],
  ['resident', 'name', { title: 'นาย', first: '', last: null }, false],
  ['resident', 'name', { title: 'นาย', first: 'ก', last: null }, true],
  ['vote', 'choice', 'a'.repeat(65), false],
  ['meeting', 'posts', [{ key: 'door', name: '\u{1f6aa}'.repeat(80) }], true],
  ['meeting', 'posts', [{ key: 'door', name: '\u{1f6aa}'.repeat(81) }], false],
  ['meeting', 'level', '3', false],
  ['meeting', 'state', 'ended', false],
  ['motion', 'question', { no: 1, text: 'ก', options: [{ key: 'yes', text: 'ก' }] }, false],
  ['vote', 'of a later version', 1, true],
])('judges the form of %s.%s %j', (kind, field, value, expected) => {
  expect(fits(kind, field, value)).toBe(expected);
});
