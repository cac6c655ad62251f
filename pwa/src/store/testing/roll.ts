// Owns a community's long roll, as the tests of signed pages need it: written, spoilt, and looked at on disk.
import { openDB } from 'idb';
import { expect, vi } from 'vitest';
import { Entry } from '../../sync/entry';
import type { LogRow } from '../database';
import type { Store } from '../types';
import { resident } from './phone';
import type { FakeServer } from './server';

export const COMMUNITY = 'community/c1';
export const ROLL = 300;

/** People of the server's own log, some sixty an act. */
export async function roll(server: FakeServer, from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at += 60) {
    await server.append(COMMUNITY, ...Array.from({ length: Math.min(60, from + count - at) }, (_, index) => resident(`r${at + index}`, `คน${at + index}`)));
  }
}

export function whole(store: Store): Promise<void> {
  return vi.waitFor(() => expect(store.status().incomplete).toEqual([]), 10_000);
}

export async function rowsOf(name: string): Promise<{ logs: LogRow[]; lines: { log: string; seq: number }[] }> {
  const db = await openDB(name);
  const rows = { logs: (await db.getAll('logs')) as LogRow[], lines: (await db.getAll('lines')) as { log: string; seq: number }[] };
  db.close();
  return rows;
}

/** A line of the server's log whose private part is not what its header commits to. */
export function spoil(server: FakeServer, seq: number): void {
  for (const { entries } of server.logs(COMMUNITY).values()) {
    const entry = entries[seq - 1]!;
    entries[seq - 1] = new Entry(entry.text.replace('คน', 'ผี'), entry, entry.hash);
  }
}

/** The line as it should be. */
export function mend(server: FakeServer, seq: number): void {
  for (const { entries } of server.logs(COMMUNITY).values()) {
    const entry = entries[seq - 1]!;
    entries[seq - 1] = new Entry(entry.text.replace('ผี', 'คน'), entry, entry.hash);
  }
}
