// @vitest-environment node
// A hearing leaves whole or not at all: other tabs, and a crash in the middle.
import { beforeEach, expect, test, vi } from 'vitest';
import { office, officerOf, OTHER, recorded } from './testing/leaving';
import { FakeLocks } from './testing/locks';
import { checkIn, freshName, MEETING, must, open, synced } from './testing/phone';
import type { FakeServer } from './testing/server';
import type { StoreOptions } from './types';

let server: FakeServer;
let now: number;
beforeEach(async () => {
  server = await office();
  now = Date.now();
});

const officer = (options: StoreOptions = {}) => officerOf(server, { now: () => now, ...options });

test('a stream that another tab writes into stays; once it can go, that tab lets go of it, too', async () => {
  const locks = new FakeLocks().manager;
  const name = freshName();
  const { one } = await officer({ name, locks });
  const two = await open(server, { name, locks, now: () => now });
  await must(two.write(checkIn('two')));
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(one.status().leaving).toMatchObject([{ stream: MEETING, form: true }]);
  (two as unknown as { locks: { releaseAll(): void } }).locks.releaseAll(); // it is hidden
  await synced(one);
  expect(one.streams()).not.toContain(MEETING);
  await vi.waitFor(() => expect(two.streams()).not.toContain(MEETING));
  await must(two.write(checkIn('after')));
  await vi.waitFor(() => expect(one.streams()).toContain(MEETING));
  await synced(one);
  expect(recorded(server)).toEqual(expect.arrayContaining(['a', 'two', 'after']));
});

test('a line that another tab wrote and this one has not read is no loss', async () => {
  const locks = new FakeLocks().manager;
  const name = freshName();
  const { one } = await officer({ name, locks });
  await synced(one);
  const two = await open(server, { name, locks, now: () => now });
  const deaf = (one as unknown as { tabs: { channel: BroadcastChannel } }).tabs.channel;
  deaf.onmessage = null;
  (one as unknown as { locks: { releaseAll(): void } }).locks.releaseAll();
  await must(two.write(checkIn('unseen')));
  (two as unknown as { locks: { releaseAll(): void } }).locks.releaseAll();
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(one.streams()).toContain(MEETING);
  expect(one.status().leaving).toMatchObject([{ unsent: 1 }]);
  expect(two.list(MEETING, 'attendance').map(({ record }) => record)).toContain('unseen');
});

test('a crash in the middle leaves all of it, and the next exchange lets go of it', async () => {
  const { one, name } = await officer();
  server.mending.withdraw('p1', MEETING);
  const remove = IDBObjectStore.prototype.delete;
  const crash = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name === 'logs') throw new DOMException('disk', 'DataError');
    return remove.call(this, key);
  });
  expect((await one.sync()).ok).toBe(false);
  crash.mockRestore();
  one.close();
  const again = await open(server, { name, now: () => now });
  expect(again.list(MEETING, 'attendance').map(({ record }) => record)).toEqual(['a']);
  expect(again.list(MEETING, 'resident')).toHaveLength(2);
  expect(again.status()).toMatchObject({ waiting: 0 });
  await synced(again);
  expect(again.streams()).toEqual(['community/c1', OTHER]);
});
