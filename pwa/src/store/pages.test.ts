// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { checkIn, copied, freshName, MEETING, must, open, phone, resident, synced } from './testing/phone';
import { COMMUNITY, mend, roll, ROLL, rowsOf, spoil, whole } from './testing/roll';
import { FakeServer } from './testing/server';

let server: FakeServer;

beforeEach(async () => {
  server = await FakeServer.make();
  server.signsPages = true;
  server.pageLines = 120;
});

test('pages that the server signed are here at once, count as incomplete until every line is verified, and then as whole', async () => {
  await roll(server, 0, ROLL);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  expect(one.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
  expect(one.status().incomplete).toEqual([COMMUNITY]);
  expect((await rowsOf(name)).logs.map(({ checked }) => checked)).toEqual([0]);
  await whole(one);
  expect((await rowsOf(name)).logs.map(({ checked }) => checked)).toEqual([undefined]);
  await roll(server, ROLL, 100);
  await synced(one);
  expect((await rowsOf(name)).logs.map(({ checked }) => checked)).toEqual([ROLL + 1]); // only what is new is verified
  await whole(one);
  expect(one.list(COMMUNITY, 'resident')).toHaveLength(ROLL + 100);
  expect(one.vector(COMMUNITY)).toEqual(server.vector(COMMUNITY));
});

test('the lines of a page lie in few rows, sealed, and are read back the same after a restart', async () => {
  await roll(server, 0, ROLL);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  await whole(one);
  const held = one.list(COMMUNITY, 'resident');
  one.close();
  expect((await rowsOf(name)).lines.length).toBeLessThan(20);
  const again = await open(server, { name });
  expect(again.list(COMMUNITY, 'resident')).toEqual(held);
  expect(again.status()).toMatchObject({ incomplete: [], attention: [] });
});

test('a phone that dies before it has verified them keeps the lines and verifies them when it wakes', async () => {
  await roll(server, 0, ROLL);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  one.close();
  const again = await open(server, { name });
  expect(again.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
  expect(again.status().incomplete).toEqual([COMMUNITY]);
  await whole(again);
});

test('a page whose signature is not the server\u2019s, or of another text, is read line by line as if there were none', async () => {
  await roll(server, 0, 100);
  const honest = server.fetch;
  server.fetch = async (input, init) => {
    const answer = await honest(input, init);
    if (input !== '/sync') return answer;
    return new Response((await answer.text()).replace(/"page":\{"digest":"./, '"page":{"digest":"_'));
  };
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  expect(one.status()).toMatchObject({ incomplete: [], attention: [] });
  expect((await rowsOf(name)).logs.map(({ checked }) => checked)).toEqual([undefined]);
});

test('a line that the server vouched for and that does not verify leaves again, is shown, and is asked for until it is right', async () => {
  await roll(server, 0, ROLL);
  spoil(server, 200);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  expect(one.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
  await vi.waitFor(() => expect(one.status().attention).toMatchObject([{ stream: COMMUNITY, seq: 200, status: 'refused', reason: 'wrong_hash' }]), 10_000);
  expect(one.list(COMMUNITY, 'resident').length).toBeLessThan(200);
  expect(one.status().incomplete).toEqual([COMMUNITY]);
  expect((await rowsOf(name)).lines.every(({ seq }) => seq < 200)).toBe(true);
  await synced(one); // the office still says the same: it is refused before it is kept
  expect(one.status().attention).toMatchObject([{ status: 'refused', reason: 'wrong_hash' }]);
  expect((await rowsOf(name)).lines.every(({ seq }) => seq < 200)).toBe(true);
  mend(server, 200);
  await synced(one);
  expect(one.status()).toMatchObject({ incomplete: [], attention: [] });
  expect(one.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
});

test('when the whole log has to leave, nothing of it stays, in this tab and in the other', async () => {
  await roll(server, 0, 100);
  spoil(server, 50);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const two = await open(server, { name });
  await synced(one);
  await vi.waitFor(() => expect(one.list(COMMUNITY, 'resident')).toEqual([]), 10_000);
  await vi.waitFor(() => expect(two.list(COMMUNITY, 'resident')).toEqual([]), 10_000);
  expect(await rowsOf(name)).toEqual({ logs: [], lines: [] });
  mend(server, 50);
  await synced(one);
  await vi.waitFor(() => expect(two.list(COMMUNITY, 'resident')).toHaveLength(100), 10_000);
});

test('when a page cannot be stored, none after it is, and the next exchange goes on where it stopped', async () => {
  await roll(server, 0, ROLL);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const real = IDBObjectStore.prototype.put;
  let full = 2;
  const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args: Parameters<typeof real>) {
    if (this.name === 'logs' && full-- === 1) throw new DOMException('full', 'QuotaExceededError');
    return real.apply(this, args);
  });
  expect(await one.sync()).toMatchObject({ ok: false, case: 'storage', code: 'quota' });
  spy.mockRestore();
  const before = one.list(COMMUNITY, 'resident').length;
  expect(before).toBeLessThan(ROLL);
  one.close();
  const again = await open(server, { name });
  expect(again.list(COMMUNITY, 'resident')).toHaveLength(before);
  await synced(again);
  expect(again.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
  await whole(again);
});

test('lines of our own log are always verified before they are kept', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const before = await copied(server, name);
  await must(one.write(...Array.from({ length: 80 }, (_, index) => checkIn(`r${index}`))));
  await synced(one);
  one.close();
  const restored = await open(server, { name: before });
  await synced(restored);
  expect(restored.status()).toMatchObject({ incomplete: [], attention: [] });
  expect(restored.list(MEETING, 'attendance')).toHaveLength(80);
});

test('a redaction in a page takes its part from the rows of the pages before it', async () => {
  await roll(server, 0, 60);
  const [entry] = await server.append(COMMUNITY, resident('gone', 'ชื่อที่ลบแล้ว'));
  await roll(server, 60, 120);
  await server.append(COMMUNITY, { kind: 'resident', record: 'gone', body: {}, private: {}, sets: {}, redacts: { hash: entry!.hash, part: 'private' } });
  await roll(server, 180, 100);
  const one = await phone(server, 'p1');
  await synced(one);
  expect(one.entries(COMMUNITY, 'resident', 'gone').map(({ private: part }) => part)).toEqual([null, {}]);
  await whole(one);
  expect(one.status().attention).toEqual([]);
});
