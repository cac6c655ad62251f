// Owns what leaves this phone when the server removed a part of an entry: its bytes and salt in every row, files that nothing
// else names, half-typed forms that repeat it. One transaction with the redaction itself, or none of it. (PROTOCOL 1, 4)
import { isObject, parse, type Json } from '../sync/canonical';
import type { Entry, Redacts } from '../sync/entry';
import type { Core } from './core';
import type { LineRow, StoreName, Tx } from './database';
import { placeOfDraft } from './drafts';
import { namedIn } from './files';
import { openRow, rowWith, sealRow } from './rows';

const LONG = 5; // letters: a shorter text is looked for as a whole only
const CODE = /^[a-z0-9_]*$/; // words of the schema say nothing about a person, and would be found everywhere

export interface Removed {
  /** Entries, held or arriving, as they stay. */
  bare: Map<string, Entry>;
  /** Rows sealed anew without what is gone. */
  lines: LineRow[];
  aside: LineRow[];
  files: string[];
  drafts: string[];
}

const STORES: StoreName[] = ['aside', 'files', 'filebook', 'drafts'];

/** The stores that `remove` needs besides those of lines. */
export function storesOf({ aside, files, drafts }: Removed): StoreName[] {
  return aside.length + files.length + drafts.length > 0 ? STORES : [];
}

/**
 * What must go once these arriving entries are stored: what redactions among them name, and what one held before names.
 * `fills`: held entries with a part that was missing; their rows are sealed anew, too.
 */
export async function toRemove(core: Core, arriving: Entry[], fills: Entry[] = []): Promise<Removed> {
  const entries = [...arriving, ...fills];
  const orders = entries.flatMap(({ redacts, log }) => (redacts !== null && isServerLog(core, log, entries) ? [redacts] : []));
  const whole = new Map<string, Entry>();
  const bare = bared(core, entries, orders, whole);
  const nothing = { bare, lines: [], aside: [], files: [], drafts: [] };
  if (orders.length === 0 && bare.size === 0 && fills.length === 0) return nothing;
  const { rows: aside, entries: beside } = await asideRows(core, orders);
  const gone = [...whole.values(), ...beside];
  const lost = gone.flatMap((entry) => lostParts(entry, bare.get(entry.hash), orders));
  return { bare, lines: await heldRows(core, new Map([...fills.map((fill) => [fill.hash, fill] as const), ...bare])), aside, files: unnamed(core, lost, entries, bare), drafts: await drafts(core, lost) };
}

/** Inside the transaction. */
export async function remove(tx: Tx<'readwrite'>, { lines, aside, files, drafts: names }: Removed): Promise<void> {
  await Promise.all(lines.map((row) => tx.objectStore('lines').put(row)));
  await Promise.all(aside.map((row) => tx.objectStore('aside').put(row)));
  await Promise.all(files.flatMap((sha256) => [tx.objectStore('files').delete(sha256), tx.objectStore('filebook').delete(sha256)]));
  await Promise.all(names.map((name) => tx.objectStore('drafts').delete(name)));
}

function isServerLog(core: Core, log: string, entries: Entry[]): boolean {
  const serverKey = core.keyring.membership?.identity.serverKey;
  return core.logs.isServer(log) || entries.some((entry) => entry.log === log && entry.body?.key === serverKey && entry.seq === 1);
}

/** The entries that lose a part, as they stay; `whole` gains them as they are. */
function bared(core: Core, entries: Entry[], orders: Redacts[], whole: Map<string, Entry>): Map<string, Entry> {
  const fresh = new Map(entries.map((entry) => [entry.hash, entry]));
  const early = entries.flatMap(({ hash }) => core.records.redactionsOf(hash));
  const bare = new Map<string, Entry>();
  for (const { hash, part } of [...orders, ...early]) {
    const target = bare.get(hash) ?? fresh.get(hash) ?? core.records.entry(hash);
    if (target === undefined || target.columns[part === 'body' ? 2 : 4] === '') continue;
    if (!whole.has(hash)) whole.set(hash, target);
    bare.set(hash, target.without(part));
  }
  return bare;
}

