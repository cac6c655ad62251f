// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { checkIn, freshName, loseKeys, MEETING, must, open, phone, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Store } from './types';

let server: FakeServer;
let now: number;
beforeEach(async () => {
  server = await FakeServer.make();
  now = Date.now();
});

const lines = () => server.requests.map((request) => request.lines.length).filter((count) => count > 0);
const reasons = (store: Store) => store.status().attention.map(({ status, reason }) => `${status} ${reason}`);

async function keyless(): Promise<Store> {
  const name = freshName();
  const before = await phone(server, 'p1', { name, now: () => now });
  await must(before.write(checkIn('a')));
  await synced(before);
  before.close();
  await loseKeys(name);
  const one = await open(server, { name, now: () => now });
  await must(one.write(checkIn('b'), checkIn('c')));
  server.requests = [];
  return one;
}

test('lines that wait at the office are sent once, not at every exchange; what is new goes', async () => {
  const one = await keyless();
  await synced(one);
  await synced(one);
  await synced(one);
  expect(lines()).toEqual([2]);
  expect(reasons(one)).toEqual(['waiting unsigned']);
  await must(one.write(checkIn('d')));
  await synced(one);
  await synced(one);
  expect(lines()).toEqual([2, 1]);
  expect(server.mending.waiting.size).toBe(3);
});

test('they are sent once more after an hour, and to a server of another epoch', async () => {
  const one = await keyless();
  await synced(one);
  now += 3_600_000;
  await synced(one);
  expect(lines()).toEqual([2, 2]);
  server.restore(server.backups.length);
  await synced(one);
  expect(server.mending.waiting.size).toBe(2);
  now -= 86_400_000; // a clock that was put back keeps nothing from being sent
  await synced(one);
  expect(lines()).toEqual([2, 2, 2, 2]);
});

test('lines for which the office has no room are told as such, kept here, and tried an hour later', async () => {
  const one = await keyless();
  server.mending.quota = 0;
  await synced(one);
  await must(one.write(checkIn('d')));
  await synced(one);
  expect(lines()).toEqual([2]);
  expect(reasons(one)).toEqual(['waiting quota']);
  expect(one.status()).toMatchObject({ kept: 4, sent: 1, waiting: 3 });
  server.mending.quota = Infinity;
  now += 3_600_000;
  await synced(one);
  expect(lines()).toEqual([2, 3]);
  expect(reasons(one)).toEqual(['waiting unsigned']);
});

test('a hole before our lines is filled from here at once: nothing waits in the end', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  await synced(one);
  await must(one.write(checkIn('b')));
  await synced(one);
  const held = [...server.logs(MEETING).values()][0];
  held?.entries.splice(1, 2); // the server lost lines without knowing
  if (held) held.signature = null;
  await must(one.write(checkIn('c')));
  await synced(one);
  expect(held?.entries.map(({ record }) => record).slice(1)).toEqual(['a', 'b', 'c']);
  expect(server.mending.waiting.size).toBe(0);
  expect(one.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0, attention: [] });
});

test('each request says how this phone fares, after what it carries has landed', async () => {
  const one = await keyless();
  await must(one.write({ ...checkIn('x'), stream: 'meeting/m2' }));
  await synced(one);
  const { report } = server.requests[0]?.envelope ?? {};
  expect(report).toEqual({ now, app: expect.any(String), schema: expect.stringMatching(/^1-[0-9a-f]{8}$/), unsent: 0, unsigned: 4, files: 0 });
});
