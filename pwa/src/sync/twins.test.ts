// @vitest-environment node
// The engine in Python, asked from this side: thousands of streams in `make test`, 100,000 in `make prove`.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runs } from './arbitraries';
import { parse } from './canonical';
import { Python } from './testing/python';
import { stateOf } from './testing/state';
import { streamArb } from './testing/streams';

let python: Python;
beforeAll(() => {
  python = new Python();
});
afterAll(() => python.end());

it('makes of a stream what Python makes of it, to the last byte (R0.2, R5.6)', async () => {
  const property = fc.asyncProperty(streamArb, async (stream) => {
    const mine = createHash('sha256').update(stateOf(stream)).digest('base64url');
    if ((await python.hash(stream)) === mine) return;
    const theirs = await python.text(stream);
    expect(parse(stateOf(stream))).toEqual(parse(theirs)); // shows where
    expect(stateOf(stream)).toBe(theirs);
  });
  await fc.assert(property, runs(2000));
});

it('draws streams in which something happens', () => {
  const seen = new Set<string>();
  const signs = [...['conflict', 'partial', 'removed', 'withheld', 'unknown'].map((state) => `"state":"${state}"`), '"settled":true'];
  const property = fc.property(streamArb, (stream) => {
    const text = stateOf(stream);
    for (const sign of signs) if (text.includes(sign)) seen.add(sign);
    for (const [sign] of text.matchAll(/"(?:present|counted|abstain)":[1-9]/g)) seen.add(sign.slice(0, -2));
  });
  fc.assert(property, { numRuns: 300, seed: 1 });
  expect([...seen].sort()).toEqual([...signs, '"present"', '"counted"', '"abstain"'].sort());
});
