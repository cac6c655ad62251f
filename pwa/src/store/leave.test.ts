// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { FakeLocks } from './testing/locks';
import { checkIn, copied, coreOf, dump, freshName, MEETING, must, open, phone, resident, synced } from './testing/phone';
import { idle, kept, photo, redraw, settled, taken } from './testing/pictures';
import { FakeServer } from './testing/server';
import type { Store, StoreOptions } from './types';

const OTHER = 'meeting/m2';
const PERSON = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
const meeting = (number: string) => ({ kind: 'meeting', record: 'm1', body: { number }, private: {}, sets: { number: [] } });

let server: FakeServer;
let now: number;
beforeEach(async () => {
  server = await FakeServer.make();
  now = Date.now();
  await server.append(MEETING, meeting('3/2569'), resident('r1', 'มาลี'));
  await server.append('community/c1', resident('r2', 'บุญมี'));
});

/** A phone that holds two hearings and a community, and recorded in the first. */
async function officer(options: StoreOptions = {}): Promise<{ one: Store; name: string }> {
  const name = freshName();
  const one = await phone(server, 'p1', { name, redraw, now: () => now, ...options });
  await synced(one);
  await must(one.write({ stream: MEETING, kind: 'resident', record: 'w', set: { name: PERSON } }, checkIn('a')));
  await must(one.write({ ...checkIn('b'), stream: OTHER }));
  return { one, name };
}

const holds = (store: Store) => store.streams();

test('what was withdrawn is first delivered, then leaves the phone without a trace, and the person is told', async () => {
  const { one, name } = await officer();
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  const records = [...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record));
  expect(records).toEqual(expect.arrayContaining(['w', 'a']));
  expect(holds(one)).toEqual(['community/c1', OTHER]);
  expect(one.list(MEETING, 'resident')).toEqual([]);
  expect(one.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0, attention: [], incomplete: [], leaving: [] });
  expect(one.status().left).toEqual([{ stream: MEETING, number: '3/2569', at: expect.any(Number) }]);
  server.requests = [];
  await synced(one);
  expect(server.requests.flatMap(({ envelope }) => Object.keys(envelope.streams))).not.toContain(MEETING);
  one.close();
  const again = await open(server, { name });
  expect(holds(again)).toEqual(['community/c1', OTHER]);
  expect(again.status().left).toHaveLength(1);
  await again.seenLeft();
  expect(again.status().left).toEqual([]);
  const disk = await dump(name);
  expect(disk.split(MEETING)).toHaveLength(1);
});

test('several streams withdrawn at once leave together, each with its drafts; others keep theirs', async () => {
  const { one, name } = await officer();
  await one.saveDraft('walk-in.m2', 'x');
  await one.saveDraft('posts', { m1: 'door' });
  server.mending.withdraw('p1', MEETING, 'community/c1');
  await synced(one);
  expect(holds(one)).toEqual([OTHER]);
  expect(one.status().left.map(({ stream }) => stream)).toEqual([MEETING, 'community/c1']);
  expect(await one.loadDraft('walk-in.m2')).toBe('x');
  expect(await one.loadDraft('posts')).toEqual({ m1: 'door' });
  one.close();
  expect((await dump(name)).split('community/c1')).toHaveLength(2); // only in what the person is told
});

test('a stream of which a picture has not reached the office stays, says so, and goes when it has', async () => {
  const { one } = await officer();
  await taken(one);
  server.blobs.refuses = { status: 503, code: 'unavailable' };
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(holds(one)).toContain(MEETING);
  expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 1, form: false }]);
  await idle(server);
  server.blobs.refuses = null;
  now += 600_000;
  await synced(one);
  await settled(one);
  await synced(one);
  expect(holds(one)).not.toContain(MEETING);
  expect(one.status()).toMatchObject({ leaving: [], files: { waiting: 0 } });
});

test('pictures that only it names go with it; one that another hearing names stays', async () => {
  const { one } = await officer();
  const [mine, shared] = [await kept(one), await kept(one)];
  await must(one.write(photo(mine, 'p1'), photo(shared, 'p2'), { ...photo(shared, 'p3'), stream: OTHER }));
  await synced(one);
  await settled(one);
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(holds(one)).not.toContain(MEETING);
  server.down = true;
  expect(await one.file(mine.sha256)).toBeNull();
  expect(await one.file(shared.sha256)).not.toBeNull();
});

