// Owns what is done about rows of this phone's own disk that cannot be opened any more: what the office holds comes from there
// in their place; what only this phone had behind a lost line of its own is written again in a new log.
import type { Entry } from '../sync/entry';
import type { Arrival } from './arrivals';
import type { Core } from './core';
import type { LineRow, Tx } from './database';
import { reissue } from './fork';
import { openRow, sealRows } from './rows';
import type { Attention } from './types';
import type { Writer } from './writer';

const END = Number.MAX_SAFE_INTEGER;
export const LOST = 'lost'; // a line of ours that nobody can read any more

/** Rows that make way for arriving lines, and those that hold what follows these in a row that was cut. */
export interface Cleared {
  logs: string[];
  gone: LineRow[];
  rest: LineRow[];
}

/** Of arrivals that take the place of rows which could not be opened. */
export async function clearing(core: Core, arrivals: Arrival[]): Promise<Cleared> {
  const damaged = new Set(core.damaged().map(({ log }) => log));
  const cleared: Cleared = { logs: [], gone: [], rest: [] };
  for (const log of new Set(arrivals.map((arrival) => arrival.log).filter((name) => damaged.has(name)))) {
    const entries = arrivals.filter((arrival) => arrival.log === log).flatMap((arrival) => arrival.entries);
    const last = entries.at(-1)?.seq ?? 0;
    const gone = (await rowsFrom(core, log, entries[0]?.seq ?? 1)).filter(({ seq }) => seq <= last);
    const kept = (await Promise.all(gone.map((row) => openRow(core.seam, row)))).flatMap((found) => found ?? []);
    cleared.rest.push(...(await sealRows(core.seam, kept.filter(({ seq }) => seq > last), !arrivals.some(({ key }) => core.keyring.holds(key)))));
    cleared.gone.push(...gone);
    cleared.logs.push(log);
  }
  return cleared;
}

/** Inside the transaction, before the arriving rows. */
export async function clear(tx: Tx<'readwrite'>, { gone, rest }: Cleared): Promise<void> {
  const lines = tx.objectStore('lines');
  await Promise.all([...gone.map(({ log, seq }) => lines.delete([log, seq])), ...rest.map((row) => lines.put(row))]);
}

/** Writes again what stands behind a line of ours that is lost and that the office never had. Answers the lines that are lost. */
export async function rescue(core: Core, writer: Writer): Promise<Attention[]> {
  const lost: Attention[] = [];
  for (const { log, seq, stream } of core.damaged()) {
    const held = core.logs.get(log);
    if (held?.row.own !== true || held.row.acked >= seq) continue; // what the office has comes from there
    const rows = await rowsFrom(core, log, seq);
    const opened = await Promise.all(rows.map((row) => openRow(core.seam, row)));
    const behind: Entry[] = opened.flatMap((found) => found ?? []);
    const unread = rows.filter((_, index) => opened[index] === null);
    const left = await reissue(core, writer, held, seq, { behind, unread });
    core.mended(log);
    lost.push(...[...unread, ...left].map((one) => ({ stream, log, seq: one.seq, status: LOST, reason: LOST })));
  }
  return lost;
}

function rowsFrom(core: Core, log: string, seq: number): Promise<LineRow[]> {
  return core.database.read(['lines'], (tx) => tx.objectStore('lines').getAll(IDBKeyRange.bound([log, seq], [log, END])));
}
