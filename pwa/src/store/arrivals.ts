// Owns the check of what arrives: nothing is stored before its chain, its commitments, the enrolment of its log and a
// signature of its head have been verified. (PROTOCOL 1, 2)
import type { Signature as HeadSignature } from '../sync/bundle';
import { checkChain, parseLine, type Entry } from '../sync/entry';
import { logId } from '../sync/ids';
import { enrolmentText, headText, verify } from '../sync/keys';
import type { LineRow, Signature } from './database';
import { readOpening, type Logs } from './logs';

/** A log's next entries, checked; `signature` covers the last of them. */
export interface Arrival {
  log: string;
  stream: string;
  key: string;
  entries: Entry[];
  signature: Signature;
  /** Who writes the log, of such lines. */
  account?: string;
  /** Of lines that the server vouches for and that are still to be verified: the rows that they will be kept in. */
  sealed?: Promise<LineRow[]>;
  /** Taken beside another phone: the office may not hold them. */
  beside?: boolean;
  /** More of them follow: nobody need wait until these are stored. */
  more?: boolean;
}

/** Why lines of a log were not taken. */
export interface Rejected {
  stream: string;
  log: string;
  seq: number;
  hash: string;
  reason: string;
}

/** What a page brought: next entries of logs, parts of held entries that were missing, and what was not taken. */
export interface Checked {
  arrivals: Arrival[];
  fills: Entry[];
  rejected: Rejected[];
}

class Wrong extends Error {}

/** Lines of one log that hang together but whose signature has not come yet, because a page ended in between. */
export type Pending = Map<string, Entry[]>;

export class Arrivals {
  constructor(
    private readonly logs: Logs,
    private readonly serverKey: string,
  ) {}

  /** Reads a page of lines onto what was pending. Changes `pending` only. */
  async check(
    lines: string[],
    signatures: HeadSignature[],
    pending: Pending,
  ): Promise<Checked> {
    const rejected: Rejected[] = [];
    const fills: Entry[] = [];
    const fresh = this.read(lines, rejected);
    const named = this.redactions([...fresh.values(), ...pending.values()].flat());
    const arrivals: Arrival[] = [];
    for (const log of new Set([...fresh.keys(), ...pending.keys()])) {
      const entries = joined([...(pending.get(log) ?? []), ...(fresh.get(log) ?? [])]);
      pending.delete(log);
      try {
        fills.push(...this.fills(entries));
        const arrival = await this.checkLog(entries, signatures, named);
        if (arrival.rest.length > 0) pending.set(log, arrival.rest);
        if (arrival.taken !== null) arrivals.push(arrival.taken);
      } catch (error) {
        const first = entries[0];
        const reason = error instanceof Wrong ? error.message : codeOf(error);
        if (first) rejected.push({ stream: first.stream, log, seq: first.seq, hash: first.hash, reason });
      }
    }
    return { arrivals, fills, rejected };
  }

  private read(lines: string[], rejected: Rejected[]): Map<string, Entry[]> {
    const fresh = new Map<string, Entry[]>();
    for (const line of lines) {
      try {
        const entry = parseLine(line);
        const group = fresh.get(entry.log);
        if (group === undefined) fresh.set(entry.log, [entry]);
        else group.push(entry);
      } catch (error) {
        rejected.push({ stream: '', log: '', seq: 0, hash: '', reason: codeOf(error) });
      }
    }
    return fresh;
  }

  private async checkLog(
    entries: Entry[],
    signatures: HeadSignature[],
    named: Set<string>,
  ): Promise<{ taken: Arrival | null; rest: Entry[] }> {
    const fresh = entries.sort((a, b) => a.seq - b.seq).filter((entry) => !this.isHeld(entry));
    const [first] = fresh;
    if (first === undefined) return { taken: null, rest: [] };
    const { log, stream } = first;
    checkChain(fresh, this.logs.head(log));
    const held = this.logs.get(log);
    if (held !== undefined && held.row.stream !== stream) throw new Wrong('wrong_hash');
    const opening = held ?? (await openingOf(first, this.serverKey));
    if (fresh.some(({ by, kind, seq }) => by !== opening.account || (kind === 'log') !== (seq === 1))) {
      throw new Wrong('not_enrolled');
    }
    const signature = await this.verified(fresh, opening.key, signatures);
    const covered = fresh.filter(({ seq }) => seq <= (signature?.seq ?? 0));
    if (signature === null || covered.some((entry) => lacksPart(entry, named))) return { taken: null, rest: fresh };
    const taken = { log, stream, key: opening.key, entries: covered, signature };
    return { taken, rest: fresh.slice(covered.length) };
  }

