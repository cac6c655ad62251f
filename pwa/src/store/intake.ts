// Owns how checked lines become part of this phone's copy: one strict transaction, redacted parts gone from disk.
import type { Entry } from '../sync/entry';
import { compareBytes, put } from '../sync/canonical';
import { digest, type Vector } from '../sync/vector';
import type { Arrival, Pending } from './arrivals';
import type { Core } from './core';
import type { LineRow, LogRow, Signature, StoreName, Tx } from './database';
import { CONTACTS } from './office';
import type { Removed } from './removed';
import { isConstraint } from './result';
import { addRows, rowWith, sealRows } from './rows';
import type { Contacts } from './status';

const HEADS_APART = 250; // lines: half a page

/** What we hold, once what is being stored is stored. */
function soon(core: Core, stream: string): Vector {
  const vector = core.logs.vector(stream);
  for (const [log, coming] of core.coming) if (coming.stream === stream) put(vector, log, [coming.seq, coming.hash]);
  return vector;
}

/** What we hold and what is pending: the server need not send that again within this exchange. */
export function claimed(core: Core, stream: string, pending: Pending): Vector {
  const vector = soon(core, stream);
  for (const entries of pending.values()) {
    const last = entries.at(-1);
    if (last?.stream === stream) put(vector, last.log, [last.seq, last.hash]);
  }
  return vector;
}

export function claimedDigest(core: Core, stream: string, pending: Pending): string {
  return digest(claimed(core, stream, pending));
}

/** True when the other copy holds lines of the stream that ours, with these arrivals, still lacks. */
function lags(core: Core, stream: string, theirs: Vector, arrivals: Arrival[]): boolean {
  const mine = soon(core, stream);
  for (const { log, entries } of arrivals) put(mine, log, [entries.at(-1)?.seq ?? 0, entries.at(-1)?.hash ?? '']);
  return Object.entries(theirs).some(([log, [seq, hash]]) => seq > (mine[log]?.[0] ?? 0) || (seq === mine[log]?.[0] && hash !== mine[log]?.[1]));
}

/** Which streams are not whole yet, once these arrivals are stored. */
export function incompleteAfter(
  core: Core,
  before: string[],
  vectors: Map<string, Vector>,
  arrivals: Arrival[],
): string[] {
  const incomplete = new Set(before);
  for (const [stream, theirs] of vectors) {
    if (lags(core, stream, theirs, arrivals)) incomplete.add(stream);
    else incomplete.delete(stream);
  }
  return [...incomplete].sort(compareBytes);
}

function rowOf(core: Core, arrival: Arrival, held: LogRow | undefined): LogRow {
  const { log, stream, key, entries, signature } = arrival;
  const own = held?.own ?? core.keyring.holds(key);
  const before = (entries[0]?.seq ?? 1) - 1;
  const checked = arrival.sealed ? Math.min(held?.checked ?? before, before) : held?.checked;
  const beside = arrival.beside ? Math.min(held?.beside ?? before, before) : held?.beside;
  const acked = own ? Math.max(held?.acked ?? 0, entries.at(-1)?.seq ?? 0) : 0;
  // A log of ours that comes back is not written on: the office may hold more of it than this page.
  const row: LogRow = { log, stream, key, own, acked, retired: held?.retired ?? own, signature };
  return own ? row : { ...held, ...row, checked, beside, heads: thinned([...(held?.heads ?? []), signature]) };
}

/** Heads in order, without those that no page needs because their neighbours are near enough. */
function thinned(heads: Signature[]): Signature[] {
  const kept: Signature[] = [];
  for (const [index, head] of heads.entries()) {
    const next = heads[index + 1];
    if (next === undefined || next.seq - (kept.at(-1)?.seq ?? 0) > HEADS_APART) kept.push(head);
  }
  return kept;
}

/** Our own lines stay one a row, wherever they come from: a fork moves them one by one. */
function arrivingRows(core: Core, { entries, key, sealed }: Arrival, bare: Map<string, Entry>): Promise<LineRow[]> {
  if (sealed !== undefined && (bare.size === 0 || !entries.some(({ hash }) => bare.has(hash)))) return sealed;
  return sealRows(core.seam, entries.map((entry) => bare.get(entry.hash) ?? entry), !core.keyring.holds(key));
}

