// Owns the vector of a stream, {log: [last seq, hash of that entry]}, and its digest (PROTOCOL.md 3).
import { canonical, own, put } from './canonical';
import { digestOf } from './ids';

export type Vector = { [log: string]: [number, string] };

export function text(vector: Vector): string {
  return canonical(vector);
}

export function digest(vector: Vector): string {
  return digestOf('prachakhom/1/digest', text(vector));
}

/** The vector of entries in any order: the furthest of each log. */
export function vectorOf(entries: Iterable<{ log: string; seq: number; hash: string }>): Vector {
  const vector: Vector = {};
  for (const entry of entries) {
    if (entry.seq > (own(vector, entry.log)?.[0] ?? 0)) put(vector, entry.log, [entry.seq, entry.hash]);
  }
  return vector;
}

/** For each log in which `theirs` is behind `mine`: the last seq that they hold (0 = nothing of it). */
export function lacking(mine: Vector, theirs: Vector): { [log: string]: number } {
  const result: { [log: string]: number } = {};
  for (const [log, [seq]] of Object.entries(mine)) {
    const held = own(theirs, log)?.[0] ?? 0;
    if (held < seq) put(result, log, held);
  }
  return result;
}
