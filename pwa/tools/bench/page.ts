// Owns what is measured of the phone's engine inside a browser: a save, and a first copy. The tests' `bench` opens this page.
// Pairs are taken in turn, so that a busy machine slows both sides alike.
import Dexie, { type Table } from 'dexie';
import { openDB } from 'idb';
import { randomId } from '../../src/sync/ids';
import { createSearch } from '../../src/store/index';
import { openStore } from '../../src/store/store';
import { FakeServer } from '../../src/store/testing/server';
import type { Draft } from '../../src/sync/entry';
import type { Store } from '../../src/store/types';

const COMMUNITY = 'community/c1';
const MEETING = 'meeting/m1';
const BATCH = 500;
const FIRST = ['สมชาย', 'สมหญิง', 'ประเสริฐ', 'บุญมี', 'วันเพ็ญ', 'เกศรินทร์', 'ทองคำ', 'แสงเดือน', 'ไพโรจน์', 'อำนวย', 'น้ำฝน', 'ศรีนวล'];
const LAST = ['ใจดี', 'แก้วมณี', 'พรหมสุวรรณ', 'วงศ์ษา', 'เหล่าสกุล', 'ศรีสุข', 'ทองอินทร์', 'น้อยนารถ', 'ภูมิพัฒน์', 'ไชยวงศ์', 'จันทร์เพ็ง'];

type Pair = { value: number; reference: number };
type Person = { record: string; name: { title: string; first: string; last: string }; house: string; phone: null; capacity: string; voting: boolean; signing: string };

/** People as a district's roll holds them: names repeat, nobody's house does. */
function person(index: number): Person {
  const name = { title: index % 2 === 0 ? 'นาย' : 'นาง', first: FIRST[index % FIRST.length]!, last: `${LAST[(index * 7) % LAST.length]!}${LAST[(index * 3) % LAST.length]!}` };
  return { record: randomId(), name, house: `${index + 1}/9`, phone: null, capacity: 'resident', voting: true, signing: 'touch' };
}

function draftOf({ record, name, house, phone, capacity, voting, signing }: Person): Draft {
  const consent = { privacy_notice_shown: true, push: false, contact_by_phone: false, photo_published: false, name_published: false };
  const hidden = { name, address: { house_no: house }, phone, capacity, voting, guardian: null, signing, consent };
  return { kind: 'resident', record, body: {}, private: hidden, sets: Object.fromEntries(Object.keys(hidden).map((field) => [field, []])) };
}

async function enrolled(fetch: typeof globalThis.fetch): Promise<{ store: Store; name: string }> {
  const name = `bench-${randomId()}`;
  const store = await openStore({ name, fetch, auto: false });
  const joined = await store.enrol('p1', 'phone');
  if (!joined.ok) throw new Error(joined.code);
  return { store, name };
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function gone(name: string, store: Store): Promise<void> {
  store.close();
  await new Promise((resolve) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: resolve }));
}

/** A save of one check-in against putting a row of the same size, ms each; between them the phone is at rest. */
export async function save(times: number, pause = 30): Promise<Pair[]> {
  const server = await FakeServer.make();
  const { store, name } = await enrolled(server.fetch);
  const beside = `${name}-bare`;
  const bare = await openDB(beside, 1, { upgrade: (db) => void db.createObjectStore('rows', { keyPath: ['log', 'seq'] }) });
  const rows = await openDB(name);
  const pairs: Pair[] = [];
  for (let turn = -5; turn < times; turn += 1) {
    const draft = { stream: MEETING, kind: 'attendance', record: randomId(), set: { resident: randomId(), standing: { capacity: 'resident', voting: true }, arrived: '2026-03-01T09:00:00+07:00', community: 'c1', source: 'roll' } };
    const began = performance.now();
    const saved = await store.write(draft);
    const value = performance.now() - began;
    if (!saved.ok) throw new Error(saved.code);
    await saved.value.confirmed;
    const entry = saved.value.entries[0]!;
    await later(pause);
    const row = (await rows.get('lines', [entry.log, entry.seq])) as object;
    await later(pause);
    const start = performance.now();
    const tx = bare.transaction('rows', 'readwrite', { durability: 'strict' });
    void tx.store.put(row);
    await tx.done;
    const reference = performance.now() - start;
    await later(pause);
    if (turn >= 0) pairs.push({ value, reference });
  }
  bare.close();
  rows.close();
  await gone(name, store);
  indexedDB.deleteDatabase(beside);
  return pairs;
}

