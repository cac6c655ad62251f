// @vitest-environment node
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Database } from './database';
import { checkIn, dump, freshName, MEETING, must, open, phone, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { KeptFile, Picture, Redraw, Store, Write } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const PART = 262_144;

/** Stands in for the canvas: the picture is what the "camera" wrote. */
const redraw: Redraw = async (source): Promise<Picture> => {
  if (source.type === 'text/plain') throw new Error('no picture');
  return { blob: new Blob([await source.arrayBuffer()], { type: 'image/jpeg' }), width: 40, height: 30 };
};

let made = 0;
function picture(size = 1000): Blob {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  bytes[0] = made += 1;
  return new Blob([bytes]);
}

function photo(file: KeptFile, record = `photo${made}`): Write {
  return { stream: MEETING, kind: 'photo', record, set: { shows: 'sheet', file } };
}

async function kept(store: Store, blob = picture()): Promise<KeptFile> {
  const result = await store.keepFile(blob);
  if (!result.ok) throw new Error(`${result.code} ${result.detail}`);
  return result.value;
}

/** Keeps a picture and records it. */
async function taken(store: Store, size?: number): Promise<KeptFile> {
  const file = await kept(store, picture(size));
  await must(store.write(photo(file)));
  return file;
}

/** Lets what runs beside come to rest. */
async function settled(store: Store, waiting = 0): Promise<void> {
  await vi.waitFor(() => expect(store.status().files.waiting).toBe(waiting), { timeout: 5000 });
}

async function idle(): Promise<void> {
  const before = server.blobs.seen.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  if (server.blobs.seen.length > before) await idle();
}

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

test('a picture is sent after its entry, and only when an entry names it', async () => {
  const store = await phone(server, 'p1', { redraw });
  await kept(store);
  const file = await taken(store);
  expect(store.status().files).toMatchObject({ waiting: 1, bytes: 1000, refused: [] });
  await synced(store);
  expect(store.status().waiting).toBe(0);
  await settled(store);
  expect([...server.blobs.held.keys()]).toEqual([file.sha256]);
});

test('sending a picture never holds up an entry', async () => {
  const store = await phone(server, 'p1', { redraw });
  let goOn: () => void = () => {};
  server.blobs.before = (what) => (what.startsWith('PUT') ? new Promise<void>((resolve) => (goOn = resolve)) : undefined);
  await taken(store);
  await synced(store);
  await vi.waitFor(() => expect(server.blobs.seen.some((what) => what.startsWith('PUT'))).toBe(true));
  await must(store.write(checkIn('a')));
  await synced(store);
  expect(store.status()).toMatchObject({ waiting: 0, files: { waiting: 1 } });
  goOn();
  await settled(store);
});

test('an upload that is cut goes on from where it broke off, also after the app was killed', async () => {
  for (const cut of [1, PART - 1, PART, PART + 7, 2 * PART]) {
    const name = freshName();
    const before = server.blobs.bytes;
    const store = await phone(server, 'p1', { name, redraw });
    const file = await taken(store, 2 * PART + 5000);
    server.blobs.cutAfter = cut;
    await synced(store);
    await vi.waitFor(() => expect(server.blobs.cutAfter).toBe(Infinity));
    await idle();
    expect(server.blobs.held.has(file.sha256)).toBe(false);
    store.close();
    const again = await open(server, { name, redraw });
    await settled(again, 1);
    expect(again.status().files.bytes).toBe(2 * PART + 5000);
    await synced(again);
    await settled(again);
    expect(server.blobs.held.get(file.sha256)).toHaveLength(2 * PART + 5000);
    expect(server.blobs.bytes - before).toBe(2 * PART + 5000); // not a byte twice
    again.close();
  }
});

test('an office that has less than it said is sent what it lacks', async () => {
  const store = await phone(server, 'p1', { redraw });
  const file = await taken(store, 2 * PART + 5000);
  let forget = true; // a server that lost power keeps of what was coming what had reached its disk
  server.blobs.before = (what) => {
    if (!forget || server.blobs.bytes < PART || !what.startsWith('PUT')) return;
    forget = false;
    for (const [key, bytes] of server.blobs.coming) server.blobs.coming.set(key, bytes.slice(0, 1000));
  };
  await synced(store);
  await settled(store);
  expect(forget).toBe(false);
  expect(server.blobs.held.has(file.sha256)).toBe(true);
  expect(server.blobs.bytes).toBe(2 * PART + 5000 + PART - 1000);
});

test('an answer that was lost is made up for by asking what is held', async () => {
  const name = freshName();
  const store = await phone(server, 'p1', { name, redraw });
  const file = await taken(store);
  server.blobs.cutAfter = 1000; // all came, the answer did not
  await synced(store);
  await vi.waitFor(() => expect(server.blobs.held.has(file.sha256)).toBe(true));
  await idle();
  expect(store.status().files.waiting).toBe(1);
  store.close();
  const again = await open(server, { name, redraw });
  await settled(again, 1);
  await synced(again);
  await settled(again);
  expect(server.blobs.seen.filter((what) => what.startsWith('PUT'))).toHaveLength(1);
});

test('a picture that another phone has sent is not sent again', async () => {
  const source = picture();
  const [one, other] = [await phone(server, 'p1', { redraw }), await phone(server, 'p2', { redraw })];
  for (const store of [one, other]) {
    await must(store.write(photo(await kept(store, source), store === one ? 'x' : 'y')));
    await synced(store);
    await settled(store);
  }
  expect(server.blobs.seen.filter((what) => what.startsWith('PUT'))).toHaveLength(1);
});

test('after a failure it is patient, and eager again once the network is back', async () => {
  let now = Date.now();
  const store = await phone(server, 'p1', { redraw, now: () => now });
  await taken(store);
  server.blobs.refuses = { status: 507, code: 'blob_disk' };
  const puts = (): number => server.blobs.seen.filter((what) => what.startsWith('PUT')).length;
  await synced(store);
  await vi.waitFor(() => expect(puts()).toBe(1));
  await idle();
  await synced(store);
  await idle();
  expect(puts()).toBe(1);
  now += 31_000;
  await synced(store);
  await vi.waitFor(() => expect(puts()).toBe(2));
  await idle();
  server.down = true;
  await store.sync();
  server.down = false;
  server.blobs.refuses = null;
  await synced(store);
  await settled(store);
});

test('a file that the office will not take stays here, is told, and is not sent again', async () => {
  const store = await phone(server, 'p1', { redraw });
  const file = await taken(store);
  server.blobs.refuses = { status: 422, code: 'exif_left' };
  await synced(store);
  await settled(store);
  expect(store.status().files).toMatchObject({ waiting: 0, bytes: 0, refused: [{ sha256: file.sha256, code: 'exif_left' }] });
  const asked = server.blobs.seen.length;
  await synced(store);
  await idle();
  expect(server.blobs.seen).toHaveLength(asked);
  expect(await store.file(file.sha256)).not.toBeNull();
});

test('a file that cannot go through holds up no other', async () => {
  const store = await phone(server, 'p1', { redraw });
  const first = await taken(store);
  const second = await taken(store);
  server.blobs.refuses = { status: 413, code: '', sha256: first.sha256 }; // a proxy's answer, which says no code
  await synced(store);
  await settled(store, 1);
  expect([...server.blobs.held.keys()]).toEqual([second.sha256]);
  expect(store.status().files).toMatchObject({ unsent: [first.sha256], refused: [] });
});

test('a restored office is sent again what it lost', async () => {
  const store = await phone(server, 'p1', { redraw });
  const file = await taken(store);
  await synced(store);
  await settled(store);
  server.restore(0);
  server.blobs.held.clear();
  await synced(store);
  await vi.waitFor(() => expect(server.blobs.held.has(file.sha256)).toBe(true));
  await settled(store);
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
