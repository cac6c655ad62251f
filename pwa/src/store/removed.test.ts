// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { compose } from '../sync/entry';
import { attendanceCount } from '../sync/counts';
import { Database } from './database';
import { placeOfDraft } from './drafts';
import { createSearch } from './search';
import { openSeam } from './seam';
import { CHAIR, checkIn, dump, freshName, MEETING, must, open, phone, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Entry, Picture, Redraw, Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

const PERSON = { title: 'นาง', first: 'ลบชื่อฉันเถิด', last: 'ไม่ขอปรากฏ' };
const TRACES = [PERSON.first, PERSON.last, '0891112223'];
const SET = { name: PERSON, phone: '0891112223' };
const redraw: Redraw = async (source): Promise<Picture> => ({ blob: new Blob([await source.arrayBuffer()], { type: 'image/jpeg' }), width: 4, height: 3 });

/** Everything that a phone's database holds, every seal opened. */
async function opened(name: string): Promise<string> {
  const database = new Database(name);
  const seam = await openSeam(database);
  const found = await database.read(['lines', 'aside', 'drafts', 'files'], async (tx) => ({
    lines: [...(await tx.objectStore('lines').getAll()), ...(await tx.objectStore('aside').getAll())],
    drafts: await tx.objectStore('drafts').getAll(),
    names: await tx.objectStore('drafts').getAllKeys(),
    files: await tx.objectStore('files').getAll(),
    hashes: await tx.objectStore('files').getAllKeys(),
  }));
  const texts = [
    ...found.lines.map((row) => seam.open(row, `line ${row.log} ${row.seq} ${row.hash}`)),
    ...found.drafts.map((row, at) => seam.open(row, placeOfDraft(String(found.names[at])))),
    ...found.files.map((row, at) => seam.open(row, `file ${String(found.hashes[at])}`)),
  ];
  const all = (await Promise.all(texts)).join('\n');
  database.close();
  return all + (await dump(name));
}

async function remove({ hash, kind, record, stream }: Entry, part: 'body' | 'private' = 'private'): Promise<void> {
  await server.append(stream, { kind, record, body: {}, private: { why: 'ขอให้ลบ' }, sets: {}, redacts: { hash, part } });
}

async function written(store: Store, kind: string, record: string, set: Parameters<Store['write']>[0]['set']): Promise<Entry> {
  return (await must(store.write({ stream: MEETING, kind, record, set }))).entries[0] as Entry;
}

const traces = async (name: string): Promise<string[]> => {
  const text = await opened(name);
  return TRACES.filter((trace) => text.includes(trace));
};

test('what was removed leaves every row of the phone that wrote it and of one that received it; counts stay (R5.4)', async () => {
  const [first, second] = [freshName(), freshName()];
  const one = await phone(server, 'p1', { name: first });
  const entry = await written(one, 'resident', 'r', SET);
  const came = await written(one, 'attendance', 'a', { ...CHAIR, resident: 'r' });
  await must(one.write(checkIn('b')));
  await synced(one);
  const two = await phone(server, 'p2', { name: second });
  await synced(two);
  const before = attendanceCount(two.list(MEETING, 'attendance'));
  const search = createSearch(two, [MEETING]);
  expect(search('ลบชื่อ')).toHaveLength(1);
  expect([await traces(first), await traces(second)]).toEqual([TRACES, TRACES]);
  await remove(entry);
  await remove(came);
  for (const store of [one, two]) await synced(store);
  expect([await traces(first), await traces(second)]).toEqual([[], []]);
  expect(await opened(second)).not.toContain(came.columns[3]);
  expect(search('ลบชื่อ')).toEqual([]);
  expect(attendanceCount(two.list(MEETING, 'attendance'))).toEqual(before);
  expect(two.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
  one.close();
  const again = await open(server, { name: first });
  expect(again.entries(MEETING, 'resident', 'r')[0]?.private).toBeNull();
  expect(again.status().attention).toEqual([]);
});

test('a phone that wrote it never sends it again, not to a restored server either', async () => {
  const one = await phone(server, 'p1');
  const entry = await written(one, 'resident', 'r', SET);
  await synced(one);
  await remove(entry);
  await synced(one);
  server.restore(0);
  server.requests = [];
  await synced(one);
  await synced(one);
  const sent = server.requests.flatMap(({ lines }) => lines);
  expect(sent.some((line) => line.includes(entry.headerText))).toBe(true);
  expect(sent.filter((line) => TRACES.some((trace) => line.includes(trace)))).toEqual([]);
});

test('bytes that a carrier brings after the removal are not written', async () => {
  const [one, name] = [await phone(server, 'p1'), freshName()];
  const entry = await written(one, 'resident', 'r', SET);
  await remove(entry);
  const two = await phone(server, 'p2', { name });
  await synced(two);
  expect(two.entries(MEETING, 'resident', 'r')).toHaveLength(1);
  await synced(one); // this server lets the whole line in
  await synced(two);
  expect(two.entries(MEETING, 'resident', 'r')).toHaveLength(2);
  expect(await traces(name)).toEqual([]);
  expect(two.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});

test('a line that made way for another branch loses it, too', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await must(one.write(checkIn('a')));
  const entry = await written(one, 'resident', 'r', SET);
  await synced(one);
  server.restore(server.backups.length);
  const [, held] = [...server.logs(MEETING)].find(([log]) => log === entry.log) ?? [];
  const [opening] = held?.entries ?? [];
  if (!held || !opening) throw new Error('nothing there');
  const place = { stream: MEETING, log: entry.log, seq: 2, prev: opening.hash, at: entry.at, by: 'p1' };
  held.entries.splice(1, 2, compose({ kind: 'attendance', record: 'z', body: CHAIR, private: {}, sets: { standing: [] } }, place));
  await must(one.write(checkIn('b')));
  await one.sync();
  await synced(one);
  const copies = one.entries(MEETING, 'resident', 'r');
  expect(copies.map(({ hash }) => hash)).not.toContain(entry.hash);
  await remove(entry);
  for (const copy of copies) await remove(copy);
  await synced(one);
  expect(await traces(name)).toEqual([]);
});

test('a file goes with the last part that names it, and is not offered to the office any more', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name, redraw });
  const kept = await one.keepFile(new Blob(['her face']));
  if (!kept.ok) throw new Error(kept.code);
  const [first, second] = [await written(one, 'photo', 'f1', { file: kept.value }), await written(one, 'photo', 'f2', { file: kept.value })];
  server.down = true;
  expect(one.status().files.waiting).toBe(1);
  server.down = false;
  await synced(one);
  await remove(first);
  await synced(one);
  expect(await opened(name)).toContain('her face');
  await remove(second);
  await synced(one);
  expect(await opened(name)).not.toContain('her face');
  expect(await opened(name)).not.toContain(kept.value.sha256);
  expect(one.status().files).toMatchObject({ waiting: 0, unsent: [] });
});