/** What a server with so many residents answers to a phone that comes for the first time. */
async function answersOf(residents: Person[]): Promise<{ server: FakeServer; answers: ArrayBuffer[] }> {
  const server = await FakeServer.make();
  server.signsPages = true;
  // The genesis of the log is the first line of the first page.
  for (let from = -1; from < residents.length; from += BATCH) await server.append(COMMUNITY, ...residents.slice(Math.max(0, from), from + BATCH).map(draftOf));
  const answers: ArrayBuffer[] = [];
  const { store, name } = await enrolled(async (input, init) => {
    const answer = await server.fetch(input, init);
    if (input !== '/sync') return answer;
    const bytes = await answer.arrayBuffer();
    answers.push(bytes.slice(0));
    return new Response(bytes);
  });
  const done = await store.sync();
  if (!done.ok) throw new Error(done.code);
  await gone(name, store);
  return { server, answers };
}

/** One first copy: from an empty phone to a hit in the search, ms. */
async function copy(server: FakeServer, answers: ArrayBuffer[], people: Person[], part = 0): Promise<{ whole: number; searched: number; checked: number }> {
  let next = 0;
  const { store, name } = await enrolled(async (input, init) => (input === '/sync' ? new Response(answers[next++]) : server.fetch(input, init)));
  const search = createSearch(store, [COMMUNITY]);
  await import('../../src/store/talk');
  await later(100);
  const began = performance.now();
  const done = await store.sync();
  const synced = performance.now() - began;
  const sought = people[people.length - 1]!;
  const hits = search(`${sought.name.first} ${sought.house}`);
  const whole = performance.now() - began;
  if (!done.ok || hits[0]?.record !== sought.record || store.list(COMMUNITY, 'resident').length !== people.length) throw new Error('the copy is not whole');
  while (store.status().incomplete.length > 0) await later(10);
  const checked = performance.now() - began;
  await later(part);
  await gone(name, store);
  return { whole, searched: whole - synced, checked };
}

async function bulk(people: Person[], index: string): Promise<number> {
  const name = `bench-${randomId()}`;
  const db = new Dexie(name) as Dexie & { residents: Table<object> };
  db.version(1).stores({ residents: index });
  await db.open();
  await later(100);
  const rows = people.map(({ name: { title, first, last }, ...rest }) => ({ ...rest, title, first, last }));
  const began = performance.now();
  await db.residents.bulkAdd(rows);
  const taken = performance.now() - began;
  await db.delete();
  return taken;
}

export async function firstCopy(residents: number, times: number, index = 'record'): Promise<(Pair & { searched: number; checked: number })[]> {
  const people = Array.from({ length: residents }, (_, at) => person(at));
  const { server, answers } = await answersOf(people);
  const pairs = [];
  for (let turn = -1; turn < times; turn += 1) {
    const { whole, searched, checked } = await copy(server, answers, people);
    const reference = await bulk(people, index);
    if (turn >= 0) pairs.push({ value: whole, reference, searched, checked });
  }
  return pairs;
}

let kept: { people: Person[]; server: FakeServer; answers: ArrayBuffer[] } | null = null;

/** For a profiler: makes the answers, then `one` copies them. */
async function prepare(residents: number): Promise<number> {
  const people = Array.from({ length: residents }, (_, at) => person(at));
  kept = { people, ...(await answersOf(people)) };
  return kept.answers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

const one = () => copy(kept!.server, kept!.answers, kept!.people);

Object.assign(globalThis, { bench: { save, firstCopy, prepare, one } });
