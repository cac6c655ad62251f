// Owns the check, line by line, of what was taken on the server's word: form, commitments, chain. It goes on in slices while
// nobody waits for it, and anew after a crash. What does not verify leaves this phone, is shown, and is asked for again. (PROTOCOL 1, 2)
import { compareBytes } from '../sync/canonical';
import { checkChain, parseLine, type Entry } from '../sync/entry';
import type { Core } from './core';
import type { Signature } from './database';
import { isUnverified, type Log } from './logs';
import { CONTACTS, type Office } from './office';

const SLICE = 8; // ms: half a frame

/** Does something when no exchange is under way, and lets none begin before it is done. */
export type Between = <T>(work: () => Promise<T>) => Promise<T>;

/** Verifies all of it. Raises what the database raises: then it is done again another time. */
export async function verifyLines(core: Core, office: Office, between: Between, pause = rest): Promise<void> {
  for (const log of core.logs.all().filter(isUnverified)) await verifyLog(core, office, log, { between, pause });
  core.emit();
}

async function verifyLog(core: Core, office: Office, log: Log, { between, pause }: { between: Between; pause: () => Promise<void> }): Promise<void> {
  const name = log.row.log;
  let at = log.row.checked ?? 0;
  while (at < log.entries.length) {
    const until = performance.now() + SLICE;
    while (at < log.entries.length && performance.now() < until) {
      const reason = wrongIn(log, at);
      if (reason !== null) return between(() => drop(core, office, log, at + 1, reason));
      at += 1;
    }
    await pause();
    if (core.logs.get(name) !== log || core.database.isShut) return; // it left this phone meanwhile, or the app was closed
  }
  // More may have been stored meanwhile, and be in memory only later: what the row on disk covers counts.
  await core.changeRow(name, ({ checked, ...row }) => ((row.signature?.seq ?? 0) > at ? { ...row, checked: Math.max(at, checked ?? 0) } : row));
}

/** Why an entry is not what the server said it was, or null. */
function wrongIn({ entries }: Log, index: number): string | null {
  const [entry, before] = [entries[index] as Entry, entries[index - 1]];
  try {
    const strict = parseLine(entry.text);
    if (strict.hash !== entry.hash) return 'wrong_hash';
    checkChain([strict], before === undefined ? null : [before.seq, before.hash]);
    return null;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'malformed_line';
  }
}

/** From the last signed head before the wrong line on, everything of the log goes: on disk, in memory, in every tab. */
async function drop(core: Core, office: Office, held: Log, seq: number, reason: string): Promise<void> {
  const { row, entries } = held;
  if (core.logs.get(row.log) !== held || core.database.isShut) return; // it left this phone meanwhile, or the app was closed
  const heads = (row.heads ?? []).filter((head: Signature) => head.seq < seq);
  const head = heads.at(-1) ?? null;
  const { log, stream } = row;
  const attention = [...office.contacts.attention, { stream, log, seq, status: 'refused', reason }];
  const incomplete = [...new Set([...office.contacts.incomplete, stream])].sort(compareBytes);
  const contacts = { ...office.contacts, attention, incomplete };
  const left = { ...row, heads, signature: head, cuts: (row.cuts ?? 0) + 1 };
  delete left.checked;
  core.wary = true;
  await core.database.change(['lines', 'logs', 'meta'], async (tx) => {
    const gone = IDBKeyRange.bound([log, (head?.seq ?? 0) + 1], [log, Number.MAX_SAFE_INTEGER]);
    const logs = tx.objectStore('logs');
    await Promise.all([tx.objectStore('lines').delete(gone), head === null ? logs.delete(log) : logs.put(left), tx.objectStore('meta').put(contacts, CONTACTS)]);
  });
  office.contacts = contacts;
  if (head === null || entries.length === 0) core.forget([log]);
  else core.take(left, []);
  core.emit();
}

/** Lets everything else go first. */
function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
