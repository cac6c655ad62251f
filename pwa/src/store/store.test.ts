// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDB } from 'idb';
import { checkIn, dump, freshName, MEETING, must, open, phone, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a save resolves when it is on disk, and is there after a cold start', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name });
  const saved = await must(store.write(checkIn('a')));
  expect(saved.entries).toHaveLength(1);
  expect(await saved.confirmed).toBe(true);
  store.close();
  const again = await open(server, { name });
  expect(again.identity?.account).toBe('p1');
  expect(standing(again, 'a')).toMatchObject({ state: 'ok', value: { capacity: 'resident', voting: true } });
  expect(again.status()).toMatchObject({ kept: 1, sent: 0, waiting: 1 });
});

test('every transaction is strict', async () => {
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const store = await phone(server, 'p1');
  await must(store.write(checkIn('a')));
  await synced(store);
  const ours = spy.mock.calls.filter(([, mode]) => mode !== ('versionchange' as IDBTransactionMode));
  expect(ours.length).toBeGreaterThan(3);
  for (const [, , options] of ours) expect(options).toEqual({ durability: 'strict' });
  spy.mockRestore();
});

test('the genesis and the first line of a log are one transaction, and several drafts too', async () => {
  const store = await phone(server, 'p1');
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const both = await must(store.write(checkIn('a'), { stream: 'topic/t1', kind: 'opinion', record: 'o1', set: { text: 'น้ำท่วม' } }));
  const writes = spy.mock.calls.filter(([stores, mode]) => mode === 'readwrite' && String(stores) === 'lines,logs');
  spy.mockRestore();
  expect(writes).toHaveLength(1);
  expect(both.entries.map(({ seq }) => seq)).toEqual([2, 2]);
});

test('what is stored is ciphertext: neither names nor drafts nor the token can be read in the files', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name });
  const resident = { stream: 'community/c1', kind: 'resident', record: 'r1', set: { name: { title: 'นาย', first: 'สมชาย', last: 'ใจดี' } } };
  await must(store.write(resident));
  expect((await store.saveDraft('walk-in', { first: 'สมหญิง' })).ok).toBe(true);
  expect(await store.loadDraft('walk-in')).toEqual({ first: 'สมหญิง' });
  await synced(store);
  const text = await dump(name);
  expect(text).toContain('community/c1');
  for (const secret of ['สมชาย', 'ใจดี', 'สมหญิง', 'token-p1', 'ชื่อของ', '"sets"']) expect(text).not.toContain(secret);
  await store.clearDraft('walk-in');
  expect(await store.loadDraft('walk-in')).toBeUndefined();
});

test('a private field never travels in the public part, and an unknown field does not travel at all', async () => {
  const store = await phone(server, 'p1');
  const saved = await must(store.write({ ...checkIn('a', { resident: 'r1', standing: null }), why: 'สมชายบอกเอง' }));
  expect(saved.entries[0]?.body).toEqual({ standing: null });
  expect(saved.entries[0]?.private).toEqual({ resident: 'r1', why: 'สมชายบอกเอง' });
  expect(await store.write(checkIn('a', { nickname: 'x' }))).toMatchObject({ ok: false, case: 'refused', code: 'unknown_field' });
});

test('R5.6 undo is a standing of null that covers what this phone wrote before', async () => {
  const store = await phone(server, 'p1');
  await must(store.write(checkIn('a')));
  const undo = await must(store.write(checkIn('a', { standing: null })));
  expect(undo.entries[0]?.sets.standing).toHaveLength(1);
  expect(standing(store, 'a')).toMatchObject({ state: 'ok', value: null });
});

test('a write covers what was shown and what this phone wrote since, and nothing it had not shown', async () => {
  const one = await phone(server, 'p1');
  const two = await phone(server, 'p2');
  await must(one.write(checkIn('a', { standing: { capacity: 'chair', voting: true } })));
  await synced(one);
  await synced(two);
  const shown = two.shown(two.get(MEETING, 'attendance', 'a'), ['standing']);
  await must(two.write({ ...checkIn('a', { standing: { capacity: 'worker', voting: true } }), shown }));
  const again = await must(two.write({ ...checkIn('a', { standing: { capacity: 'minor', voting: false } }), shown }));
  expect(again.entries[0]?.sets.standing).toHaveLength(2);
  await must(one.write({ ...checkIn('a', { standing: { capacity: 'observer', voting: false } }), shown: {} }));
  await synced(two);
  await synced(one);
  expect(standing(one, 'a')).toMatchObject({ state: 'conflict' });
  expect(standing(one, 'a')).toEqual((await synced(two), standing(two, 'a')));
});

