// Owns what the store's tests need around a phone: a store of its own, its records, a look into its files.
import { openDB } from 'idb';
import type { Draft } from '../../sync/entry';
import type { Core } from '../core';
import { openStore } from '../store';
import type { Json, Saved, Store, StoreOptions, Write } from '../types';
import type { FakeServer } from './server';

let count = 0;
export const MEETING = 'meeting/m1';
export const CHAIR = { standing: { capacity: 'chair', voting: true } };
export const WORKER = { standing: { capacity: 'worker', voting: true } };

/** What the server's own log says of a resident. */
export function resident(record: string, first: string): Draft {
  const name = { title: 'นาง', first, last: 'ใจดี' };
  return { kind: 'resident', record, body: {}, private: { name }, sets: { name: [] } };
}

export function freshName(): string {
  count += 1;
  return `test-${count}-${Math.random()}`;
}

export function open(server: FakeServer, options: StoreOptions = {}): Promise<Store> {
  const immediately = (task: () => void) => void setTimeout(task);
  return openStore({ name: freshName(), fetch: server.fetch, auto: false, afterPaint: immediately, ...options });
}

/** A phone whose officer has this account. */
export async function phone(server: FakeServer, account: string, options: StoreOptions = {}): Promise<Store> {
  const store = await open(server, options);
  const joined = await store.enrol(account, `phone of ${account}`);
  if (!joined.ok) throw new Error(joined.code);
  return store;
}

export function checkIn(record: string, set: Record<string, Json> = { standing: { capacity: 'resident', voting: true } }): Write {
  return { stream: MEETING, kind: 'attendance', record, set };
}

export async function must(result: ReturnType<Store['write']>): Promise<Saved> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.case} ${settled.code} ${settled.detail}`);
  return settled.value;
}

export async function synced(store: Store): Promise<void> {
  const result = await store.sync();
  if (!result.ok) throw new Error(`${result.case} ${result.code} ${result.detail}`);
}

export function standing(store: Store, record: string): unknown {
  return store.get(MEETING, 'attendance', record)?.fields.standing;
}

/** A copy of a phone as it now is. */
export async function copied(server: FakeServer, name: string): Promise<string> {
  const to = freshName();
  (await open(server, { name: to })).close();
  const [from, into] = [await openDB(name), await openDB(to)];
  for (const store of from.objectStoreNames) {
    await into.clear(store);
    for (const key of await from.getAllKeys(store)) {
      const row: unknown = await from.get(store, key);
      await (into.transaction(store).store.keyPath === null ? into.put(store, row, key) : into.put(store, row));
    }
  }
  from.close();
  into.close();
  return to;
}

/** The store's own image in memory. */
export function coreOf(store: Store): Core {
  return (store as unknown as { core: Core }).core;
}

/** The browser has cleared the private keys of this phone, or gives back what it cannot use. */
export async function loseKeys(name: string): Promise<void> {
  const db = await openDB(name);
  for (const key of await db.getAllKeys('meta')) {
    if (String(key).startsWith('keys:')) await db.put('meta', { ...((await db.get('meta', key)) as object), privateKey: {} }, key);
  }
  db.close();
}

/** Every byte that a database holds, as text. */
export async function dump(name: string): Promise<string> {
  const db = await openDB(name);
  let text = '';
  for (const store of db.objectStoreNames) {
    for (const key of await db.getAllKeys(store)) text += JSON.stringify(key);
    for (const row of (await db.getAll(store)) as unknown[]) text += bytes(row);
  }
  db.close();
  return text;
}

function bytes(value: unknown): string {
  if (value instanceof ArrayBuffer) return new TextDecoder('utf-8').decode(value);
  if (ArrayBuffer.isView(value)) return new TextDecoder('utf-8').decode(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  return Object.entries(value).map(([key, inner]) => key + bytes(inner)).join('');
}
