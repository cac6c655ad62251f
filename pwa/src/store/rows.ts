// Owns the rows that lines are kept in: one line a row for what is written here, so that each save is one small row; a pack of
// lines a row for what arrives, because opening some thousand seals at every start would take seconds on a cheap phone.
import type { Entry } from '../sync/entry';
import type { LineRow, Tx } from './database';
import { headerOf, readRun } from './kept';
import type { Seam } from './seam';

const PACK = 100;

/** Where a row is kept, for its seal: it cannot pass for another, nor under another hash. */
export function placeOf({ log, seq, hash }: { log: string; seq: number; hash: string }): string {
  return `line ${log} ${seq} ${hash}`;
}

/** A row of entries that follow each other in one log. */
export async function sealRow(seam: Seam, entries: readonly [Entry, ...Entry[]]): Promise<LineRow> {
  const { log, seq, stream } = entries[0];
  const { hash } = entries[entries.length - 1] as Entry;
  const text = entries.map(({ line }) => line).join('');
  return { log, seq, stream, hash, ...(await seam.seal(text, placeOf({ log, seq, hash }))) };
}

/** The rows of one log's entries: packed, or one each. */
export function sealRows(seam: Seam, entries: Entry[], packed: boolean): Promise<LineRow[]> {
  const size = packed ? PACK : 1;
  const packs: [Entry, ...Entry[]][] = [];
  for (let from = 0; from < entries.length; from += size) {
    packs.push(entries.slice(from, from + size) as [Entry, ...Entry[]]);
  }
  return Promise.all(packs.map((pack) => sealRow(seam, pack)));
}

/** The entries of a row, or null when it cannot be opened. The hash of each but the last is the `prev` of the next. */
export async function openRow(seam: Seam, row: LineRow): Promise<Entry[] | null> {
  const text = await seam.open(row, placeOf(row)).catch(() => null);
  if (text === null) return null;
  const lines = text.slice(0, -1).split('\n');
  return readRun(lines, lines.map(headerOf), row.hash);
}

/** Adds a row, never over another: a different one at its address raises ConstraintError, the same one is success. */
export async function addRow(tx: Tx<'readwrite'>, row: LineRow): Promise<void> {
  const lines = tx.objectStore('lines');
  const held = await lines.get([row.log, row.seq]);
  if (held?.hash !== row.hash) await lines.add(row);
}

/**
 * Adds rows that should not be there yet without asking first: the transaction fails with ConstraintError if one is. `careful`
 * asks first, as it must when the same may have been stored before.
 */
export async function addRows(tx: Tx<'readwrite'>, rows: LineRow[], careful: boolean): Promise<void> {
  if (careful) await Promise.all(rows.map((row) => addRow(tx, row)));
  else for (const row of rows) tx.objectStore('lines').add(row).catch(() => {}); // the transaction tells
}

/** The row that holds a line, if any. */
export async function rowWith(tx: Tx<'readonly' | 'readwrite'>, log: string, seq: number): Promise<LineRow | undefined> {
  const cursor = await tx.objectStore('lines').openCursor(IDBKeyRange.bound([log, 0], [log, seq]), 'prev');
  return cursor?.value;
}
