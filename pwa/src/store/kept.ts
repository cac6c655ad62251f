// Owns reading lines that need no check: those this phone has stored (checked when they came or were composed; the seal under
// which they are kept, with address and hash, would show any change since), and those the server vouches for until they are
// checked. Hashing and strict reading of some thousand lines at once would keep a cheap phone's screen empty for seconds.
import { digestOf } from '../sync/ids';
import { Entry, type Header, type Sets } from '../sync/entry';

/** A header as every program of ours writes it: canonical, so with its keys in order. `sets` is read apart. */
const CANONICAL =
  /^\{"at":"([^"\\]*)","by":"([^"\\]*)","commit":"([^"\\]*)","kind":"([^"\\]*)","log":"([^"\\]*)","prev":"([^"\\]*)","record":"([^"\\]*)","seal":"([^"\\]*)","seq":(\d+),"sets":(\{[^\t]*\}),"stream":"([^"\\]*)","v":1\}\t/;
const MOST = 500;
/** `sets` that cover nothing are the same for all records of a roll: they are read and kept once. */
const plainSets = new Map<string, Sets>();

function setsOf(text: string): Sets {
  if (text.includes('["')) return JSON.parse(text) as Sets;
  let sets = plainSets.get(text);
  if (sets === undefined) {
    if (plainSets.size >= MOST) plainSets.clear();
    plainSets.set(text, (sets = JSON.parse(text) as Sets));
  }
  return sets;
}

/** Of another text than canonical, or a redaction, what JSON.parse makes of it; throws SyntaxError. */
export function headerOf(text: string): Header {
  const found = CANONICAL.exec(text);
  if (found === null) {
    const header = JSON.parse(text.slice(0, text.indexOf('\t'))) as Header;
    return { ...header, redacts: header.redacts ?? null };
  }
  const [, at, by, commit, kind, log, prev, record, seal, seq, sets, stream] = found as unknown as string[];
  return { at, by, commit, kind, log, prev, record, seal, seq: Number(seq), sets: setsOf(sets as string), stream, redacts: null } as Header;
}

/** The entry of a line that `parseLine` has accepted before, whose hash was kept beside it. */
export function readKept(line: string, hash: string): Entry {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  return new Entry(text, headerOf(text), hash);
}

/** The entries of lines that follow each other in one log: the hash of each but the last is the `prev` of the next. */
export function readRun(lines: string[], headers: Header[], last = hashOf(lines.at(-1) ?? '')): Entry[] {
  return lines.map((line, index) => new Entry(line, headers[index] as Header, headers[index + 1]?.prev ?? last));
}

function hashOf(line: string): string {
  return digestOf('prachakhom/1/entry', line.slice(0, line.indexOf('\t')));
}