test('lines that the office cannot take yet keep the stream here', async () => {
  const { one } = await officer();
  const honest = server.fetch;
  await synced(one);
  await must(one.write(checkIn('late')));
  server.mending.withdraw('p1', MEETING);
  const refusing: typeof fetch = async (input, init) => {
    const answer = await honest(input, init);
    if (input !== '/sync') return answer;
    const [first = '', ...lines] = (await answer.text()).split('\n');
    const envelope = JSON.parse(first) as { streams: Record<string, unknown> };
    delete envelope.streams[MEETING]; // acknowledges nothing
    return new Response([JSON.stringify(envelope), ...lines].join('\n'));
  };
  server.fetch = refusing;
  const stubborn = (one as unknown as { line: { exchange: { around: { fetch: typeof fetch } } } }).line;
  stubborn.exchange.around.fetch = refusing;
  await synced(one);
  expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 1, form: false }]);
  expect(one.list(MEETING, 'attendance').map(({ record }) => record)).toEqual(['a', 'late']);
});

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
  const records = [...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record));
  expect(records).toEqual(expect.arrayContaining(['a', 'n', 'only-here']));
  expect(holds(two)).not.toContain(MEETING);
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
  expect(holds(one)).not.toContain(MEETING);
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
  const records = [...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record));
  expect(records).toEqual(expect.arrayContaining(['a', 'n', 'only-here']));
  expect(holds(one)).not.toContain(MEETING);
  expect(one.status()).toMatchObject({ leaving: [], attention: [] });
});

test('in a new epoch a hearing that was seen held in the meantime leaves at once', async () => {
  const { one, backup } = await survivor();
  server.restore(backup);
  await synced(one);
  server.mending.withdraw('p1', MEETING);
  server.requests = [];
  await synced(one);
  expect(holds(one)).not.toContain(MEETING);
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
  expect(holds(one)).not.toContain(MEETING);
  expect(server.requests.length).toBeLessThan(7);
});

test('without a network nothing leaves', async () => {
  const { one } = await officer();
  server.mending.withdraw('p1', MEETING);
  server.down = true;
  await one.sync();
  expect(holds(one)).toContain(MEETING);
  expect(one.status()).toMatchObject({ waiting: 3, left: [] });
});

test('a half-typed form keeps its hearing for a week, an open one as long as it is open', async () => {
  const { one } = await officer();
  server.mending.withdraw('p1', MEETING);
  await one.saveDraft('opinion.m1', 'half a sentence');
  await synced(one);
  expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 0, form: true }]);
  await one.clearDraft('opinion.m1');
  one.looking('m1');
  await synced(one);
  expect(one.status().leaving).toMatchObject([{ form: true }]);
  one.looking(null);
  await one.saveDraft('count.a.door', 'of a record of it');
  await synced(one);
  expect(one.status().leaving).toMatchObject([{ form: true }]);
  now += 8 * 86_400_000;
  await synced(one);
  expect(holds(one)).not.toContain(MEETING);
  expect(await one.loadDraft('count.a.door')).toBeUndefined();
});

test('a clock that is set back takes no half-typed form away; its week begins anew', async () => {
  const { one } = await officer();
  server.mending.withdraw('p1', MEETING);
  await one.saveDraft('opinion.m1', 'half a sentence');
  await synced(one);
  for (const back of [1000, 30 * 86_400_000]) {
    now -= back;
    await synced(one);
    expect(await one.loadDraft('opinion.m1')).toBe('half a sentence');
    expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 0, form: true }]);
  }
  now += 8 * 86_400_000;
  await synced(one);
  expect(holds(one)).not.toContain(MEETING);
});

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
  expect(holds(one)).not.toContain(MEETING);
  await vi.waitFor(() => expect(holds(two)).not.toContain(MEETING));
  await must(two.write(checkIn('after')));
  await vi.waitFor(() => expect(holds(one)).toContain(MEETING));
  await synced(one);
  const there = [...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record));
  expect(there).toEqual(expect.arrayContaining(['a', 'two', 'after']));
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
  expect(holds(one)).toContain(MEETING);
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
  expect(holds(again)).toEqual(['community/c1', OTHER]);
});

test('a stream that is assigned again comes back whole, and what is recorded then begins a new log', async () => {
  const { one, name } = await officer();
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  server.mending.withdraw('p1');
  await synced(one);
  expect(one.list(MEETING, 'attendance').map(({ record }) => record)).toEqual(['a']);
  expect(one.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0, incomplete: [] });
  const before = server.logs(MEETING).size;
  await must(one.write(checkIn('later')));
  await synced(one);
  expect(server.logs(MEETING).size).toBe(before + 1);
  expect(server.forks).toEqual([]);
  one.close();
  const again = await open(server, { name });
  expect(again.list(MEETING, 'attendance').map(({ record }) => record).sort()).toEqual(['a', 'later']);
});
