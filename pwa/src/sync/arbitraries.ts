// What the property tests draw from: values, texts and histories that look for trouble. Used by tests only.
import fc from 'fast-check';
import { vi } from 'vitest';
import type { Json, JsonObject } from './canonical';
import type { FieldRules, Foldable, Quarantined } from './fold';

vi.setConfig({ testTimeout: 900_000 }); // a proof run whole takes its time

type Process = { process?: { env: { [name: string]: string | undefined } } };

/**
 * How many examples to try: a slice, the same every time, so that a red test is about the change at hand; with PROVE=1
 * many more, other ones each time.
 */
export function runs(slice: number): { numRuns: number; seed?: number } {
  const prove = (globalThis as Process).process?.env.PROVE;
  return prove ? { numRuns: slice * 50 } : { numRuns: slice, seed: 1 };
}

const PIECES = ['a', 'ก็', 'น้ำ', 'ปู่', '\u{1f44d}', '\uffee', '\u0000', '\u001f', '\u007f', '\u2028', '"', '\\', '/', '\ud83d\ude00'];

export const textArb = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'why', '', '10', '9', '\uffff', '\u{10000}'),
);

export const integerArb = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);

function objectOf(pairs: [string, Json][]): JsonObject {
  return Object.fromEntries(pairs); // defines own keys, whatever their names
}

/** Any value that may stand in a line, at most `depth` deep. */
export function jsonArb(depth: number): fc.Arbitrary<Json> {
  const leaf: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom(null, true, false), integerArb, textArb);
  if (depth === 0) return leaf;
  const inner = jsonArb(depth - 1);
  const list = fc.array(inner, { maxLength: 3 });
  const object = fc.array(fc.tuple(textArb, inner), { maxLength: 3 }).map(objectOf);
  return fc.oneof({ weight: 3, arbitrary: leaf }, list as fc.Arbitrary<Json>, object as fc.Arbitrary<Json>);
}

/** Text that is nearly JSON: pieces of it in any order, or a good text with a bite taken out. */
export const nearlyJsonArb = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...'{}[],:"\\'.split(''), '"a"', '1', '-0', '1.0', '1e3', 'true', ' ', '\t', '\\ud800', 'NaN')).map((t) => t.join('')),
  fc.tuple(jsonArb(3), fc.nat(), fc.constantFrom('', '"', '{', '0', '\\', '\ud800', ',')).map(([value, at, bite]) => {
    const text = JSON.stringify(value);
    const place = at % (text.length + 1);
    return text.slice(0, place) + bite + text.slice(place + 1);
  }),
);

export const RULES: FieldRules = {
  agreed: { merge: 'agree', private: false },
  secret: { merge: 'agree', private: true },
  first: { merge: 'first', private: false },
  last: { merge: 'last', private: true },
  union: { merge: 'union', private: false },
};

const FIELDS = [...Object.keys(RULES), 'unruled'];
const HASHES = ['A', 'B', 'C', 'D', 'E', 'F'];
const valueArb: fc.Arbitrary<Json> = fc.constantFrom<Json>(null, 1, 2, 'ก', ['x'], ['y'], [], { a: 1 });
const coversArb = fc.subarray([...HASHES, 'Q'], { maxLength: 3 });

const entryArb = fc.record({
  log: fc.constantFrom('p1', 'p2'),
  seq: fc.integer({ min: 1, max: 12 }),
  at: fc.constantFrom('0000000000001-0000', '0000000000002-0000', '0000000000002-0001'),
  sets: fc.subarray(FIELDS).chain((fields) => fc.record(Object.fromEntries(fields.map((field) => [field, coversArb])))),
  values: fc.array(valueArb, { minLength: FIELDS.length, maxLength: FIELDS.length }),
  withheld: fc.constantFrom('', '', '', 'body', 'private'),
});

/** In the server's log that redacts, or in that of another epoch. */
const positionArb = fc
  .record({ log: fc.constantFrom('s', 't'), seq: fc.integer({ min: 1, max: 6 }), ms: fc.integer({ min: 1, max: 7 }) })
  .map(({ log, seq, ms }) => ({ log, seq, at: `000000000000${log === 's' ? seq : ms}-0000` }));

const redactionArb = fc.record({
  seq: fc.integer({ min: 1, max: 6 }),
  hash: fc.constantFrom(...HASHES),
  part: fc.constantFrom('body' as const, 'private' as const),
});

export type History = { entries: Foldable[]; quarantined: Quarantined };

/** A history of one record: concurrent setters, covers of things unseen, parts withheld, redactions and verdicts. */
export const historyArb: fc.Arbitrary<History> = fc
  .record({
    setters: fc.array(entryArb, { maxLength: HASHES.length }),
    redactions: fc.array(redactionArb, { maxLength: 2 }),
    verdicts: fc.array(fc.tuple(fc.constantFrom(...HASHES, 'r0'), positionArb), { maxLength: 2 }),
  })
  .map(({ setters, redactions, verdicts }) => ({
    entries: [
      ...setters.map(({ values, withheld, ...entry }, i) => {
        const held = (isPrivate: boolean) =>
          Object.fromEntries(
            FIELDS.flatMap((field, j) => {
              const here = field in entry.sets && (RULES[field]?.private ?? false) === isPrivate;
              return here ? [[field, values[j] as Json]] : [];
            }),
          );
        const body = withheld === 'body' ? null : held(false);
        return { ...entry, hash: HASHES[i] as string, redacts: null, body, private: withheld === 'private' ? null : held(true) };
      }),
      ...redactions.map(({ seq, hash, part }, i) => {
        const redacts = { hash, part };
        return { hash: `r${i}`, log: 's', seq, at: `000000000000${seq}-0000`, sets: {}, redacts, body: {}, private: {} };
      }),
    ],
    quarantined: new Map(verdicts),
  }));
