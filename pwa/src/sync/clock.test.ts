// @vitest-environment node
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from './arbitraries';
import { Clock, isStamp, stampMs } from './clock';

const momentArb = fc.integer({ min: 0, max: 2 ** 45 });
const step = fc.record({ now: momentArb, seen: fc.option(fc.tuple(momentArb, fc.nat(0xffff))) });

it('never gives a stamp that is not later than all before, whatever the wall clock does', () => {
  const property = fc.property(fc.array(step), (steps) => {
    const clock = new Clock();
    for (const { now, seen } of steps) {
      const before = clock.last;
      if (seen) clock.observe(`${seen[0].toString(16).padStart(13, '0')}-${seen[1].toString(16).padStart(4, '0')}`, now);
      expect(clock.last >= before).toBe(true);
      const after = clock.last;
      expect(clock.tick(now) > after).toBe(true);
      expect(isStamp(clock.last)).toBe(true);
    }
  });
  fc.assert(property, runs(200));
});

it('does not follow a clock that is more than a day ahead', () => {
  const clock = new Clock();
  const day = 24 * 60 * 60 * 1000;
  clock.observe((1000 + day + 1).toString(16).padStart(13, '0') + '-0000', 1000);
  expect(clock.last).toBe('');
  clock.observe((1000 + day).toString(16).padStart(13, '0') + '-0000', 1000);
  expect(stampMs(clock.tick(1000))).toBe(1000 + day);
});

it('carries a full counter over into the next millisecond', () => {
  expect(new Clock('0000000000001-ffff').tick(1)).toBe('0000000000002-0000');
});

it('survives a wall clock that tells no sensible time', () => {
  const clock = new Clock();
  for (const now of [NaN, -5, 1.5, Infinity]) expect(isStamp(clock.tick(now))).toBe(true);
});
