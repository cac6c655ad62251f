// @vitest-environment node
// What this phone alone holds of others is with the office before its hearing leaves.
import { beforeEach, expect, test } from 'vitest';
import { office, officerOf, recorded } from './testing/leaving';
import { checkIn, copied, coreOf, freshName, MEETING, must, open, phone, synced } from './testing/phone';
import type { FakeServer } from './testing/server';
import type { Store, StoreOptions } from './types';

let server: FakeServer;
let now: number;
beforeEach(async () => {
  server = await office();
  now = Date.now();
});

const officer = (options: StoreOptions = {}) => officerOf(server, { now: () => now, ...options });

/** `to` takes what `from` shows, without a network. */
async function beside(from: Store, to: Store): Promise<void> {
  const [giver, taker] = [await (await from.courier())?.neighbours(), await (await to.courier())?.neighbours()];
  const asking = await taker?.ask();
  const giving = asking?.ok ? await giver?.give(asking.value.bytes) : undefined;
  const done = asking?.ok && giving?.ok ? await asking.value.take(giving.value.bytes) : undefined;
  expect(done).toMatchObject({ ok: true, value: { refused: 0 } });
}

test.each([
  ['a log that is new to the office', false],
  ['the rest of a log that the office knows', true],
])('what was taken beside and only this phone holds is brought to the office before its hearing leaves: %s', async (_, known) => {
  const { one, name } = await officer();
  const neighbour = await phone(server, 'p2');
  await synced(neighbour);
  await must(neighbour.write(checkIn('n')));
  if (known) for (const store of [neighbour, one]) await synced(store);
  await must(neighbour.write(checkIn('only-here')));
  await beside(neighbour, one);
  server.mending.withdraw('p1', MEETING);
  one.close();
  const two = await open(server, { name, now: () => now });
  await synced(two);
  expect(recorded(server)).toEqual(expect.arrayContaining(['a', 'n', 'only-here']));
  expect(two.streams()).not.toContain(MEETING);
  expect(two.status()).toMatchObject({ leaving: [], attention: [] });
});

test('what was taken beside and the office cannot take yet keeps the hearing here and counts as unsent', async () => {
  const { one } = await officer();
  const neighbour = await phone(server, 'p2');
  await synced(neighbour);
  await must(neighbour.write(checkIn('n')));
  await synced(one);
  await beside(neighbour, one);
  server.mending.withdraw('p1', MEETING);
  const [row] = coreOf(one).logs.of(MEETING).filter(({ account }) => account === 'p2');
  await coreOf(one).changeRow(row!.row.log, (held) => ({ ...held, signature: null, heads: [] }));
  await synced(one);
  expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 2, form: false }]);
  expect(one.get(MEETING, 'attendance', 'n')).toBeDefined();
});

test('what was taken beside and its own phone has brought meanwhile keeps nothing here', async () => {
  const { one } = await officer();
  const neighbour = await phone(server, 'p2');
  await synced(neighbour);
  await must(neighbour.write(checkIn('n')));
  await synced(one);
  await beside(neighbour, one);
  await synced(neighbour);
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(one.streams()).not.toContain(MEETING);
});

/** A phone that holds what a restored server lost of a neighbour, whose own phone may hold it no more. */
async function survivor(): Promise<{ one: Store; lost: string; backup: number }> {
  const { one } = await officer();
  const lost = freshName();
  const neighbour = await phone(server, 'p2', { name: lost });
  await synced(neighbour);
  await must(neighbour.write(checkIn('n')));
  for (const store of [neighbour, one]) await synced(store);
  const backup = server.backups.length - 1;
  neighbour.close();
  return { one, lost, backup };
}

async function writes(name: string, ...records: string[]): Promise<void> {
  const store = await open(server, { name });
  await must(store.write(...records.map((record) => checkIn(record))));
  await synced(store);
  store.close();
}

test('in a new epoch all of a hearing is offered before it leaves, whoever wrote it', async () => {
  const { one, lost, backup } = await survivor();
  await writes(lost, 'only-here');
  await synced(one);
  server.restore(backup);
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(recorded(server)).toEqual(expect.arrayContaining(['a', 'n', 'only-here']));
  expect(one.streams()).not.toContain(MEETING);
  expect(one.status()).toMatchObject({ leaving: [], attention: [] });
});

test('in a new epoch a hearing that was seen held in the meantime leaves at once', async () => {
  const { one, backup } = await survivor();
  server.restore(backup);
  await synced(one);
  server.mending.withdraw('p1', MEETING);
  server.requests = [];
  await synced(one);
  expect(one.streams()).not.toContain(MEETING);
  expect(server.requests.flatMap(({ lines }) => lines)).toEqual([]);
});

test.each([
  ['when it leaves', false],
  ['before, in another epoch', true],
])('a branch that only this phone holds is told to the office before its hearing leaves: put aside %s', async (_, before) => {
  const { one, lost, backup } = await survivor();
  const copy = await copied(server, lost);
  await writes(lost, 'b', 'bb');
  await synced(one);
  server.restore(backup);
  await writes(copy, 'c');
  if (before) await synced(one);
  if (before) expect(server.forks).toHaveLength(2);
  if (before) server.restore(server.backups.length - 1);
  server.forks.length = 0;
  server.mending.withdraw('p1', MEETING);
  server.requests = [];
  await synced(one);
  expect(server.forks.map(({ record }) => record)).toEqual(['b', 'bb']);
  expect(one.streams()).not.toContain(MEETING);
  expect(server.requests.length).toBeLessThan(7);
});
