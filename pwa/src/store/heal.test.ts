// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { compose } from '../sync/entry';
import { CHAIR, checkIn, freshName, MEETING, must, open, phone, resident, standing, synced, WORKER } from './testing/phone';
import { FakeServer } from './testing/server';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

test('a server restored from a backup gets back what it lost, from the author and from others', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await must(two.write(checkIn('b', WORKER)));
  await synced(one);
  await synced(two);
  await synced(one);
  server.restore(0);
  await synced(one);
  const held = [...server.logs(MEETING).values()].map(({ entries }) => entries.length);
  expect(held).toEqual([2, 2]);
  expect(one.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0 });
});

test('a server restored to the middle of a log gets the rest only', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  await synced(one);
  await must(one.write(checkIn('b'), checkIn('c')));
  await synced(one);
  server.restore(1);
  server.requests = [];
  await synced(one);
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([0, 2]);
  expect(one.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0, attention: [] });
  expect([...server.logs(MEETING).values()][0]?.entries).toHaveLength(4);
});

test('a fork moves the lines that lost into a new log: nothing recorded is lost', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await must(one.write(checkIn('a')));
  await synced(one);
  // Another life of the same phone (a restored profile) wrote at the next address.
  const [log, held] = [...server.logs(MEETING)][0] ?? [];
  const last = held?.entries.at(-1);
  if (!log || !held || !last) throw new Error('nothing there');
  const place = { stream: MEETING, log, seq: 3, prev: last.hash, at: last.at, by: 'p1' };
  const other = compose({ kind: 'attendance', record: 'z', body: CHAIR, private: {}, sets: { standing: [] } }, place);
  held.entries.push(other);
  await must(one.write(checkIn('b')));
  await must(one.write(checkIn('b', { standing: null })));
  await one.sync();
  await synced(one);
  expect(standing(one, 'b')).toMatchObject({ state: 'ok', value: null });
  expect(server.logs(MEETING).size).toBe(2);
  const moved = [...server.logs(MEETING).values()][1]?.entries ?? [];
  expect(moved.map(({ record }) => record).slice(1)).toEqual(['b', 'b']);
  expect(moved[2]?.sets.standing).toEqual([moved[1]?.hash]);
  expect(one.status()).toMatchObject({ waiting: 0 });
  one.close();
  const again = await open(server, { name });
  expect(standing(again, 'b')).toMatchObject({ state: 'ok', value: null });
  expect(again.status()).toMatchObject({ waiting: 0 });
});

test('a fork leaves an entry with a removed part behind, and says so until somebody looks', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  await synced(one);
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash: saved.entries[0]?.hash as string, part: 'private' } });
  await synced(one);
  server.restore(server.backups.length);
  const [, held] = [...server.logs(MEETING)].find(([log]) => log === saved.entries[0]?.log) ?? [];
  const [opening, first] = held?.entries ?? [];
  if (!held || !opening || !first) throw new Error('nothing there');
  const place = { stream: MEETING, log: first.log, seq: 2, prev: opening.hash, at: first.at, by: 'p1' };
  held.entries.splice(1, 2, compose({ kind: 'attendance', record: 'z', body: CHAIR, private: {}, sets: { standing: [] } }, place));
  await must(one.write(checkIn('b')));
  await one.sync();
  await synced(one);
  await synced(one);
  expect(one.status().attention).toContainEqual({ stream: MEETING, log: first.log, seq: 3, status: 'left_behind', reason: 'left_behind' });
  expect(one.list(MEETING, 'attendance').map(({ record }) => record)).toEqual(expect.arrayContaining(['a', 'b']));
});

test('a server that lost a whole stream gets it back from an officer alone, the line of staff that began it first', async () => {
  const [staff, officer] = [await phone(server, 'staff1'), await phone(server, 'p1')];
  server.strict = true;
  await must(staff.write({ stream: MEETING, kind: 'meeting', record: 'm1', set: { title: 'ประชุม' } }));
  await synced(staff);
  await synced(officer);
  await must(officer.write(checkIn('a', CHAIR)));
  await synced(officer);
  const before = server.vector(MEETING);
  server.restore(0);
  await synced(officer);
  expect(server.vector(MEETING)).toEqual(before);
  expect(officer.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0, attention: [] });
});

test('what a phone only reads comes back too, in pages that end where the office once signed', async () => {
  const office = [...Array(1200).keys()].map((number) => resident(`r${number}`, 'สมศรี'));
  const reader = await phone(server, 'p1');
  for (let from = 0; from < office.length; from += 200) {
    await server.append('community/c1', ...office.slice(from, from + 200));
    await synced(reader);
  }
  const before = server.vector('community/c1');
  server.restore(0);
  server.requests = [];
  await synced(reader);
  expect(server.vector('community/c1')).toEqual(before);
  expect(server.requests.every(({ lines }) => lines.length <= 500)).toBe(true);
  expect(server.requests.flatMap(({ lines }) => lines)).toHaveLength(1201);
});

test('streams that are larger than a page do not keep others from coming back in the same exchange', async () => {
  const reader = await phone(server, 'p1');
  const names = ['community/c1', 'community/c2', 'topic/t1'];
  for (const name of names) {
    for (let batch = 0; batch < 6; batch += 1) {
      await server.append(name, ...[...Array(240).keys()].map((number) => resident(`r${batch}-${number}`, 'สมศรี')));
      await synced(reader);
    }
  }
  const before = names.map((name) => server.vector(name));
  server.restore(0);
  await synced(reader);
  expect(names.map((name) => server.vector(name))).toEqual(before);
});

test('a restored server that still has everything is sent nothing', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a')));
  await synced(one);
  await synced(two);
  server.restore(server.backups.length);
  server.requests = [];
  await synced(two);
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([0]);
});

test('a phone that a restored server does not know says so, keeps everything, and delivers it after a new code', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await must(one.write(checkIn('a')));
  await synced(one);
  await must(one.write(checkIn('b')));
  server.restore(0);
  server.forgets = true;
  expect(await one.sync()).toMatchObject({ ok: false, case: 'refused', code: 'not_enrolled' });
  expect(one.status()).toMatchObject({ kept: 2, waiting: 1, contact: 'off', trouble: 'not_enrolled' });
  server.forgets = false;
  expect(await one.enrol('p1', 'x')).toMatchObject({ ok: true });
  await must(one.write(checkIn('c')));
  await synced(one);
  expect(one.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0, attention: [] });
  expect([...server.logs(MEETING).values()].map(({ entries }) => entries.length).sort()).toEqual([2, 3]);
});
