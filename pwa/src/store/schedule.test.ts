// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, ok } from './result';
import { Schedule } from './schedule';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function runs(schedule: Schedule, run: ReturnType<typeof vi.fn>, ms: number): Promise<number> {
  run.mockClear();
  await vi.advanceTimersByTimeAsync(ms);
  void schedule;
  return run.mock.calls.length;
}

test('it syncs on open, then every 30 seconds while something waits and every 5 minutes when nothing does', async () => {
  let waiting = true;
  const run = vi.fn(async () => ok(null));
  const schedule = new Schedule(run, () => waiting);
  schedule.start();
  expect(await runs(schedule, run, 0)).toBe(1);
  expect(await runs(schedule, run, 30_000)).toBe(1);
  waiting = false;
  expect(await runs(schedule, run, 30_000)).toBe(1);
  expect(await runs(schedule, run, 299_000)).toBe(0);
  expect(await runs(schedule, run, 1_000)).toBe(1);
  schedule.stop();
  expect(await runs(schedule, run, 900_000)).toBe(0);
});

test('a server that does not answer is asked less and less often, at most every 5 minutes, until the network is back', async () => {
  const run = vi.fn(async () => fail('network', 'unreachable'));
  const schedule = new Schedule(run, () => true);
  schedule.start();
  await vi.advanceTimersByTimeAsync(0);
  const gaps: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const started = Date.now();
    run.mockClear();
    while (run.mock.calls.length === 0) await vi.advanceTimersByTimeAsync(1_000);
    gaps.push((Date.now() - started) / 1_000);
  }
  expect(gaps).toEqual([30, 60, 120, 240, 300, 300]);
  schedule.soon();
  expect(await runs(schedule, run, 10_000)).toBe(0);
  window.dispatchEvent(new Event('online'));
  expect(await runs(schedule, run, 0)).toBe(1);
  schedule.stop();
});

test('saves are sent shortly, also while the tapping never pauses, so that the other door learns who came', async () => {
  const run = vi.fn(async () => ok(null));
  const schedule = new Schedule(run, () => false);
  schedule.start();
  await vi.advanceTimersByTimeAsync(0);
  run.mockClear();
  schedule.soon();
  expect(await runs(schedule, run, 1_499)).toBe(0);
  for (let tap = 0; tap < 30; tap += 1) {
    schedule.soon();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(run.mock.calls.length).toBeGreaterThanOrEqual(15);
  expect(run.mock.calls.length).toBeLessThanOrEqual(21);
  schedule.stop();
});

test('what is saved while an exchange is under way is not made to wait for the long pause', async () => {
  const waiting: (() => void)[] = [];
  const run = vi.fn(() => new Promise<ReturnType<typeof ok<null>>>((done) => waiting.push(() => done(ok(null)))));
  const schedule = new Schedule(run, () => true);
  schedule.start();
  await vi.advanceTimersByTimeAsync(0);
  schedule.soon();
  await vi.advanceTimersByTimeAsync(100);
  waiting.shift()?.();
  expect(await runs(schedule, run, 1_500)).toBe(1);
  schedule.stop();
});
