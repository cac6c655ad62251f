// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { checkIn, freshName, MEETING, must, open, phone, standing, synced } from './testing/phone';
import { FakeLocks } from './testing/locks';
import { FakeServer } from './testing/server';

let server: FakeServer;
let name: string;
let locks: FakeLocks;
beforeEach(async () => {
  server = await FakeServer.make();
  name = freshName();
  locks = new FakeLocks();
});

/** What another tab hears takes a moment, and longer on a busy machine. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

function look(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

test('two tabs at once write to two logs, and each sees what the other wrote', async () => {
  const one = await phone(server, 'p1', { name, locks: locks.manager });
  const two = await open(server, { name, locks: locks.manager });
  const first = await must(one.write(checkIn('a')));
  const second = await must(two.write(checkIn('b')));
  expect(first.entries[0]?.log).not.toBe(second.entries[0]?.log);
  await soon(() => {
    expect(standing(one, 'b')).toMatchObject({ state: 'ok' });
    expect(standing(two, 'a')).toMatchObject({ state: 'ok' });
  });
  await synced(one);
  await soon(() => expect(two.status()).toMatchObject({ kept: 2, sent: 2, waiting: 0 }));
});

test('a log is locked while the page is looked at and given back when it hides; the next tab goes on in it', async () => {
  const one = await phone(server, 'p1', { name, locks: locks.manager });
  const first = await must(one.write(checkIn('a')));
  expect(locks.taken.size).toBe(1);
  look('hidden');
  await soon(() => expect(locks.taken.size).toBe(0));
  look('visible');
  const two = await open(server, { name, locks: locks.manager });
  const second = await must(two.write(checkIn('b')));
  expect(second.entries[0]).toMatchObject({ log: first.entries[0]?.log, seq: 3, prev: first.entries[0]?.hash });
  const third = await must(one.write(checkIn('c')));
  expect(third.entries[0]?.log).not.toBe(second.entries[0]?.log);
});

test('a save while the page is hidden gives its lock back at once', async () => {
  const one = await phone(server, 'p1', { name, locks: locks.manager });
  look('hidden');
  await must(one.write(checkIn('a')));
  await soon(() => expect(locks.taken.size).toBe(0));
  look('visible');
});

test('what the server redacted leaves the memory of every tab', async () => {
  const one = await phone(server, 'p1', { name, locks: locks.manager });
  const two = await open(server, { name, locks: locks.manager });
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  await synced(one);
  const hash = saved.entries[0]?.hash as string;
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(one);
  await soon(() => expect(two.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' }));
  for (const tab of [one, two]) expect(tab.entries(MEETING, 'resident', 'r')[0]?.private).toBeNull();
});

test('without locks a race for an address is lost loudly and goes on in a new log, with nothing lost', async () => {
  const one = await phone(server, 'p1', { name });
  await must(one.write(checkIn('a')));
  const two = await open(server, { name });
  await must(two.write(checkIn('b')));
  await Promise.all([must(one.write(checkIn('c'))), must(two.write(checkIn('d')))]);
  await synced(one);
  one.close();
  two.close();
  const again = await open(server, { name });
  expect(again.list(MEETING, 'attendance').map(({ record }) => record).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(again.status()).toMatchObject({ kept: 4 });
});

test('only one tab syncs at a time', async () => {
  const one = await phone(server, 'p1', { name, locks: locks.manager });
  const two = await open(server, { name, locks: locks.manager });
  const results = await Promise.all([one.sync(), two.sync()]);
  expect(results).toMatchObject([{ ok: true }, { ok: false, case: 'locked' }]);
  expect(two.status().contact).not.toBe('off');
});

test('a tab opened before enrolment learns of it', async () => {
  const two = await open(server, { name, locks: locks.manager });
  await phone(server, 'p1', { name, locks: locks.manager });
  await soon(() => expect(two.identity?.account).toBe('p1'));
});

test('listeners hear of every change, and of none after they left', async () => {
  const one = await phone(server, 'p1', { name });
  const heard = vi.fn();
  const leave = one.subscribe(heard);
  const before = one.revision();
  await must(one.write(checkIn('a')));
  expect(heard).toHaveBeenCalled();
  expect(one.revision()).toBeGreaterThan(before);
  leave();
  heard.mockClear();
  await must(one.write(checkIn('b')));
  expect(heard).not.toHaveBeenCalled();
});
