// @vitest-environment node
// A withdrawn hearing is delivered, leaves, and may come back.
import { beforeEach, expect, test } from 'vitest';
import { office, officerOf, OTHER, recorded } from './testing/leaving';
import { checkIn, dump, MEETING, must, open, synced } from './testing/phone';
import { idle, kept, photo, settled, taken } from './testing/pictures';
import type { FakeServer } from './testing/server';
import type { StoreOptions } from './types';

let server: FakeServer;
let now: number;
beforeEach(async () => {
  server = await office();
  now = Date.now();
});

const officer = (options: StoreOptions = {}) => officerOf(server, { now: () => now, ...options });

test('what was withdrawn is first delivered, then leaves the phone without a trace, and the person is told', async () => {
  const { one, name } = await officer();
  server.mending.withdraw('p1', MEETING);
  await synced(one);
  expect(recorded(server)).toEqual(expect.arrayContaining(['w', 'a']));
  expect(one.streams()).toEqual(['community/c1', OTHER]);
  expect(one.list(MEETING, 'resident')).toEqual([]);
  expect(one.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0, attention: [], incomplete: [], leaving: [] });
  expect(one.status().left).toEqual([{ stream: MEETING, number: '3/2569', at: expect.any(Number) }]);
  server.requests = [];
  await synced(one);
  expect(server.requests.flatMap(({ envelope }) => Object.keys(envelope.streams))).not.toContain(MEETING);
  one.close();
  const again = await open(server, { name });
  expect(again.streams()).toEqual(['community/c1', OTHER]);
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
  expect(one.streams()).toEqual([OTHER]);
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
  expect(one.streams()).toContain(MEETING);
  expect(one.status().leaving).toEqual([{ stream: MEETING, since: now, unsent: 1, form: false }]);
  await idle(server);
  server.blobs.refuses = null;
  now += 600_000;
  await synced(one);
  await settled(one);
  await synced(one);
  expect(one.streams()).not.toContain(MEETING);
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
  expect(one.streams()).not.toContain(MEETING);
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

test('without a network nothing leaves', async () => {
  const { one } = await officer();
  server.mending.withdraw('p1', MEETING);
  server.down = true;
  await one.sync();
  expect(one.streams()).toContain(MEETING);
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
  expect(one.streams()).not.toContain(MEETING);
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
  expect(one.streams()).not.toContain(MEETING);
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
