// Owns reading back what this phone itself has stored. Such a line was checked when it came or was composed, and the seal
// under which it is kept (with its address and hash) would show any change since: it is read, not checked again. Hashing
// and strict reading of some thousand lines at every start would keep a cheap phone's screen empty for seconds.
import type { JsonObject } from '../sync/canonical';
import { Entry } from '../sync/entry';

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

function part(commitment: string, text: string): JsonObject | null {
  if (text === '') return commitment === '' ? {} : null;
  return JSON.parse(text) as JsonObject;
}

/** The entry of a line that `parseLine` has accepted before, whose hash was kept beside it. */
export function readKept(line: string, hash: string): Entry {
  const columns = line.slice(0, -1).split('\t') as unknown as Entry['columns'];
  const header = JSON.parse(columns[0]) as Mutable<Entry>;
  const { stream, log, seq, prev, kind, record, sets, at, by, commit, seal } = header;
  const entry = Object.create(Entry.prototype) as Mutable<Entry>;
  Object.assign(entry, { hash, stream, log, seq, prev, kind, record, sets, redacts: header.redacts ?? null, at, by, commit, seal });
  entry.columns = columns;
  entry.body = part(commit, columns[2]);
  entry.private = part(seal, columns[4]);
  return entry;
}
