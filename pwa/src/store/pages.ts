// Owns pages of lines that the server vouches for: after one hash and one signature their lines are taken as "checking", and
// verified line by line afterwards (`checking`). Whatever is not plain about a page sends it the strict way. (PROTOCOL 5)
import type { Envelope, Signature } from '../sync/bundle';
import { isWhole, parseLine, type Entry, type Header } from '../sync/entry';
import { b64, utf8 } from '../sync/ids';
import { headText, pageText, verify } from '../sync/keys';
import { openingOf, type Arrival, type Checked } from './arrivals';
import { Behind } from './behind';
import type { Core } from './core';
import type { LineRow } from './database';
import { headerOf, readRun } from './kept';
import { placeOf } from './rows';
import type { Seam } from './seam';

const TAG = utf8('prachakhom/1/page\n');
const LF = 10;
const PACK_BYTES = 56_000; // Chromium keeps a value above 64 kB in a file of its own, which costs more than all of it

/** Where a log ends once what is under way is stored, and who writes it. */
export type Coming = { stream: string; seq: number; hash: string; key: string; account: string };

type Answer = { envelope: Envelope; lines: string[]; bytes: Uint8Array<ArrayBuffer> };

/** The arrivals of a page, or null when it must be read line by line first. */
export async function vouchedFor(core: Core, { envelope, lines, bytes }: Answer): Promise<Checked | null> {
  const { epoch, page, streams, more } = envelope;
  const serverKey = core.keyring.membership?.identity.serverKey ?? '';
  if (core.wary || page === undefined || epoch === null) return null;
  const digest = await digestOfPage(bytes);
  if (digest !== page.digest || !(await verify(serverKey, pageText(epoch, digest), page.signature))) return null;
  core.behind ??= new Behind(core);
  try {
    const headers = lines.map(headerOf);
    const ends = endsOf(bytes);
    const arrivals: Arrival[] = [];
    for (let from = 0, until = 0; from < lines.length; from = until) {
      const { log, stream } = headers[from] as Header;
      while (headers[until]?.log === log) until += 1;
      const heads = (streams[stream]?.signatures ?? []).filter((head) => head.log === log);
      const run = { lines: lines.slice(from, until), headers: headers.slice(from, until), from, ends, bytes };
      const arrival = arrivals.some((one) => one.log === log) ? null : await arrivalOf(core, serverKey, run, heads);
      if (arrival === null) return null;
      arrivals.push({ ...arrival, more: more === true });
    }
    return { arrivals, fills: [], rejected: [] };
  } catch {
    return null; // not even lines: the strict reader tells which
  }
}

/** Of the bytes: native, and of all lines at once. */
async function digestOfPage(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const text = new Uint8Array(TAG.length + bytes.length);
  text.set(TAG);
  text.set(bytes, TAG.length);
  return b64(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

/** ends[n]: where line n ends, its LF included. */
function endsOf(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) ends.push(at + 1);
  return ends;
}

/** The lines of one log; those of the page before them end at `ends[from - 1]`. */
type Run = { lines: string[]; headers: Header[]; from: number; ends: number[]; bytes: Uint8Array<ArrayBuffer> };

async function arrivalOf(core: Core, serverKey: string, { lines, headers, from, ends, bytes }: Run, heads: Signature[]): Promise<Arrival | null> {
  const [first, last] = [headers[0] as Header, headers.at(-1) as Header];
  const { log, stream } = first;
  const known = comingOf(core, log) ?? (await begun(lines[0] as string, serverKey));
  if (core.keyring.holds(known.key) || core.logs.get(log)?.row.own || known.stream !== stream) return null; // ours stay one a row
  let { seq, hash } = known;
  for (const [index, header] of headers.entries()) {
    seq += 1;
    if (header.seq !== seq || header.stream !== stream || header.by !== known.account || (header.kind === 'log') !== (seq === 1)) return null;
    if ((index === 0 && header.prev !== hash) || !isWhole(lines[index] as string, header)) return null;
  }
  const entries = readRun(lines, headers);
  hash = entries.at(-1)?.hash ?? '';
  const head = heads.find((one) => one.seq === last.seq && one.hash === hash);
  if (head === undefined || !(await verify(known.key, headText(stream, log, seq, hash), head.signature))) return null;
  const sealed = sealLines(core.seam, entries, { bytes, start: ends[from - 1] ?? 0, ends: ends.slice(from, from + lines.length) });
  sealed.catch(() => {}); // whoever stores them hears of it
  return { log, stream, key: known.key, account: known.account, entries, signature: { seq, hash, signature: head.signature }, sealed };
}

/** Where a log ends here, what is being stored included; undefined for a log that is new. */
function comingOf(core: Core, log: string): Coming | undefined {
  const held = core.logs.get(log);
  const [seq, hash] = core.logs.head(log) ?? [0, ''];
  return core.coming.get(log) ?? (held && { stream: held.row.stream, key: held.key, account: held.account, seq, hash });
}

/** A log begins with a genesis that is right in every way. */
async function begun(line: string, serverKey: string): Promise<Coming> {
  const genesis = parseLine(line);
  const { key, account } = await openingOf(genesis, serverKey);
  return { stream: genesis.stream, key, account, seq: 0, hash: '' };
}

/** Bytes in which lines stand: the first from `start`, each up to its place in `ends`. */
type Raw = { bytes: Uint8Array<ArrayBuffer>; start: number; ends: number[] };

/** The rows of one log's lines as they came, each of about as many bytes as IndexedDB takes easily. */
function sealLines(seam: Seam, entries: Entry[], { bytes, start, ends }: Raw): Promise<LineRow[]> {
  const rows: Promise<LineRow>[] = [];
  let [first, begin] = [0, start];
  for (const [index, end] of ends.entries()) {
    if (index < ends.length - 1 && (ends[index + 1] as number) - begin < PACK_BYTES) continue;
    const { log, seq, stream } = entries[first] as Entry;
    const { hash } = entries[index] as Entry;
    const sealed = seam.sealBytes(bytes.subarray(begin, end), placeOf({ log, seq, hash }));
    rows.push(sealed.then((text) => ({ log, seq, stream, hash, ...text })));
    [first, begin] = [index + 1, end];
  }
  return Promise.all(rows);
}
