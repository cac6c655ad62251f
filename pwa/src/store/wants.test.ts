// @vitest-environment node
import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { parseLine } from '../sync/entry';
import { sealRow } from './rows';
import { CHAIR, checkIn, coreOf, freshName, MEETING, must, open, phone, resident, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Entry, Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

/** The server's disk lost a part of a line. */
function damage({ log, seq }: Entry): void {
  const entries = server.logs(MEETING).get(log)?.entries ?? [];
  entries[seq - 1] = (entries[seq - 1] as Entry).without('body');
}

const atServer = ({ log, seq }: Entry): unknown => server.logs(MEETING).get(log)?.entries[seq - 1]?.body;
const wanted = (): (string[] | undefined)[] => server.requests.map(({ envelope }) => envelope.streams[MEETING]?.want);
const written = async (store: Store): Promise<Entry> => (await must(store.write(checkIn('a', CHAIR)))).entries[0] as Entry;

/** A phone that holds a line without a part, in memory and on disk, and no redaction that says why. */
async function bared(name: string): Promise<{ store: Store; entry: Entry }> {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2', { name })];
  const entry = await written(one);
  await synced(one);
  await synced(two);
  const { seam } = coreOf(two);
  two.close();
  const db = await openDB(name);
  const row = (await db.getAll('lines')).find((held: { log: string }) => held.log === entry.log) as { seq: number };
  const held = server.logs(MEETING).get(entry.log)?.entries ?? [];
  await db.put('lines', await sealRow(seam, [held[row.seq - 1] as Entry, entry.without('body')]));
  db.close();
  return { store: await open(server, { name }), entry };
}

test('a server that lost a part gets the line whole from a phone that holds it, also of somebody else’s log', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  const entry = await written(one);
  await synced(one);
  await synced(two);
  damage(entry);
  server.requests = [];
  await synced(two);
  expect(atServer(entry)).toEqual(CHAIR);
  expect(server.requests.flatMap(({ lines }) => lines).map((line) => parseLine(line).hash)).toEqual([entry.hash]);
  server.requests = [];
  await synced(two);
  expect(server.requests).toHaveLength(1);
  expect(two.status()).toMatchObject({ attention: [], incomplete: [] });
});

test('a server that wants what nobody holds any more is told nothing, and not asked again and again', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  const entry = await written(one);
  await synced(one);
  damage(entry);
  server.requests = [];
  await synced(two); // gets the line bare, may not take it, asks for the part
  expect(standing(two, 'a')).toBeUndefined();
  expect(wanted().flatMap((want) => want ?? [])).toEqual([entry.hash]);
  expect(two.status().incomplete).toEqual([MEETING]);
  expect(server.requests.length).toBeLessThanOrEqual(3);
  await synced(one);
  await synced(two);
  expect(standing(two, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  expect(two.status()).toMatchObject({ attention: [], incomplete: [] });
});

test('a line that comes without a part is asked for whole, and taken in the same exchange', async () => {
  const one = await phone(server, 'p1');
  const entry = await written(one);
  await synced(one);
  let answers = 0;
  const cutting: typeof fetch = async (input, init) => {
    const answer = await server.fetch(input, init);
    if (input !== '/sync' || ++answers > 1) return answer;
    const lines = (await answer.text()).split('\n');
    return new Response(lines.map((line) => (line === entry.line.trimEnd() ? entry.without('body').line.trimEnd() : line)).join('\n'));
  };
  const two = await phone(server, 'p2', { fetch: cutting });
  await synced(two);
  expect(standing(two, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  expect(two.status()).toMatchObject({ attention: [], incomplete: [] });
});

test('a held line that lacks a part without a reason is asked for, filled in memory and on disk, once', async () => {
  const name = freshName();
  const { store, entry } = await bared(name);
  expect(standing(store, 'a')).toMatchObject({ state: 'withheld' });
  server.requests = [];
  await synced(store);
  expect(wanted()[0]).toEqual([entry.hash]);
  expect(standing(store, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  store.close();
  const again = await open(server, { name });
  expect(standing(again, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  server.requests = [];
  await synced(again);
  expect(wanted()).toEqual([undefined]);
});

test('an empty part never replaces one that is held', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  const entry = await written(one);
  await synced(one);
  await synced(two);
  const baring: typeof fetch = async (input, init) => {
    const answer = await server.fetch(input, init);
    return input === '/sync' ? new Response(`${await answer.text()}${entry.without('body').line}`) : answer;
  };
  const three = await phone(server, 'p3', { fetch: baring });
  await synced(three);
  await synced(three);
  expect(standing(three, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
});

test('what was redacted is neither asked for nor filled', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const { entries } = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  const entry = entries[0] as Entry;
  await synced(one);
  await synced(two);
  await server.append(MEETING, { ...resident('r', ''), private: {}, sets: {}, redacts: { hash: entry.hash, part: 'private' } });
  await synced(two);
  server.requests = [];
  const filling: typeof fetch = async (input, init) => {
    const answer = await server.fetch(input, init);
    return input === '/sync' ? new Response(`${await answer.text()}${entry.line}`) : answer;
  };
  const three = await phone(server, 'p3', { fetch: filling });
  await synced(three);
  await synced(three);
  await synced(two);
  expect(wanted().every((want) => want === undefined)).toBe(true);
  for (const store of [two, three]) expect(store.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});
