// @vitest-environment node
// Keeping pictures: on disk and sealed before an entry names them, shown, let go. Sending them: files-upload.test.ts.
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Database } from './database';
import { dump, freshName, MEETING, open, phone, synced } from './testing/phone';
import { kept, picture, redraw, settled, taken } from './testing/pictures';
import { FakeServer } from './testing/server';
import type { Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a picture is on disk before an entry can name it, and is shown from there after a cold start', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name, redraw });
  const source = picture();
  const file = await kept(store, source);
  expect(file).toMatchObject({ type: 'image/jpeg', bytes: 1000, width: 40, height: 30 });
  expect(file.sha256).toMatch(/^[A-Za-z0-9_-]{43}$/);
  store.close();
  const again = await open(server, { name, redraw });
  const shown = await again.file(file.sha256);
  expect(shown?.type).toBe('image/jpeg');
  expect(await shown?.arrayBuffer()).toEqual(await source.arrayBuffer());
  expect(server.blobs.seen).toEqual([]);
});

test('what is kept of a picture is ciphertext, in one strict transaction', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name, redraw });
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await kept(store, new Blob(['a face, a place, a signature']));
  const writes = spy.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writes).toEqual([[['files', 'filebook'], 'readwrite', { durability: 'strict' }]]);
  spy.mockRestore();
  expect(await dump(name)).not.toContain('a face');
});

test('what is no picture is refused and nothing is kept', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name, redraw });
  expect(await store.keepFile(new Blob(['%PDF'], { type: 'text/plain' }))).toMatchObject({ ok: false, case: 'refused', code: 'not_picture' });
  const db = await openDB(name);
  expect([await db.count('files'), await db.count('filebook')]).toEqual([0, 0]);
  db.close();
});

test('a full storage is said, and nothing is half kept', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name, redraw });
  const put = IDBObjectStore.prototype.put;
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    if (this.name === 'filebook') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  });
  expect(await store.keepFile(picture())).toMatchObject({ ok: false, case: 'storage', code: 'quota' });
  full.mockRestore();
  const db = await openDB(name);
  expect([await db.count('files'), await db.count('filebook')]).toEqual([0, 0]);
  db.close();
  expect((await store.keepFile(picture())).ok).toBe(true);
});

test('a picture of another phone comes from the office, and only if it is that picture', async () => {
  const [one, other] = [await phone(server, 'p1', { redraw }), await phone(server, 'p2', { redraw })];
  const file = await taken(one);
  expect(await other.file(file.sha256)).toBeNull();
  await synced(one);
  await settled(one);
  expect((await other.file(file.sha256))?.size).toBe(1000);
  server.blobs.held.set(file.sha256, new Uint8Array(1000));
  expect(await other.file(file.sha256)).toBeNull();
  server.down = true;
  expect(await other.file(file.sha256)).toBeNull();
  expect((await one.file(file.sha256))?.size).toBe(1000);
});

test('a picture that no entry came to name is let go after a week, and no other', async () => {
  const name = freshName();
  let now = Date.now();
  const store = await phone(server, 'p1', { name, redraw, now: () => now });
  const dropped = await kept(store);
  const named = await taken(store);
  store.close();
  const reopened = async (): Promise<Store> => {
    const again = await open(server, { name, redraw, now: () => now });
    await new Promise((resolve) => setTimeout(resolve, 50));
    return again;
  };
  let again = await reopened();
  expect(await again.file(dropped.sha256)).not.toBeNull();
  again.close();
  now += 8 * 86_400_000;
  again = await reopened();
  expect(await again.file(dropped.sha256)).toBeNull();
  expect(await again.file(named.sha256)).not.toBeNull();
});

test('a phone of the version before keeps all it has, and can keep pictures', async () => {
  const name = freshName();
  const old = await openDB(name, 1, {
    upgrade(db) {
      db.createObjectStore('lines', { keyPath: ['log', 'seq'] });
      db.createObjectStore('aside', { keyPath: ['log', 'seq', 'hash'] });
      db.createObjectStore('logs', { keyPath: 'log' });
      db.createObjectStore('meta');
      db.createObjectStore('drafts');
    },
  });
  const line = { log: 'l', seq: 1, stream: MEETING, hash: 'h', iv: new Uint8Array(12), data: new ArrayBuffer(4) };
  await old.put('lines', line);
  await old.put('aside', line);
  await old.put('logs', { log: 'l', stream: MEETING, key: 'k', own: true, acked: 1, signature: null, retired: false });
  await old.put('meta', 'e', 'epoch');
  await old.put('drafts', { iv: new Uint8Array(12), data: new ArrayBuffer(4) }, 'form');
  old.close();
  const database = new Database(name);
  const held = await database.read(['lines', 'aside', 'logs', 'meta', 'drafts', 'files', 'filebook'], async (tx) => [
    await tx.objectStore('lines').getAll(),
    await tx.objectStore('aside').count(),
    (await tx.objectStore('logs').get('l'))?.acked,
    await tx.objectStore('meta').get('epoch'),
    await tx.objectStore('drafts').count(),
    await tx.objectStore('files').count(),
  ]);
  expect(held).toEqual([[line], 1, 1, 'e', 1, 0]);
  database.close();
});
