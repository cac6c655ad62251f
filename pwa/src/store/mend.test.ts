// @vitest-environment node
import { openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { checkIn, freshName, MEETING, must, open, phone, resident, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

/** Bytes of one row went bad: that which begins at `seq`, of the log that has so many rows. */
async function spoil(name: string, log: string, seq: number): Promise<void> {
  const db = await openDB(name);
  const row = (await db.get('lines', [log, seq])) as { data: ArrayBuffer };
  new Uint8Array(row.data)[3]! ^= 1;
  await db.put('lines', row);
  db.close();
}

const people = (store: Store) => store.list(MEETING, 'attendance').map(({ record }) => record).sort();

async function lined(name: string, ...records: string[]): Promise<{ one: Store; log: string }> {
  const one = await phone(server, 'p1', { name });
  let log = '';
  for (const record of records) log = (await must(one.write(checkIn(record)))).entries[0]?.log ?? '';
  return { one, log };
}

test('rows of others that cannot be opened are shown as incomplete, and come again from the office, also where a row goes on behind', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  for (let batch = 0; batch < 3; batch += 1) {
    await server.append('community/c1', ...Array.from({ length: 120 }, (_, index) => resident(`r${batch}-${index}`, `คน${index}`)));
    await synced(one);
  }
  one.close();
  const db = await openDB(name);
  const rows = (await db.getAll('lines')) as { log: string; seq: number }[];
  db.close();
  await spoil(name, rows[1]?.log as string, rows[1]?.seq as number);
  const again = await open(server, { name });
  expect(again.status()).toMatchObject({ incomplete: ['community/c1'], attention: [{ status: 'unsaved', reason: 'unreadable' }] });
  await synced(again);
  expect(again.list('community/c1', 'resident')).toHaveLength(360);
  expect(again.status()).toMatchObject({ incomplete: [], attention: [] });
  again.close();
  const whole = await open(server, { name });
  expect(whole.list('community/c1', 'resident')).toHaveLength(360);
  expect(whole.status()).toMatchObject({ incomplete: [], attention: [] });
});

test('a line of this phone that cannot be opened comes back from the office, if the office has it', async () => {
  const name = freshName();
  const { one, log } = await lined(name, 'a', 'b', 'c');
  await synced(one);
  await must(one.write(checkIn('d')));
  one.close();
  await spoil(name, log, 3);
  const again = await open(server, { name });
  expect(people(again)).toEqual(['a']);
  await synced(again);
  expect(people(again)).toEqual(['a', 'b', 'c', 'd']);
  await synced(again);
  expect(again.status()).toMatchObject({ kept: 4, sent: 4, waiting: 0, attention: [], incomplete: [] });
  await must(again.write(checkIn('e')));
  await synced(again);
  again.close();
  expect(people(await open(server, { name }))).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(server.forks).toEqual([]);
});

test('what stands behind a line that only this phone had and cannot be opened is written again; the lost line is told', async () => {
  const name = freshName();
  const { one, log } = await lined(name, 'a');
  await synced(one);
  for (const record of ['b', 'c', 'd']) await must(one.write(checkIn(record)));
  one.close();
  await spoil(name, log, 3);
  const again = await open(server, { name });
  await synced(again);
  expect(people(again)).toEqual(['a', 'c', 'd']);
  expect(again.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0 });
  expect(again.status().attention).toEqual([{ stream: MEETING, log, seq: 3, status: 'lost', reason: 'lost' }]);
  await synced(again);
  expect(again.status().attention).toHaveLength(1);
  again.close();
  expect(people(await open(server, { name }))).toEqual(['a', 'c', 'd']);
  expect(standing(again, 'c')).toMatchObject({ state: 'ok' });
});

test('the mark that a copy is whole is written with its last page, or not at all', async () => {
  const name = freshName();
  await server.append('community/c1', ...Array.from({ length: 700 }, (_, index) => resident(`r${index}`, `คน${index}`)));
  const one = await phone(server, 'p1', { name });
  const put = IDBObjectStore.prototype.put;
  let begun = false;
  const crash = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    const [value, key] = args as [{ incomplete?: string[] }, unknown];
    const request = put.apply(this, args);
    if (key === 'contacts' && begun && value.incomplete?.length === 0) this.transaction.abort();
    begun ||= key === 'contacts' && value.incomplete?.length === 1;
    return request;
  });
  expect((await one.sync()).ok).toBe(false);
  crash.mockRestore();
  one.close();
  const again = await open(server, { name });
  expect(again.list('community/c1', 'resident').length).toBeLessThan(700);
  expect(again.status().incomplete).toEqual(['community/c1']);
  await synced(again);
  expect(again.list('community/c1', 'resident')).toHaveLength(700);
  expect(again.status().incomplete).toEqual([]);
});

test('a phone whose device key is gone opens, is enrolled anew, and gets from the office what the office has', async () => {
  const name = freshName();
  await server.append('community/c1', resident('r1', 'มาลี'));
  const { one } = await lined(name, 'a', 'b');
  await synced(one);
  await must(one.write(checkIn('unsent')));
  one.close();
  const db = await openDB(name);
  await db.delete('meta', 'device-key');
  db.close();
  const again = await open(server, { name });
  expect(again.identity).toBeNull();
  expect(again.status().attention.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['unreadable']));
  expect((await again.enrol('p1', 'x')).ok).toBe(true);
  await synced(again);
  expect(people(again)).toEqual(['a', 'b']);
  expect(again.list('community/c1', 'resident')).toHaveLength(1);
  await must(again.write(checkIn('c')));
  await synced(again);
  again.close();
  const third = await open(server, { name });
  expect(people(third)).toEqual(['a', 'b', 'c']);
  expect(third.status()).toMatchObject({ waiting: 0 });
  expect(third.status().attention.map(({ seq, reason }) => [seq, reason])).toEqual([[4, 'lost']]);
  expect(server.forks).toEqual([]);
});
