// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { watch } from './testing/watch.svelte';
import { live } from './live.svelte';
import { checkIn, MEETING, must, phone } from './testing/phone';
import { FakeServer } from './testing/server';

test('an effect that reads the store runs again after a save', async () => {
  const store = live(await phone(await FakeServer.make(), 'p1'));
  const seen: number[] = [];
  const stop = watch(() => seen.push(store.list(MEETING, 'attendance').length));
  flushSync();
  await must(store.write(checkIn('a')));
  flushSync();
  expect(seen.at(0)).toBe(0);
  expect(seen.at(-1)).toBe(1);
  stop();
  store.close();
});
