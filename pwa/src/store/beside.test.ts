// @vitest-environment node
// Two phones beside each other: what one lacks the other shows, sealed, without any network. (R5.6)
import { beforeEach, expect, test } from 'vitest';
import { randomId, unb64 } from '../sync/ids';
import { pictures, Gathering } from '../carry/moving';
import { FakeServer } from './testing/server';
import { checkIn, dump, freshName, MEETING, must, phone, resident, standing, synced } from './testing/phone';
import type { Asking, Neighbours, Taken } from './neighbours';
import type { Result, Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
  await server.append(MEETING, { kind: 'meeting', record: 'm1', body: { title: 'เวที' }, private: {}, sets: { title: [] } });
});

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.case} ${result.code}`);
  return result.value;
}

async function beside(store: Store): Promise<Neighbours> {
  return (await (await store.courier())!.neighbours())!;
}

/** A phone that knows the hearing. */
async function ready(account: string, name = freshName()): Promise<Store> {
  const store = await phone(server, account, { name });
  await synced(store);
  return store;
}

const ask = async (store: Store): Promise<Asking> => got(await (await beside(store)).ask());
const give = async (store: Store, { bytes }: Asking) => (await beside(store)).give(bytes);

async function handed(from: Store, to: Store): Promise<Taken> {
  const asking = await ask(to);
  return got(await asking.take(got(await give(from, asking)).bytes));
}

test('without a network a colleague holds what this phone recorded, twice without harm, and brings it to the office', async () => {
  const [one, two] = [await ready('p1'), await ready('p2')];
  server.down = true;
  await must(one.write(checkIn('a'), checkIn('b')));
  const asking = await ask(two);
  const giving = got(await give(one, asking));
  expect(giving).toMatchObject({ entries: 2, left: 0 });
  expect(got(await asking.take(giving.bytes))).toEqual({ entries: 2, refused: 0 });
  expect(got(await asking.take(giving.bytes))).toEqual({ entries: 0, refused: 0 });
  expect(standing(two, 'a')).toMatchObject({ state: 'ok' });
  expect(two.vector(MEETING)).toEqual(one.vector(MEETING));
  expect(one.status().waiting).toBe(2); // shown is not sent
  server.down = false;
  await synced(two);
  expect(server.vector(MEETING)).toEqual(one.vector(MEETING));
  await synced(one);
  expect(one.status()).toMatchObject({ waiting: 0, attention: [] });
});

test('what came by pictures is passed on by pictures, and only what is lacking goes', async () => {
  const [one, two, three] = [await ready('p1'), await ready('p2'), await ready('p3')];
  await must(one.write(checkIn('a')));
  await handed(one, two);
  await must(two.write(checkIn('b')));
  expect(await handed(two, three)).toEqual({ entries: 2, refused: 0 });
  await must(one.write(checkIn('c')));
  expect(await handed(one, three)).toEqual({ entries: 1, refused: 0 });
  expect(await give(one, await ask(three))).toMatchObject({ ok: false, code: 'nothing_lacking' });
  expect(['a', 'b', 'c'].map((record) => three.get(MEETING, 'attendance', record) !== undefined)).toEqual([true, true, true]);
});

test('it outlives a restart, and lies sealed on disk', async () => {
  const name = freshName();
  const [one, two] = [await ready('p1'), await ready('p2', name)];
  await must(one.write(checkIn('a', { proxy_for: 'นางลับมาก' })));
  await handed(one, two);
  two.close();
  expect(await dump(name)).not.toContain('ลับมาก');
  const again = await (await import('./store')).openStore({ name, fetch: server.fetch, auto: false });
  expect(again.get(MEETING, 'attendance', 'a')).toBeDefined();
});

test('of streams that the other phone does not hold it is shown nothing', async () => {
  const [one, two] = [await ready('p1'), await ready('p2')];
  await must(one.write({ stream: 'community/c9', kind: 'resident', record: 'r1', set: { capacity: 'resident' } }, checkIn('a')));
  expect(await handed(one, two)).toEqual({ entries: 1, refused: 0 });
  expect(two.streams('community/')).toEqual([]);
});

test('a picture cannot be read by another phone, nor changed, nor forged', async () => {
  const [one, two, three] = [await ready('p1'), await ready('p2'), await ready('p3')];
  await must(one.write(checkIn('a')));
  const asking = await ask(two);
  const { bytes } = got(await give(one, asking));
  expect(await (await ask(three)).take(bytes)).toMatchObject({ ok: false, code: 'beside_damaged' });
  const changed = bytes.slice();
  changed[100]! ^= 1;
  expect(await asking.take(changed)).toMatchObject({ ok: false, code: 'beside_damaged' });
  for (const cut of [0, 10, 65, bytes.length - 1]) expect(await asking.take(bytes.slice(0, cut))).toMatchObject({ ok: false, code: 'beside_damaged' });
  expect(two.get(MEETING, 'attendance', 'a')).toBeUndefined();
});

test('lines of a phone that this office never enrolled are not taken in', async () => {
  const two = await ready('p2');
  const elsewhere = await FakeServer.make();
  await elsewhere.append(MEETING, { kind: 'meeting', record: 'm1', body: { title: 'อื่น' }, private: {}, sets: { title: [] } });
  const stranger = await phone(elsewhere, 'p9');
  await synced(stranger);
  await must(stranger.write(checkIn('forged')));
  const taken = await handed(stranger, two);
  expect(taken.entries).toBe(0);
  expect(taken.refused).toBeGreaterThan(0);
  expect(two.get(MEETING, 'attendance', 'forged')).toBeUndefined();
});

test('what is no such picture is refused with a reason', async () => {
  const one = await ready('p1');
  const gzipped = async (value: object) => new Uint8Array(await (await import('./wire')).gzip(JSON.stringify(value)));
  const key = server.carrier.point;
  const neighbours = await beside(one);
  for (const [bytes, code] of [
    [unb64('AAAA'), 'beside_unreadable'],
    [await gzipped([]), 'beside_unreadable'],
    [await gzipped({ v: 2 }), 'unsupported_version'],
    [await gzipped({ v: 1, office: 'other', key, streams: {} }), 'beside_elsewhere'],
    [await gzipped({ v: 1, office: 'office1', key: 'AAAA', streams: {} }), 'beside_unreadable'],
  ] as const) expect(await neighbours.give(bytes)).toMatchObject({ ok: false, code });
});

test('what is too much for pictures stays behind and is told; what was recorded here goes before it', async () => {
  const [one, two] = [await ready('p1'), await ready('p2')];
  const people = Array.from({ length: 300 }, (_, index) => resident(`r${index}`, `ชื่อ${index}`));
  await server.append(MEETING, ...people);
  await synced(one);
  await must(one.write(checkIn('a')));
  const asking = await ask(two);
  const giving = got(await give(one, asking));
  expect(giving).toMatchObject({ entries: 1, left: 300 });
  expect(got(await asking.take(giving.bytes))).toEqual({ entries: 1, refused: 0 });
});

test('sixty attendances go by pictures, half of them missed, in under 200 pictures', async () => {
  const [one, two] = [await ready('p1'), await ready('p2')];
  for (let index = 0; index < 60; index += 1) {
    const set = { resident: randomId(), standing: { capacity: 'resident', voting: true }, arrived: { at: '2026-03-01T09:00:00+07:00', post: 'a' }, community: 'c1', signing: 'touch' };
    await must(one.write(checkIn(randomId(), set)));
  }
  const asking = await ask(two);
  const giving = got(await give(one, asking));
  const gathering = new Gathering();
  let shown = 0;
  for (const text of pictures(giving.bytes)) {
    shown += 1;
    if (shown % 2 === 0) gathering.add(text);
    if (gathering.bytes() !== null) break;
  }
  expect(got(await asking.take(gathering.bytes()!))).toEqual({ entries: 60, refused: 0 });
  expect(shown).toBeLessThan(200);
  expect(giving.bytes.length).toBeLessThan(16_000);
});
