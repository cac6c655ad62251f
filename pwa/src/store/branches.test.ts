// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { checkIn, copied, freshName, MEETING, must, open, phone, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

const people = (store: Store) => store.list(MEETING, 'attendance').map(({ record }) => record).sort();


const crowd = (letter: string, size: number) => [...Array(size).keys()].map((number) => checkIn(`${letter}${number}`));

/** A phone whose log went on after a backup and a copy, a third phone that saw it, and the copy that goes on otherwise. */
async function parted(...lost: number[]): Promise<{ third: Store; thirdName: string }> {
  const [name, thirdName] = [freshName(), freshName()];
  const [one, third] = [await phone(server, 'p1', { name }), await phone(server, 'p2', { name: thirdName })];
  await must(one.write(checkIn('a')));
  await synced(one);
  const [copy, backup] = [await copied(server, name), server.backups.length - 1];
  for (const [index, size] of lost.entries()) {
    await must(one.write(...crowd(`b${index}-`, size)));
    await synced(one);
    await synced(third);
  }
  one.close();
  server.restore(backup);
  const again = await open(server, { name: copy });
  await must(again.write(checkIn('c')));
  await synced(again);
  again.close();
  return { third, thirdName };
}

test('a third phone that alone holds a branch shows it to the server and then holds what the server holds', async () => {
  const { third, thirdName } = await parted(1, 1);
  expect(people(third)).toEqual(['a', 'b0-0', 'b1-0']);
  await synced(third);
  expect(server.forks.map(({ record }) => record)).toEqual(['b0-0', 'b1-0']);
  expect(people(third)).toEqual(['a', 'c']);
  expect(standing(third, 'c')).toMatchObject({ state: 'ok' });
  expect(third.status()).toMatchObject({ waiting: 0, attention: [] });
  server.requests = [];
  await synced(third);
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([0]);
  third.close();
  expect(people(await open(server, { name: thirdName }))).toEqual(['a', 'c']);
});

test('a branch that is longer than a page is shown whole before it makes way', async () => {
  const { third } = await parted(240, 240, 240);
  server.requests = [];
  await synced(third);
  expect(server.forks).toHaveLength(720);
  expect(server.requests.every(({ lines }) => lines.length <= 500)).toBe(true);
  expect(people(third)).toEqual(['a', 'c']);
});

test('a branch that reaches beyond the head of the server goes aside from where it began, and no middle of it is sent', async () => {
  const { third } = await parted(4);
  server.requests = [];
  await synced(third);
  expect(server.forks.map(({ record }) => record)).toEqual(['b0-0', 'b0-1', 'b0-2', 'b0-3']);
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([0, 0, 6, 0]);
  expect(people(third)).toEqual(['a', 'c']);
});

test('a phone that is only ahead of a restored server, or only behind, puts nothing aside', async () => {
  const [one, third] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a')));
  await synced(one);
  const backup = server.backups.length - 1;
  await must(one.write(checkIn('b')));
  await synced(one);
  await synced(third);
  server.restore(backup);
  await synced(third);
  expect(server.forks).toEqual([]);
  expect(people(third)).toEqual(['a', 'b']);
  await must(one.write(checkIn('c')));
  await synced(one);
  await synced(third);
  expect(people(third)).toEqual(['a', 'b', 'c']);
});

test('a restored server gets its own log first: a redaction, before the line that lacks the part', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const { entries } = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  await synced(one);
  await synced(two);
  for (const [index, size] of [248, 250, 200].entries()) {
    await must(one.write(...crowd(`${index}-`, size)));
    await synced(one);
    await synced(two); // it keeps heads at 250 and 500: lines of this log alone fill a page
  }
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash: entries[0]?.hash as string, part: 'private' } });
  await synced(two);
  const before = server.vector(MEETING);
  server.restore(0);
  server.requests = [];
  await synced(two);
  expect(server.vector(MEETING)).toEqual(before);
  expect(server.requests.flatMap(({ lines }) => lines)).toHaveLength(702); // each once
});

test('a branch that was put aside is shown again to a server of another epoch, once, and not before it holds the other one', async () => {
  const { third, thirdName } = await parted(1, 1);
  await synced(third);
  const before = server.backups.length - 1;
  server.forks.length = 0;
  server.restore(before); // what it knew of branches it has lost
  third.close();
  const again = await open(server, { name: thirdName });
  await synced(again);
  expect(server.forks.map(({ record }) => record)).toEqual(['b0-0', 'b1-0']);
  expect(people(again)).toEqual(['a', 'c']);
  server.requests = [];
  await synced(again);
  expect(server.requests.map(({ lines }) => lines.length)).toEqual([0]);
  server.forks.length = 0;
  server.restore(0); // it has lost everything: first it gets what counts
  await synced(again);
  await synced(again);
  expect([...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record)).filter((record) => record.length < 3)).toEqual(['a', 'c']);
  expect(server.forks.map(({ record }) => record)).toEqual(['b0-0', 'b1-0']);
});

test('a branch that was longer than a page is shown again in pages', async () => {
  const { third } = await parted(240, 240, 240);
  await synced(third);
  server.forks.length = 0;
  server.restore(server.backups.length - 1);
  server.requests = [];
  await synced(third);
  expect(server.forks).toHaveLength(720);
  expect(server.requests.every(({ lines }) => lines.length <= 500)).toBe(true);
});