  /** What the server's redactions name, of those held and of this page: "hash part". */
  private redactions(page: Entry[]): Set<string> {
    const servers = new Set(page.filter((entry) => entry.seq === 1 && readOpening(entry)?.key === this.serverKey).map(({ log }) => log));
    const named = new Set<string>();
    const note = ({ log, redacts }: Entry) => {
      if (redacts !== null && (servers.has(log) || this.logs.isServer(log))) named.add(`${redacts.hash} ${redacts.part}`);
    };
    if (!page.some((entry) => entry.body === null || entry.private === null)) return named;
    for (const { server, entries } of this.logs.all()) if (server) entries.forEach(note);
    page.forEach(note);
    return named;
  }

  /** Entries that are held without a part which came now. */
  private fills(entries: Entry[]): Entry[] {
    return entries.flatMap((entry) => {
      const mine = this.logs.get(entry.log)?.entries[entry.seq - 1];
      const whole = mine?.hash === entry.hash ? filled(mine, entry) : mine;
      return mine === undefined || whole === undefined || whole === mine || mine.hash !== entry.hash ? [] : [whole];
    });
  }

  /** Identical lines are no news; another hash at an address that we hold is another branch. */
  private isHeld(entry: Entry): boolean {
    const mine = this.logs.get(entry.log)?.entries[entry.seq - 1];
    if (mine !== undefined && mine.hash !== entry.hash) throw new Wrong('fork');
    return mine !== undefined;
  }

  /** The furthest signature that fits one of the entries and is genuine. */
  private async verified(entries: Entry[], key: string, signatures: HeadSignature[]): Promise<Signature | null> {
    const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
    const candidates = signatures
      .filter(({ log, seq, hash }) => log === entries[0]?.log && bySeq.get(seq)?.hash === hash)
      .sort((a, b) => b.seq - a.seq);
    for (const { log, seq, hash, signature } of candidates) {
      const entry = bySeq.get(seq) as Entry;
      if (await verify(key, headText(entry.stream, log, seq, hash), signature)) return { seq, hash, signature };
      throw new Wrong('wrong_signature');
    }
    return null;
  }
}

/** Each entry once, with all parts that any of them has. */
function joined(entries: Entry[]): Entry[] {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    const held = found.get(entry.hash);
    found.set(entry.hash, held === undefined ? entry : filled(held, entry));
  }
  return [...found.values()];
}

/** The entry with the parts that it lacks and another copy has: the very same entry where there is none. */
function filled(entry: Entry, other: Entry): Entry {
  const [header, salt, body, salt2, hidden] = entry.columns;
  const [, otherSalt, otherBody, otherSalt2, otherHidden] = other.columns;
  if ((body !== '' || otherBody === '') && (hidden !== '' || otherHidden === '')) return entry;
  const one = body === '' ? [otherSalt, otherBody] : [salt, body];
  const two = hidden === '' ? [otherSalt2, otherHidden] : [salt2, hidden];
  return parseLine([header, ...one, ...two].join('\t'));
}

/** Checks a genesis: the log id, and the server's word that this key belongs to this account. Throws. */
export async function openingOf(genesis: Entry, serverKey: string) {
  const opening = readOpening(genesis);
  if (genesis.seq !== 1) throw new Wrong('gap');
  if (opening === null) throw new Wrong('not_enrolled');
  const nonce = genesis.body?.nonce;
  if (typeof nonce !== 'string' || logId(opening.key, genesis.stream, nonce) !== genesis.log) throw new Wrong('wrong_hash');
  if (opening.server && opening.key !== serverKey) throw new Wrong('not_enrolled');
  const genuine = await verify(serverKey, enrolmentText(opening.statement), opening.signature);
  if (!genuine) throw new Wrong('not_enrolled');
  return opening;
}

/** A part it committed to is missing, and no redaction says so. */
function lacksPart(entry: Entry, named: Set<string>): boolean {
  return (['body', 'private'] as const).some((part) => entry[part] === null && !named.has(`${entry.hash} ${part}`));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'malformed_line';
}
