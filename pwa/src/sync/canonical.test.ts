// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonArb, nearlyJsonArb, runs, textArb } from './arbitraries';
import { canonical, compareBytes, Malformed, parse, type Json } from './canonical';

function outcome(text: string): Json | 'malformed' {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}

describe('reading JSON', () => {
  it.each([
    ['1.0'], ['1e2'], ['-0'], ['01'], ['+1'], ['9007199254740992'], ['-9007199254740992'], ['NaN'], ['Infinity'],
    ['"\\ud800"'], ['"\ud800"'], ['"\\ude00\\ud83d"'], ['"\u0001"'], ['"\\x"'], ['"'], ['"\\'],
    ['{"a":1,"a":1}'], ['{"a":1,"\\u0061":2}'], ['{a:1}'], ['{"a":1,}'], ['[1,]'], ['[1 2]'], ['{"a" 1}'], ['{"a":1'],
    [''], [' '], ['1 2'], ['nul'], ['trueé'], ['\ufeff1'], ['\u00a01'], ["'a'"], ['[[[[[[[[[]]]]]]]]]'],
    ['['.repeat(100_000)],
  ])('refuses %j', (text) => {
    expect(outcome(text)).toBe('malformed');
  });

  it('takes what the protocol allows', () => {
    expect(parse(' { "a" : [ 1 , -7 , true , null , "\\ud83d\\ude00\\u0e01/\\/" ] }\r\n')).toEqual({ a: [1, -7, true, null, '\u{1f600}ก//'] });
    expect(parse('[9007199254740991,-9007199254740991]')).toEqual([9007199254740991, -9007199254740991]);
    expect(parse('[[[[[[[[1]]]]]]]]')).toEqual([[[[[[[[1]]]]]]]]);
    expect(Object.keys(parse('{"__proto__":1}') as object)).toEqual(['__proto__']);
  });

  it('never fails but by Malformed, and reads what it takes as JSON.parse does', () => {
    const property = fc.property(nearlyJsonArb, (text) => {
      const read = outcome(text);
      if (read !== 'malformed') expect(read).toEqual(JSON.parse(text));
    });
    fc.assert(property, runs(500));
  });
});

describe('canonical text', () => {
  it('orders keys by their UTF-8 bytes, not by UTF-16 units', () => {
    expect(canonical({ '\u{1f600}': 1, '\uffee': 2, ก: 3, a: 4, '10': 5, '9': 6 })).toBe('{"10":5,"9":6,"a":4,"ก":3,"\uffee":2,"\u{1f600}":1}');
  });

  it('escapes what must be and nothing else', () => {
    expect(canonical('"\\\b\f\n\r\t\u0001\u001f\u007f\u2028/ก็')).toBe('"\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u2028/ก็"');
  });

  it.each([[1.5], [-0], [2 ** 53], [NaN], ['\ud800'], [{ '\ud800': 1 }], [undefined], [[[[[[[[[[]]]]]]]]]]])('has none for %j', (value) => {
    expect(() => canonical(value as Json)).toThrow(Malformed);
  });

  it('reads back as the same value, and is the same for the same value', () => {
    const property = fc.property(jsonArb(4), (value) => {
      const text = canonical(value);
      expect(parse(text)).toEqual(value);
      expect(canonical(parse(JSON.stringify(value, null, 1)))).toBe(text);
    });
    fc.assert(property, runs(300));
  });

  it('orders texts as their bytes are ordered', () => {
    const bytes = (text: string) => [...new TextEncoder().encode(text)];
    const byBytes = (a: number[], b: number[]) => a.findIndex((byte, i) => byte !== b[i]);
    const property = fc.property(textArb, textArb, (a, b) => {
      const [left, right] = [bytes(a), bytes(b)];
      const i = byBytes(left, right);
      const expected = i < 0 ? left.length - right.length : (left[i] as number) - (right[i] ?? -1);
      expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(expected));
    });
    fc.assert(property, runs(500));
  });
});
