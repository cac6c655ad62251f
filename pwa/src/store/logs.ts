// Owns what this phone knows of logs: their entries in order, their heads, how far the server has acknowledged them.
import { compareBytes, isObject, parse, put } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import type { Signature as HeadSignature } from '../sync/bundle';
import type { Vector } from '../sync/vector';
import type { LogRow, Signature } from './database';

/** What a genesis says: who writes here. Only a log whose genesis was checked is ever kept. */
export interface Opening {
  key: string;
  installation: string;
  account: string;
  server: boolean;
}

export interface Log extends Opening {
  row: LogRow;
  /** entries[i] has seq i + 1. */
  entries: Entry[];
}

/** Whether lines of it were taken on the server's word and are still to be verified one by one. */
export function isUnverified({ row }: Log): boolean {
  return row.checked !== undefined;
}

/**
 * Until where a log of somebody else may be handed on: the furthest head before which every line was verified, or null. Of our own
 * logs the newest that we signed.
 */
export function verifiedHead({ row: { checked, signature, heads = [] } }: Log): Signature | null {
  return checked === undefined ? signature : (heads.filter(({ seq }) => seq <= checked).at(-1) ?? null);
}

/** Reads the enrolment statement that a genesis carries; null when it is not of that form. */
export function readOpening(genesis: Entry): (Opening & { statement: string; signature: string; office: string }) | null {
  const { key, enrolment } = genesis.body ?? {};
  if (typeof key !== 'string' || !isObject(enrolment)) return null;
  const { statement, signature } = enrolment;
  if (typeof statement !== 'string' || typeof signature !== 'string') return null;
  try {
    const said = parse(statement);
    if (!isObject(said) || said.key !== key) return null;
    const { installation, account, office, roles } = said;
    if (typeof installation !== 'string' || typeof account !== 'string' || typeof office !== 'string') return null;
    const server = Array.isArray(roles) && roles.includes('server');
    return { key, installation, account, office, server, statement, signature };
  } catch {
    return null;
  }
}

export class Logs {
  private readonly logs = new Map<string, Log>();
  private readonly byStream = new Map<string, Set<string>>();

  get(log: string): Log | undefined {
    return this.logs.get(log);
  }

  all(): Log[] {
    return [...this.logs.values()];
  }

  of(stream: string): Log[] {
    return [...(this.byStream.get(stream) ?? [])].map((log) => this.logs.get(log) as Log);
  }

  /** Logs of the stream that this installation may write on with. */
  writable(stream: string, key: string): Log[] {
    return this.of(stream).filter(({ row, key: logKey }) => row.own && !row.retired && logKey === key);
  }

  streams(): string[] {
    return [...this.byStream.keys()].sort(compareBytes);
  }

  isServer = (log: string): boolean => this.logs.get(log)?.server ?? false;

  head(log: string): [number, string] | null {
    const last = this.logs.get(log)?.entries.at(-1);
    return last === undefined ? null : [last.seq, last.hash];
  }

  vector(stream: string): Vector {
    const vector: Vector = {};
    for (const { entries } of this.of(stream)) {
      const last = entries.at(-1);
      if (last !== undefined) put(vector, last.log, [last.seq, last.hash]);
    }
    return vector;
  }

  signatures(stream: string): HeadSignature[] {
    return this.of(stream).flatMap(({ row }) => (row.signature === null ? [] : [{ log: row.log, ...row.signature }]));
  }

  /** Takes in the next entries of a log, which the caller has checked and stored. Answers those that were new. */
  append(row: LogRow, entries: Entry[]): Entry[] {
    let log = this.logs.get(row.log);
    if (log === undefined) {
      const opening = entries[0]?.seq === 1 ? readOpening(entries[0]) : null;
      if (opening === null) return [];
      const { key, installation, account, server } = opening;
      log = { row, entries: [], key, installation, account, server };
      this.logs.set(row.log, log);
      const names = this.byStream.get(row.stream) ?? new Set();
      this.byStream.set(row.stream, names.add(row.log));
    }
    log.row = row;
    const added: Entry[] = [];
    for (const entry of entries) {
      if (entry.seq !== log.entries.length + 1) continue;
      log.entries.push(entry);
      added.push(entry);
    }
    return added;
  }

  /** The entries from `seq` on leave: the log took another branch. */
  cut(log: string, seq: number): Entry[] {
    return this.logs.get(log)?.entries.splice(seq - 1) ?? [];
  }

  /** A part was redacted: the entry stays without it. */
  replace(entry: Entry): void {
    const log = this.logs.get(entry.log);
    if (log?.entries[entry.seq - 1]?.hash === entry.hash) log.entries[entry.seq - 1] = entry;
  }

  /** The log left this phone. Answers what was in it. */
  drop(log: string): Entry[] {
    const held = this.logs.get(log);
    if (held === undefined) return [];
    this.logs.delete(log);
    const names = this.byStream.get(held.row.stream);
    names?.delete(log);
    if (names?.size === 0) this.byStream.delete(held.row.stream);
    return held.entries;
  }

  setRow(row: LogRow): void {
    const log = this.logs.get(row.log);
    if (log !== undefined) log.row = row;
  }
}
