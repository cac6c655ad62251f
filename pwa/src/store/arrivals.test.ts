// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { compose } from '../sync/entry';
import { CHAIR, checkIn, freshName, MEETING, must, open, phone, resident, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

test('a log whose enrolment the server never signed is refused', async () => {
  const stranger = await FakeServer.make();
  const liar = await phone(stranger, 'p1');
  await must(liar.write(checkIn('a', CHAIR)));
  await synced(liar);
  for (const [log, held] of stranger.logs(MEETING)) server.logs(MEETING).set(log, held);
  const one = await phone(server, 'p2');
  await one.sync();
  expect(one.get(MEETING, 'attendance', 'a')).toBeUndefined();
  expect(one.status().attention).toMatchObject([{ stream: MEETING, status: 'refused', reason: 'not_enrolled' }]);
});

test('nothing beyond the last verified signature is admitted', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const [held] = [...server.logs(MEETING).values()];
  const last = held?.entries.at(-1);
  if (!held || !last) throw new Error('nothing there');
  const place = { stream: MEETING, log: last.log, seq: 3, prev: last.hash, at: last.at, by: 'p1' };
  held.entries.push(compose({ kind: 'attendance', record: 'b', body: CHAIR, private: {}, sets: { standing: [] } }, place));
  await synced(two);
  expect(standing(two, 'a')).toMatchObject({ state: 'ok' });
  expect(two.get(MEETING, 'attendance', 'b')).toBeUndefined();
  expect(two.status().incomplete).toEqual([MEETING]);
});

test('a verdict sets an entry aside on every copy, and its author sees it', async () => {
  const one = await phone(server, 'p1');
  const saved = await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const entry = saved.entries[0];
  if (!entry) throw new Error('nothing saved');
  const body = { standing: { state: 'quarantined', reason: 'wrong_id' } };
  await server.append(MEETING, { kind: 'verdict', record: entry.hash, body, private: {}, sets: { standing: [] } });
  await synced(one);
  expect(standing(one, 'a')).toBeUndefined();
  expect(one.quarantined(entry)).toBe('wrong_id');
  expect(one.status().attention).toMatchObject([{ log: entry.log, seq: 2, status: 'quarantined', reason: 'wrong_id' }]);
});

test('a redaction takes the part from this phone too, in memory and on disk', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  await synced(one);
  const hash = saved.entries[0]?.hash as string;
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(one);
  expect(one.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
  one.close();
  const again = await open(server, { name });
  expect(again.entries(MEETING, 'resident', 'r')[0]?.private).toBeNull();
  expect(again.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});

test('a redacted line arrives on a new phone only together with the redaction that names it', async () => {
  const one = await phone(server, 'p1');
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: { title: '', first: 'ก', last: null } } }));
  await synced(one);
  const [held] = [...server.logs(MEETING).values()];
  const entry = held?.entries[1];
  if (!held || !entry) throw new Error('nothing there');
  held.entries[1] = entry.without('private');
  const two = await phone(server, 'p2');
  await synced(two);
  expect(two.get(MEETING, 'resident', 'r')).toBeUndefined();
  const hash = saved.entries[0]?.hash as string;
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(two);
  expect(two.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});

test('a redaction takes the part out of a pack of lines that had arrived, and leaves the others as they are', async () => {
  const name = freshName();
  const people = Array.from({ length: 250 }, (_, index) => resident(`r${index}`, `คน${index}`));
  const written = await server.append('community/c1', ...people);
  const one = await phone(server, 'p1', { name });
  await synced(one);
  const hash = written[120]?.hash as string;
  await server.append('community/c1', { kind: 'resident', record: 'r120', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(one);
  one.close();
  const again = await open(server, { name });
  expect(again.entries('community/c1', 'resident', 'r120')[0]?.private).toBeNull();
  const names = again.list('community/c1', 'resident').filter(({ fields }) => fields.name?.state === 'ok');
  expect(names).toHaveLength(249);
  await synced(again);
  expect(again.status()).toMatchObject({ attention: [], incomplete: [] });
});
