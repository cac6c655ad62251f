import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { common } from './common';
import { day, hour, official, recently, stamp, today } from './format';
import { giveEnglish, named, setLanguage, t, type Words } from './index';
import { speak } from './speak';

const sets: Record<string, Words<unknown>> = {};
for (const [path, module] of Object.entries(import.meta.glob<Record<string, unknown>>(['./*.ts', '!./*.test.ts'], { eager: true })))
  for (const [name, value] of Object.entries(module))
    if (value && typeof value === 'object' && 'th' in value && 'en' in value) sets[`${path} ${name}`] = value as Words<unknown>;

/** Every text in a set of words with its path; functions of words are called with sample arguments. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value(3, 'ก', 5, 'ข'))]];
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

beforeAll(() => speak('en'));
afterEach(() => setLanguage('th'));

describe('words', () => {
  test('there are sets of words to check', () => expect(Object.keys(sets).length).toBeGreaterThan(0));

  test.each(Object.entries(sets))('%s has the same keys in Thai and in English, none empty', (_, set) => {
    const th = texts(set.th);
    const en = texts(set.en);
    expect(en.map(([path]) => path)).toEqual(th.map(([path]) => path));
    expect([...th, ...en].filter(([, text]) => !text.trim())).toEqual([]);
  });

  test.each(Object.entries(sets))('%s has no Thai letter in its English, but for the name of the language', (_, set) => {
    expect(texts(set.en).filter(([, text]) => text !== 'ไทย' && /[ก-๛]/.test(text.replace(/[กข]/g, '')))).toEqual([]);
  });

  test.each(Object.entries(sets))('%s is written in NFC', (_, set) => {
    for (const [, text] of texts(set.th)) expect(text).toBe(text.normalize('NFC'));
  });

  test('the language that is shown can be switched, and English comes when it is wanted', async () => {
    giveEnglish({});
    expect(t(common).save).toBe('บันทึก');
    setLanguage('en');
    expect(t(common).save).toBe('บันทึก');
    expect(await speak('en')).toBe('en');
    expect(t(common).save).toBe('Save');
    expect(named({ th: 'ไฟ', en: 'Lights' })).toBe('Lights');
    expect(named({ th: 'ไฟ' })).toBe('ไฟ');
  });
});

describe('times and dates', () => {
  test('are shown in Bangkok time and the Buddhist era, stored in the Gregorian', () => {
    const at = Date.UTC(2026, 2, 7, 18, 5, 9);
    expect(hour(at)).toBe('01:05');
    expect(hour('019cc9a4c7e8-0000')).toBe('');
    expect(hour(`${at.toString(16).padStart(13, '0')}-0001`)).toBe('01:05');
    expect(day('2026-03-07')).toBe('7 มี.ค. 2569');
    expect(day('2026-03-07', 'long')).toBe('7 มีนาคม 2569');
    expect(today(at)).toBe('2026-03-08');
    expect(stamp(at)).toBe('2026-03-08T01:05:09+07:00');
    expect(recently(at, at + 60_000)).toBe('01:05');
    expect(recently(at, at + 86_400_000)).toBe('8 มี.ค. 01:05');
    setLanguage('en');
    expect(day('2026-03-07')).toBe('7 Mar 2026');
  });

  test('official numbers have Thai digits while Thai is shown', () => {
    expect(official('1/2569')).toBe('๑/๒๕๖๙');
    setLanguage('en');
    expect(official('1/2569')).toBe('1/2569');
  });
});
