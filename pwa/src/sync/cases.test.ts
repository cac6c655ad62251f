// @vitest-environment node
// Runs the shared cases of sync/cases: expected by hand from PROTOCOL.md, for this engine and its twin alike.
import { describe, expect, it } from 'vitest';
import { read, write } from './bundle';
import { canonical, Malformed, parse, type Json, type JsonObject } from './canonical';
import { Clock } from './clock';
import { attendanceCount, motionCount } from './counts';
import { parseLine } from './entry';
import { fold, type FieldRules, type Foldable } from './fold';
import { b64, keyedId, logId, unb64 } from './ids';
import { keyedRecord } from './keyed';
import { verify } from './keys';
import type { Rec } from './records';
import { mayWrite, streamFits } from './rights';
import { digest, text, type Vector } from './vector';

const files = import.meta.glob('../../../sync/cases/*.json', { eager: true, query: '?raw', import: 'default' });

type Case = { name: string; why: string } & { [key: string]: unknown };

function cases<T>(area: string): (Case & T)[] {
  const file = files[`../../../sync/cases/${area}.json`];
  const document = JSON.parse(file as string) as { area: string; cases: (Case & T)[] };
  expect(document.area).toBe(area);
  return document.cases;
}

/** What the act gives, or {error: code} if it refuses. */
function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof Malformed) return { error: error.code };
    throw error;
  }
}

/** The entries twice over, in an order that depends on the round. */
function shuffled<T>(items: readonly T[], round: number): T[] {
  const order = (i: number) => Math.sin((i + 1) * (round + 1) * 12.9898) % 1;
  return [...items, ...items].map((item, i) => [order(i), item] as const).sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}

type FoldCase = { rules: FieldRules | null; entries: Foldable[]; quarantined?: { [hash: string]: [string, string, number] }; expect: Json };

describe('fold', () => {
  it.each(cases<FoldCase>('fold'))('$name', ({ rules, entries, quarantined, expect: expected }) => {
    const whole = entries.map((entry) => ({ ...entry, redacts: entry.redacts ?? null }));
    for (let round = 0; round < 8; round++) {
      const verdicts = Object.entries(quarantined ?? {}).map(([hash, [at, log, seq]]) => [hash, { at, log, seq }] as const);
      const folded = fold(shuffled(whole, round), rules, new Map(verdicts));
      expect(folded).toEqual(expected);
    }
  });
});

describe('canonical', () => {
  it.each(cases<{ text?: string; value?: Json; expect: Json }>('canonical'))('$name', (given) => {
    const found = outcome(() => canonical(given.text === undefined ? (given.value as Json) : parse(given.text)));
    expect(found).toEqual(given.expect);
    if (typeof found === 'string') expect(canonical(parse(found))).toBe(found);
  });
});

describe('line', () => {
  it.each(cases<{ line: string; expect: JsonObject }>('line'))('$name', ({ line, expect: expected }) => {
    const entry = outcome(() => parseLine(line)) as JsonObject;
    expect(entry).toMatchObject(expected);
    for (const [key, value] of Object.entries(expected)) expect(entry[key]).toEqual(value);
    if (!('error' in expected)) expect(entry.line).toBe(line.endsWith('\n') ? line : `${line}\n`);
  });
});

describe('ids', () => {
  const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const functions: { [name: string]: (...input: string[]) => unknown } = {
    log_id: logId as (...input: string[]) => string,
    keyed_id: keyedId as (...input: string[]) => string,
    b64: (input) => b64(bytes(input as string)),
    unb64: (input) => hex(unb64(input as string)),
  };
  it.each(cases<{ function: string; input: string[]; expect: unknown }>('ids'))('$name', (given) => {
    const found = outcome(() => functions[given.function]?.(...given.input));
    if (typeof given.expect === 'string') expect(found).toBe(given.expect);
    else expect(found).toHaveProperty('error');
  });
});

describe('digest', () => {
  it.each(cases<{ vector: Vector; text: string; expect: string }>('digest'))('$name', (given) => {
    expect(text(given.vector)).toBe(given.text);
    expect(digest(given.vector)).toBe(given.expect);
  });
});

describe('keys', () => {
  it.each(cases<{ public: string; text: string; signature: string; expect: boolean }>('keys'))('$name', async (given) => {
    expect(await verify(given.public, given.text, given.signature)).toBe(given.expect);
  });
});

type Step = { expect: string } & ({ tick: number } | { observe: string; now: number });

describe('clock', () => {
  it.each(cases<{ last: string; steps: Step[] }>('clock'))('$name', ({ last, steps }) => {
    const clock = new Clock(last);
    for (const step of steps) {
      if ('tick' in step) expect(clock.tick(step.tick)).toBe(step.expect);
      else clock.observe(step.observe, step.now);
      expect(clock.last).toBe(step.expect);
    }
  });
});

describe('bundle', () => {
  it.each(cases<{ text: string; expect: JsonObject }>('bundle'))('$name', ({ text: given, expect: expected }) => {
    const found = outcome(() => {
      const { envelope, lines } = read(given);
      expect(read(write(envelope, lines))).toEqual({ envelope, lines });
      return { epoch: envelope.epoch, streams: Object.keys(envelope.streams), lines };
    });
    expect(found).toEqual(expected);
  });
});

describe('rules', () => {
  const functions = { may_write: mayWrite, stream_fits: streamFits, keyed_record: keyedRecord } as unknown as {
    [name: string]: (...input: unknown[]) => unknown;
  };
  it.each(cases<{ function: string; input: unknown[]; expect: unknown }>('rules'))('$name', (given) => {
    expect(functions[given.function]?.(...given.input)).toEqual(given.expect);
  });
});

describe('counts', () => {
  it.each(cases<{ records: Rec[]; motion?: string; expect: unknown }>('counts'))('$name', (given) => {
    for (const records of [given.records, [...given.records].reverse()]) {
      const found = given.motion === undefined ? attendanceCount(records) : motionCount(records, given.motion);
      expect(found).toEqual(given.expect);
    }
  });
});
