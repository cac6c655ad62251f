// @vitest-environment node
// Sending pictures: after their entries, in parts, on from where they broke off, holding nobody up.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkIn, freshName, must, open, phone, synced } from './testing/phone';
import { idle, kept, photo, picture, redraw, settled, taken } from './testing/pictures';
import { FakeServer } from './testing/server';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const PART = 262_144;

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
    await idle(server);
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
  await idle(server);
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
  await idle(server);
  await synced(store);
  await idle(server);
  expect(puts()).toBe(1);
  now += 31_000;
  await synced(store);
  await vi.waitFor(() => expect(puts()).toBe(2));
  await idle(server);
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
  await idle(server);
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
