// @vitest-environment node
import { expect, it } from 'vitest';
import { stale } from '../../tools/generate.mjs';
import { mayWrite, rulesOf, splitParts, streamFits } from './rules';

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
