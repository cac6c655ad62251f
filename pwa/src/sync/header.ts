// Owns the header of a line, its first column, and the strict reading of it (PROTOCOL.md 1).
import { isObject, Malformed, parse, type Json } from './canonical';
import { isStamp } from './clock';
import type { Foldable, PartName } from './fold';
import { HASH, matches, NAME, STREAM } from './names';

export type Sets = { [field: string]: string[] };
export type Redacts = { hash: string; part: PartName };

const KEYS = ['v', 'stream', 'log', 'seq', 'prev', 'kind', 'record', 'sets', 'at', 'by', 'commit', 'seal'];

/** The reserved key of a part that says why; it belongs to its entry and is not folded. */
export const WHY = 'why';

function bad(detail: string): never {
  throw new Malformed('malformed_line', detail);
}

export function must(condition: boolean, detail: string): asserts condition {
  if (!condition) bad(detail);
}

/** What stands in the first column of a line. */
export type Header = Omit<Foldable, 'hash' | 'body' | 'private' | 'sets'> & {
  readonly stream: string;
  readonly prev: string;
  readonly kind: string;
  readonly record: string;
  readonly sets: Sets;
  readonly by: string;
  readonly commit: string;
  readonly seal: string;
};

/** Throws Malformed for whatever a header may not be. */
export function readHeader(text: string): Header {
  const header = parse(text);
  must(isObject(header), 'a header is an object');
  const redaction = Object.hasOwn(header, 'redacts');
  must(KEYS.every((key) => Object.hasOwn(header, key)), 'a header key is missing');
  must(Object.keys(header).length === KEYS.length + Number(redaction), 'a header key is not known');
  const { v, stream, log, seq, prev, kind, record, at, by } = header;
  must(v === 1, 'another version');
  must(matches(STREAM, stream), 'stream');
  must(matches(NAME, log), 'log');
  must(typeof seq === 'number' && seq >= 1, 'seq');
  must(seq === 1 ? prev === '' : matches(HASH, prev), 'prev');
  must(matches(NAME, kind), 'kind');
  must(matches(NAME, record), 'record');
  must(isStamp(at), 'at');
  must(matches(NAME, by), 'by');
  const sets = readSets(header.sets as Json);
  const redacts = redaction ? readRedacts(header.redacts as Json) : null;
  must(redacts === null || Object.keys(sets).length === 0, 'a redaction sets nothing');
  const commit = readCommitment(header.commit as Json);
  const seal = readCommitment(header.seal as Json);
  return { stream, log, seq, prev: prev as string, kind, record, sets, redacts, at, by, commit, seal };
}

function readSets(sets: Json): Sets {
  must(isObject(sets), 'sets');
  for (const [field, hashes] of Object.entries(sets)) {
    must(field !== WHY, 'why is not folded');
    must(Array.isArray(hashes) && hashes.every((hash) => matches(HASH, hash)), 'a covered hash');
  }
  return sets as Sets;
}

function readRedacts(redacts: Json): Redacts {
  must(isObject(redacts) && Object.keys(redacts).length === 2 && matches(HASH, redacts.hash), 'redacts');
  const part = redacts.part;
  must(part === 'body' || part === 'private', 'redacts');
  return { hash: redacts.hash, part };
}

function readCommitment(text: Json): string {
  must(text === '' || matches(HASH, text), 'a commitment');
  return text as string;
}
