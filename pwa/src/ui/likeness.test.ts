import { describe, expect, test } from 'vitest';
import { distance, pieces } from './likeness';
import { mayHoldNationalId } from './national-id';
import { fits } from './route.svelte';

describe('what differs between like names', () => {
  const marked = (a: string, b: string) => pieces(a, b).map((p) => (p.differs ? `[${p.text}]` : p.text)).join('');

  test('one consonant with its vowel is one sign', () => {
    expect(marked('น.ส.ศิริพร', 'น.ส.สิริพร')).toBe('น.ส.[ศิ]ริพร');
    expect(marked('น.ส.สิริพร', 'น.ส.ศิริพร')).toBe('น.ส.[สิ]ริพร');
  });

  test('a sign too many and a sign missing are found', () => {
    expect(marked('มานะ', 'มานี')).toBe('มา[นะ]');
    expect(marked('สมชายย', 'สมชาย')).toBe('สมชาย[ย]');
    expect(marked('สมชาย', 'สมชายย')).toBe('สมชาย');
    expect(marked('กขค', '')).toBe('[กขค]');
  });

  test('distance counts an exchanged sign once', () => {
    expect(distance('ศิริพร', 'สิริพร')).toBe(1);
    expect(distance('สมชาย', 'สมชาย')).toBe(0);
    expect(distance('ก', 'กขค')).toBe(2);
  });
});

describe('a national identity number', () => {
  test.each(['1234567890123', 'เลข 1-2345-67890-12-3 ครับ', '๑๒๓๔๕๖๗๘๙๐๑๒๓', '๑ ๒๓๔๕ ๖๗๘๙๐ ๑๒ ๓'])('is noticed in %s', (text) => expect(mayHoldNationalId(text)).toBe(true));
  test.each(['081 234 5678', 'บ้าน 908/2', '12345678901234', ''])('is not seen in %s', (text) => expect(mayHoldNationalId(text)).toBe(false));
});

test('a path fits a pattern with names', () => {
  expect(fits('/field/m/:meeting/door', '/field/m/abc/door/')).toEqual({ meeting: 'abc' });
  expect(fits('/field/m/:meeting/door', '/field/m/abc')).toBeNull();
});
