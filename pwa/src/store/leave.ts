// Owns letting go of what the office withdrew: every trace of a stream leaves in one transaction, and not before all of it that
// was recorded here, taken beside or held in another epoch is at the office and no form of it is open or half-typed. (PROTOCOL 5)
import { value } from '../sync/records';
import type { Core } from './core';
import type { LogRow, StoreName, Tx } from './database';
import type { Around } from './exchange';
import { namedIn } from './files';
import type { Log } from './logs';
import { CONTACTS } from './office';
import { rowWith } from './rows';
import type { Contacts } from './status';
import type { Leaving, Left } from './types';

const STORES: StoreName[] = ['lines', 'aside', 'logs', 'meta', 'drafts', 'files', 'filebook'];
const HALF_TYPED_MS = 7 * 86_400_000; // a form that nobody went on with for a week was thought better of
const END = Number.MAX_SAFE_INTEGER;

/** What one stream is to this phone. */
interface Hold {
  stream: string;
  logs: Log[];
  /** Files that its entries name, and no other's. */
  files: Set<string>;
  /** Its name and those of its records: a draft is called by one of them. */
  names: Set<string>;
  since: number;
}

/** Lets go of what can go, notes what stays and why. Raises what the database raises; then nothing has changed. */
export async function leave(around: Around, streams: string[]): Promise<void> {
  const { core, writer, office, busy } = around;
  const before = office.contacts.leaving ?? [];
  for (const stream of streams.filter((name) => core.logs.of(name).length > 0)) {
    const now = core.now();
    const since = Math.min(before.find((one) => one.stream === stream)?.since ?? now, now); // a clock that was set back begins anew
    await writer.queued(async () => {
      const hold = holdOf(core, stream, since);
      const stays = (await isAlone(around, hold)) && !busy() ? await letGo(around, hold) : { unsent: unsentLines(hold), form: true };
      if (stays !== null) await note(around, { stream, since, ...stays });
    });
  }
}

function holdOf(core: Core, stream: string, since: number): Hold {
  const logs = core.logs.of(stream);
  const named = (some: Log[]): string[] => some.flatMap(({ entries }) => entries.flatMap(({ columns }) => namedIn(columns[4])));
  const files = new Set(named(logs));
  if (files.size > 0) for (const sha256 of named(core.logs.all().filter(({ row }) => row.stream !== stream))) files.delete(sha256);
  const names = new Set([stream.slice(stream.indexOf('/') + 1), ...logs.flatMap(({ entries }) => entries.map(({ record }) => record))]);
  return { stream, logs, files, names, since };
}

/** No other tab writes into a log of ours: with its lock none can begin to. */
async function isAlone({ locks }: Around, { logs }: Hold): Promise<boolean> {
  const taken = await Promise.all(logs.filter(({ row }) => row.own).map(({ row }) => locks.take(row.log)));
  return taken.every(Boolean);
}

/** Null when it is gone; else what keeps it. What is on disk counts: another tab may have written. */
async function letGo({ core, office, locks }: Around, hold: Hold): Promise<Pick<Leaving, 'unsent' | 'form'> | null> {
  const { stream, logs, files } = hold;
  const contacts = without(core, office.contacts, hold);
  const stays = await core.database.change(STORES, async (tx) => {
    const [rows, unsent, form] = await Promise.all([rowsOf(tx, stream), unsentOn(tx, hold, office.epoch), formOn(tx, hold, core.now())]);
    if (unsent > 0 || form) return { unsent, form };
    await emptied(tx, rows, hold);
    await tx.objectStore('meta').put(contacts, CONTACTS);
    return null;
  });
  if (stays !== null) return stays;
  office.contacts = contacts;
  core.forget(logs.map(({ row }) => row.log));
  for (const { row } of logs) locks.release(row.log);
  if (files.size > 0) core.filesLeft([...files]);
  core.emit();
  return null;
}

async function emptied(tx: Tx<'readwrite'>, rows: LogRow[], hold: Hold): Promise<void> {
  for (const { log } of rows) {
    await tx.objectStore('lines').delete(IDBKeyRange.bound([log, 0], [log, END]));
    await tx.objectStore('aside').delete(IDBKeyRange.bound([log, 0, ''], [log, END, '\uffff']));
    await tx.objectStore('logs').delete(log);
  }
  for (const sha256 of hold.files) {
    await tx.objectStore('files').delete(sha256);
    await tx.objectStore('filebook').delete(sha256);
  }
  for (const name of await draftsOf(tx, hold)) await tx.objectStore('drafts').delete(name);
}

async function rowsOf(tx: Tx<'readwrite'>, stream: string): Promise<LogRow[]> {
  return (await tx.objectStore('logs').getAll()).filter((row) => row.stream === stream);
}

/** Until where the office has the lines of a log, as far as that is for this phone to see to. */
function heldThere({ own, acked, beside }: LogRow): number {
  return own ? acked : (beside ?? END);
}

function unsentLines({ logs }: Hold): number {
  return logs.reduce((sum, { row, entries }) => sum + Math.max(0, entries.length - heldThere(row)), 0);
}

/** Lines and files that the office has not said it holds. A log that reaches further than this tab knows counts as a line. */
async function unsentOn(tx: Tx<'readwrite'>, { logs, files }: Hold, epoch: string | null): Promise<number> {
  let unsent = 0;
  for (const { row, entries } of logs) {
    const [held, last] = await Promise.all([tx.objectStore('logs').get(row.log), rowWith(tx, row.log, END)]);
    unsent += (held?.branches ?? []).filter(({ told }) => told !== epoch).length;
    if (held === undefined || heldThere(held) === END) continue; // undefined: the transaction is repeated, and it was done
    const known = last === undefined || last.hash === entries.at(-1)?.hash;
    unsent += Math.max(0, entries.length - heldThere(held)) + Number(!known);
  }
  for (const sha256 of files) {
    const file = await tx.objectStore('filebook').get(sha256);
    if (file !== undefined && file.refused !== 'blob_forgotten' && (file.acked === null || file.acked !== epoch)) unsent += 1;
  }
  return unsent;
}

async function draftsOf(tx: Tx<'readwrite'>, { names }: Hold): Promise<string[]> {
  const drafts = await tx.objectStore('drafts').getAllKeys();
  return drafts.filter((name) => name.split('.').some((word) => names.has(word)));
}

async function formOn(tx: Tx<'readwrite'>, hold: Hold, now: number): Promise<boolean> {
  return now - hold.since < HALF_TYPED_MS && (await draftsOf(tx, hold)).length > 0;
}

/** What is known of the office when the stream is gone: that it went, and nothing else of it. */
function without(core: Core, contacts: Contacts, { stream, logs }: Hold): Contacts {
  const number = value(core.records.get(stream, 'meeting', stream.slice(stream.indexOf('/') + 1)), 'number');
  const left: Left = { stream, number: typeof number === 'string' ? number : '', at: core.now() };
  const others = <T extends { stream: string }>(items: T[] = []): T[] => items.filter((one) => one.stream !== stream);
  const waits = { ...contacts.waits };
  for (const { row } of logs) delete waits[row.log];
  const incomplete = contacts.incomplete.filter((one) => one !== stream);
  const rest = { incomplete, attention: others(contacts.attention), leaving: others(contacts.leaving), waits };
  return { ...contacts, ...rest, left: [...others(contacts.left), left] };
}

function note({ office }: Around, stays: Leaving): Promise<void> {
  const others = (office.contacts.leaving ?? []).filter(({ stream }) => stream !== stays.stream);
  return office.keep({ ...office.contacts, leaving: [...others, stays] });
}