test('two drafts of one save that set the same field leave no conflict behind', async () => {
  const store = await phone(server, 'p1');
  await must(store.write(checkIn('a'), checkIn('a', { standing: null })));
  expect(standing(store, 'a')).toMatchObject({ state: 'ok', value: null });
});

test('a full disk is a typed case, and nothing of the save is in memory', async () => {
  const store = await phone(server, 'p1');
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(await store.write(checkIn('a'))).toMatchObject({ ok: false, case: 'storage', code: 'quota' });
  add.mockRestore();
  expect(store.get(MEETING, 'attendance', 'a')).toBeUndefined();
  expect(store.status().kept).toBe(0);
  await must(store.write(checkIn('b')));
  expect(store.status().kept).toBe(1);
});

test('before enrolment nothing can be written, and the case says so', async () => {
  const store = await open(server);
  expect(await store.write(checkIn('a'))).toMatchObject({ ok: false, case: 'refused', code: 'not_enrolled' });
  expect(await store.sync()).toMatchObject({ ok: false, case: 'refused', code: 'not_enrolled' });
  expect(await store.enrol('used', 'x')).toMatchObject({ ok: false, case: 'refused', code: 'code_used' });
  expect(await store.enrol(null, 'desk')).toMatchObject({ ok: true });
  expect(store.identity?.account).toBe('staff1');
});

test('what no line could carry is refused with a code', async () => {
  const store = await phone(server, 'p1');
  expect(await store.write(checkIn('a', { standing: 0.5 }))).toMatchObject({ ok: false, case: 'refused', code: 'malformed_line' });
});

test('a dropped connection is opened again, once, and the save goes through', async () => {
  const store = await phone(server, 'p1');
  await must(store.write(checkIn('a')));
  const real = IDBDatabase.prototype.transaction;
  const drop = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  });
  await must(store.write(checkIn('b')));
  drop.mockRestore();
  expect(IDBDatabase.prototype.transaction).toBe(real);
  expect(standing(store, 'b')).toMatchObject({ state: 'ok' });
});

test('a row that is gone when read back is written again', async () => {
  const name = freshName();
  let paint = () => {};
  const store = await phone(server, 'p1', { name, afterPaint: (task) => (paint = task) });
  const saved = await must(store.write(checkIn('a')));
  const db = await openDB(name);
  await db.clear('lines');
  paint();
  expect(await saved.confirmed).toBe(true);
  expect(await db.count('lines')).toBe(2);
  db.close();
});

test('a read-back that fails is said, line by line', async () => {
  let paint = () => {};
  const store = await phone(server, 'p1', { afterPaint: (task) => (paint = task) });
  const saved = await must(store.write(checkIn('a')));
  const get = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
    throw new DOMException('gone', 'DataError');
  });
  paint();
  expect(await saved.confirmed).toBe(false);
  get.mockRestore();
  expect(store.status().attention[1]).toMatchObject({ seq: 2, status: 'unsaved', reason: 'read_back' });
});

test('a crash between save and signature is healed at the next start', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name });
  const sign = vi.spyOn(crypto.subtle, 'sign').mockRejectedValue(new Error('crash'));
  await must(store.write(checkIn('a')));
  store.close();
  sign.mockRestore();
  const again = await open(server, { name });
  await synced(again);
  expect(again.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0, attention: [] });
});

test('a newer version of the app closes this one, which says so instead of blocking', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name });
  const newer = await openDB(name, 99);
  expect(store.status().closed).toBe(true);
  expect(await store.write(checkIn('a'))).toMatchObject({ ok: false, case: 'storage', code: 'closed' });
  newer.close();
});