/**
 * Stores arrivals, parts of held entries that were missing (`fills`) and what is known of the contact, all or nothing; then
 * memory. Raises what the database raises.
 */
export async function takeIn(core: Core, arrivals: Arrival[], contacts: Contacts, fills: Entry[] = []): Promise<void> {
  if (core.behind !== null && arrivals.some(({ more }) => more)) return core.behind.add(arrivals, contacts);
  await core.behind?.settled();
  await store(core, arrivals, contacts, fills);
}

/** Of several arrivals of one log the first is what must follow the disk. */
function isFirstOf({ log }: Arrival, index: number, all: Arrival[]): boolean {
  return all.findIndex((other) => other.log === log) === index;
}

/** Lines that were let go of in the meantime, here or in another tab, leave no hole before these: they are asked for again. */
async function mustFollow(tx: Tx<'readwrite'>, held: LogRow | undefined, first: Entry | undefined): Promise<void> {
  if (first === undefined || first.seq <= (held?.signature?.seq ?? 0) + 1) return;
  const before = await rowWith(tx, first.log, first.seq - 1);
  if (before?.hash !== first.prev) throw new Error('gap: what these lines follow is no longer here');
}

const NOTHING: Removed = { bare: new Map(), lines: [], aside: [], files: [], drafts: [] };

/** Whether parts of entries leave or come with these: seldom, so what does that is fetched only then. */
function touchesParts(core: Core, entries: Entry[], fills: Entry[]): boolean {
  return fills.length > 0 || entries.some(({ hash, redacts }) => redacts !== null || core.records.redactionsOf(hash).length > 0);
}

/** The same, now. */
export async function store(core: Core, arrivals: Arrival[], contacts: Contacts, fills: Entry[], durability?: 'relaxed'): Promise<void> {
  const entries = arrivals.flatMap((arrival) => arrival.entries);
  const removal = touchesParts(core, entries, fills) ? await import('./removed') : null;
  const removed = (await removal?.toRemove(core, entries, fills)) ?? NOTHING;
  const { bare } = removed;
  const mend = core.damaged().length > 0 ? await import('./seldom') : null;
  const cleared = await mend?.clearing(core, arrivals);
  const lines = (await Promise.all(arrivals.map((arrival) => arrivingRows(core, arrival, bare)))).flat();
  const stores: StoreName[] = ['lines', 'logs', 'meta', ...(removal?.storesOf(removed) ?? [])];
  const write = (careful: boolean) =>
    core.database.change(stores, async (tx, again) => {
      if (cleared) await mend?.clear(tx, cleared);
      const logs = tx.objectStore('logs');
      for (const { log, entries: [first] } of arrivals.filter(isFirstOf)) await mustFollow(tx, await logs.get(log), first);
      await addRows(tx, lines, careful || again);
      await removal?.remove(tx, removed);
      const next = new Map<string, LogRow>();
      for (const arrival of arrivals) next.set(arrival.log, rowOf(core, arrival, next.get(arrival.log) ?? (await logs.get(arrival.log))));
      await Promise.all([...[...next.values()].map((row) => logs.put(row)), tx.objectStore('meta').put(contacts, CONTACTS)]);
      return next;
    }, durability);
  const rows = await write(false).catch((error: unknown) => (isConstraint(error) ? write(true) : Promise.reject(error)));
  for (const { log, entries: came } of arrivals) {
    core.take(rows.get(log) as LogRow, came.map((entry) => bare.get(entry.hash) ?? entry));
  }
  for (const fill of fills) {
    const entry = bare.get(fill.hash) ?? fill;
    core.logs.replace(entry);
    core.records.add([entry]);
  }
  if (removed.files.length > 0) core.filesLeft(removed.files);
  if (cleared === undefined || cleared.logs.length === 0) return;
  cleared.logs.forEach((log) => core.mended(log));
  await core.catchUp(cleared.logs); // what follows on disk can be read again
}