/** The texts of the parts that an entry loses. */
function lostParts(entry: Entry, stays: Entry | undefined, orders: Redacts[]): string[] {
  const named = (part: 'body' | 'private'): boolean =>
    stays ? stays[part] === null : orders.some(({ hash, part: one }) => hash === entry.hash && one === part);
  return [named('body') ? entry.columns[2] : '', named('private') ? entry.columns[4] : ''].filter((text) => text !== '');
}

/** The stored rows that hold entries which lose a part, sealed anew without it. */
async function heldRows(core: Core, bare: Map<string, Entry>): Promise<LineRow[]> {
  const targets = [...bare.values()].filter(({ log, seq }) => seq <= (core.logs.head(log)?.[0] ?? 0));
  if (targets.length === 0) return [];
  const found = await core.database.read(['lines'], (tx) => Promise.all(targets.map(({ log, seq }) => rowWith(tx, log, seq))));
  const distinct = new Map(found.flatMap((row) => (row === undefined ? [] : [[`${row.log} ${row.seq}`, row]])));
  const rows = [...distinct.values()].map(async (row) => {
    const [first, ...more] = ((await openRow(core.seam, row)) ?? []).map((entry) => bare.get(entry.hash) ?? entry);
    return first === undefined ? [] : [await sealRow(core.seam, [first, ...more])];
  });
  return (await Promise.all(rows)).flat();
}

/** Lines that had made way for another branch of their log lose it, too. */
async function asideRows(core: Core, orders: Redacts[]): Promise<{ rows: LineRow[]; entries: Entry[] }> {
  if (orders.length === 0) return { rows: [], entries: [] };
  const held = await core.database.read(['aside'], (tx) => tx.objectStore('aside').getAll());
  const named = held.filter(({ hash }) => orders.some((order) => order.hash === hash));
  const entries = (await Promise.all(named.map((row) => openRow(core.seam, row)))).flatMap((found) => found ?? []);
  const stripped = entries.map((entry) => orders.filter(({ hash }) => hash === entry.hash).reduce((one, { part }) => one.without(part), entry));
  return { rows: await Promise.all(stripped.map((entry) => sealRow(core.seam, [entry]))), entries };
}

/** The files that only lost parts named. */
function unnamed(core: Core, lost: string[], arriving: Entry[], bare: Map<string, Entry>): string[] {
  const files = new Set(lost.flatMap(namedIn));
  if (files.size === 0) return [];
  for (const entry of [...core.logs.all().flatMap(({ entries }) => entries), ...arriving]) {
    for (const sha256 of namedIn((bare.get(entry.hash) ?? entry).columns[4])) files.delete(sha256);
  }
  return [...files];
}

/** The names of half-typed forms in which something of it stands. */
async function drafts(core: Core, lost: string[]): Promise<string[]> {
  const said = new Set(lost.flatMap((text) => telling(parse(text))));
  if (said.size === 0) return [];
  const [names, sealed] = await core.database.read(['drafts'], (tx) =>
    Promise.all([tx.objectStore('drafts').getAllKeys(), tx.objectStore('drafts').getAll()]));
  const repeats = async (name: string, index: number): Promise<string[]> => {
    const text = await core.seam.open(sealed[index]!, placeOfDraft(name)).catch(() => 'null');
    const typed = leaves(parse(text));
    const found = [...said].some((word) => typed.some((one) => one === word || (word.length >= LONG && one.includes(word))));
    return found ? [name] : [];
  };
  return (await Promise.all(names.map(repeats))).flat();
}

/** The texts of a part that tell who it is about. */
function telling(part: Json): string[] {
  return leaves(part).filter((text) => !CODE.test(text));
}

/** Every text in it; titles are everybody's. */
function leaves(value: Json): string[] {
  if (typeof value === 'string') return [value.trim()];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => (key === 'title' ? [] : leaves(inner))) : [];
}
