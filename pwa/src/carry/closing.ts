// Owns the picture by which two devices compare what they hold of a hearing: the digest, and how far each log is.
import { digest, type Vector } from '../sync/vector';

const TAG = 'prachakhom:close';
const MOST_LOGS = 40; // more would make a picture that no camera reads; then it only says whether both are the same
const SHORT = 8; // letters of a hash: enough to see that two differ, the digest is there whole

/** What the other device says of a hearing. `heads`: log -> its last seq and the beginning of that entry's hash. */
export interface Closing {
  meeting: string;
  digest: string;
  heads: Map<string, [seq: number, hash: string]> | null;
}

/** `here`: this device lacks `n` entries of the log; `there`: the other does; `branch`: they hold different ones. */
export interface Difference {
  log: string;
  what: 'here' | 'there' | 'branch';
  n: number;
}

export function closingText(meeting: string, vector: Vector): string {
  const logs = Object.entries(vector);
  const heads = logs.length > MOST_LOGS ? [] : logs.map(([log, [seq, hash]]) => `${log}.${seq}.${hash.slice(0, SHORT)}`);
  return [TAG, meeting, digest(vector), heads.join(',')].join(':');
}

/** Null: a picture of something else. */
export function readClosing(text: string): Closing | null {
  const found = /^prachakhom:close:([\w-]{1,64}):([\w-]{43}):([\w.,-]*)$/.exec(text);
  if (!found) return null;
  const [, meeting = '', said = '', list = ''] = found;
  const heads = list.split(',').map((head) => head.split('.'));
  const whole = heads.every(([log, seq, hash]) => log && hash && Number(seq) > 0);
  return { meeting, digest: said, heads: whole ? new Map(heads.map(([log = '', seq, hash = '']) => [log, [Number(seq), hash]])) : null };
}

export function differences(mine: Vector, heads: NonNullable<Closing['heads']>): Difference[] {
  const found: Difference[] = [];
  for (const log of new Set([...Object.keys(mine), ...heads.keys()])) {
    const [seq, hash] = mine[log] ?? [0, ''];
    const [theirs, other] = heads.get(log) ?? [0, ''];
    if (seq < theirs) found.push({ log, what: 'here', n: theirs - seq });
    else if (seq > theirs) found.push({ log, what: 'there', n: seq - theirs });
    else if (hash.slice(0, SHORT) !== other) found.push({ log, what: 'branch', n: 0 });
  }
  return found;
}