test('half-typed forms that repeat it go, others stay', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const entry = await written(one, 'resident', 'r', SET);
  await synced(one);
  await one.saveDraft('walk-in.m1', { title: 'นาง', first: 'ลบชื่อฉันเถิด', last: '' });
  await one.saveDraft('opinion', { text: 'คุณ ไม่ขอปรากฏ ถามเรื่องถนน' });
  await one.saveDraft('other', { title: 'นาง', first: 'มานี', kind: 'resident' });
  await remove(entry);
  await synced(one);
  expect(await one.loadDraft('walk-in.m1')).toBeUndefined();
  expect(await one.loadDraft('opinion')).toBeUndefined();
  expect(await one.loadDraft('other')).toMatchObject({ first: 'มานี' });
  expect(await traces(name)).toEqual([]);
});

test('the public part can go and the private one stay', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const entry = await written(one, 'opinion', 'o', { text: 'ลบชื่อฉันเถิด พูดว่าไม่เอา', speaker: { resident: null, name: 'มานี' } });
  await synced(one);
  await remove(entry, 'body');
  await synced(one);
  expect(await traces(name)).toEqual([]);
  expect(one.get(MEETING, 'opinion', 'o')?.fields).toMatchObject({ text: { state: 'removed' }, speaker: { state: 'ok' } });
});
