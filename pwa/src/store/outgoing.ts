// Owns what one request of an exchange says: an envelope with our digests, and the lines the other side may lack. (PROTOCOL 5)
import type { Envelope, Signature as HeadSignature } from '../sync/bundle';
import { compareBytes, put } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import { digest, type Vector } from '../sync/vector';
import { isElsewhere, type Branches } from './branches';
import type { Core } from './core';
import type { Signature } from './database';
import type { Run } from './exchange';
import { claimed } from './intake';
import { verifiedHead, type Log } from './logs';
import type { Office } from './office';
import type { Signing } from './signing';
import { sendable, sentFrom } from './waits';

const PAGE_LINES = 500;
const PAGE_LETTERS = 1_000_000; // well under what a server takes, also where every letter is three bytes

export interface Page {
  envelope: Envelope;
  entries: Entry[];
  /** Our vectors as this page claims them. */
  vectors: Map<string, Vector>;
  /** The streams it speaks of, i.e. with vector and signatures. */
  spoken: Set<string>;
  /** Those of which lines found no room, because lines of others took it. */
  starved: Set<string>;
  /** Lines that the other side asked for, whoever wrote them: it lacks a part of them. */
  wanted: Entry[];
}

/**
 * After which seq of a log the other side may lack lines: what its vector says; of our own logs at most what it has
 * acknowledged, so that another branch of theirs is noticed. Of foreign logs nothing is pushed unasked, and where theirs
 * took another branch only what `branches` shows. Of a stream that was withdrawn what the office has not said that it holds:
 * taken beside another phone, or in another epoch.
 */
function heldBy(theirs: Vector | undefined, log: Log, branches: Branches, around: { core: Core; office: Office }, withdrawn: boolean): number {
  const { row, entries } = log;
  const head = theirs?.[row.log] ?? [0, ''];
  if (withdrawn && row.beside !== undefined) return theirs?.[row.log] === undefined || isElsewhere(log, head) ? row.beside : Math.min(row.beside, head[0]);
  const said = theirs === undefined ? entries.length : head[0];
  if (row.own) return sentFrom(around, log, Math.min(said, row.acked));
  return branches.after(row.log) ?? (isElsewhere(log, head) ? entries.length : said);
}

/**
 * The server's own logs: only their redactions and verdicts explain lines that lack a part. Then the log that began a
 * stream first: a server that lost all of it must learn from it who may write there.
 */
function byNeed(a: Log, b: Log): number {
  return Number(b.server) - Number(a.server) || compareBytes(a.entries[0]?.at ?? '', b.entries[0]?.at ?? '');
}

/** The furthest head with at most `room` lines after `held`; on an empty page the next one, however far it is. */
function lastWithin(heads: Signature[], held: number, room: number, alone: boolean): Signature | null {
  const ahead = heads.filter(({ seq }) => seq > held);
  return ahead.filter(({ seq }) => seq <= held + room).at(-1) ?? (alone ? ahead[0] : undefined) ?? null;
}

/** How many of these lines fit on the page. */
function fitting(lines: Entry[], out: Entry[], most: number): number {
  let letters = out.reduce((sum, { line }) => sum + line.length, 0);
  let count = 0;
  for (const { line } of lines.slice(0, most - out.length)) {
    letters += line.length;
    if (letters > PAGE_LETTERS && out.length + count > 0) break;
    count += 1;
  }
  return count;
}

export class Outgoing {
  private most = PAGE_LINES;

  constructor(
    private readonly core: Core,
    private readonly signing: Signing,
    private readonly office: Office,
  ) {}

  /** The server found a page of so many lines too large: the next has half. False when there is nothing left to halve. */
  halve(lines: number): boolean {
    this.most = Math.max(1, Math.floor(lines / 2));
    return lines > 1;
  }

  /** `speak` names the streams to speak of, with the other side's vector as far as it is known. */
  async page(speak: Map<string, Vector | undefined>, run: Pick<Run, 'pending' | 'branches' | 'wants' | 'withdrawn'>): Promise<Page> {
    await this.signing.signHeads();
    const { epoch } = this.office;
    const page: Page = { envelope: { v: 1, epoch, streams: {} }, entries: [], vectors: new Map(), spoken: new Set(), starved: new Set(), wanted: [] };
    for (const stream of new Set([...this.core.logs.streams(), ...speak.keys()])) {
      const vector = claimed(this.core, stream, run.pending);
      page.vectors.set(stream, vector);
      if (!speak.has(stream)) {
        put(page.envelope.streams, stream, { digest: digest(vector) });
        continue;
      }
      page.spoken.add(stream);
      const withdrawn = run.withdrawn.has(stream);
      const signatures = await this.lines(stream, speak.get(stream), page, run.branches, withdrawn);
      const want = run.wants.ask(stream, run.pending);
      put(page.envelope.streams, stream, { digest: digest(vector), vector, signatures, ...(want.length > 0 && { want }) });
    }
    for (const stream of page.spoken) {
      const fits = (lines: Entry[]): number => fitting(lines, [...page.entries, ...page.wanted], this.most);
      page.wanted.push(...run.wants.give(stream, fits));
    }
    return page;
  }

  /** Adds the lines of a stream while the page has room. A page ends at a signed head, or nothing after it would be admitted. */
  private async lines(stream: string, theirs: Vector | undefined, page: Page, branches: Branches, withdrawn: boolean): Promise<HeadSignature[]> {
    const out = page.entries;
    const signatures: HeadSignature[] = [];
    const around = { core: this.core, office: this.office };
    for (const log of this.core.logs.of(stream).sort(byNeed)) {
      const { row, entries } = log;
      if (withdrawn && !row.own && row.beside === undefined) continue;
      const held = heldBy(theirs, log, branches, around, withdrawn);
      const lacking = entries.slice(held, sendable(around, log));
      const room = fitting(lacking, out, this.most);
      if (room < lacking.length && out.length > 0) page.starved.add(stream);
      const cut = lacking[room - 1];
      if (lacking.length > room && row.own && cut !== undefined) {
        const signature = (await this.signing.make(log, cut.seq)) ?? row.signature;
        out.push(...lacking.slice(0, room));
        if (signature !== null) signatures.push({ log: row.log, ...signature });
        continue;
      }
      if (lacking.length === room) out.push(...lacking);
      else {
        const head = lastWithin(row.heads ?? [], held, room, out.length === 0);
        if (head !== null) {
          out.push(...lacking.slice(0, head.seq - held));
          signatures.push({ log: row.log, ...head });
        }
        if (log.server) break; // what it explains waits for the rest of it
        if (head !== null) continue;
      }
      const last = verifiedHead(log);
      if (last !== null) signatures.push({ log: row.log, ...last });
    }
    return signatures;
  }
}
