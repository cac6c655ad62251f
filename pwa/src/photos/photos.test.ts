// What is written into a photo, and how its lines are broken; the record it stands in.
import { expect, test } from 'vitest';
import { setLanguage } from '../text';
import { wrapped } from './burn';
import { photoDraft } from './photos';
import { burntLines } from './words';

const FACTS = { shows: 'hall' as const, at: '2026-01-17T13:05:00+07:00', place: 'ศาลาอเนกประสงค์', caption: '' };
const letters = (text: string) => [...text].length;

test('a photo states date, time and place in Thai with the Buddhist year, also while English is shown (R4.1)', () => {
  setLanguage('en');
  expect(burntLines(FACTS, '๑/๒๕๖๙')).toEqual(['17 มกราคม 2569 เวลา 13:05 น.', 'ที่ ศาลาอเนกประสงค์', 'ในห้องประชุม เวที ๑/๒๕๖๙']);
  setLanguage('th');
});

test('a long place goes on in the next line, and no letter is lost', () => {
  const line = 'ที่ ศาลาอเนกประสงค์วัดพระยาไกรใกล้ท่าน้ำร่มโพธิ์ตรงข้ามตลาดเก่า';
  const rows = wrapped(line, 20, letters);
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
  expect(rows.every((row) => letters(row) <= 20)).toBe(true);
});

test('a word longer than the strip stands on a line of its own', () => {
  expect(wrapped('a incomprehensible b', 5, letters)).toEqual(['a', 'incomprehensible', 'b']);
});

test('a photo without words of its own says null, never an empty text', () => {
  const file = { sha256: 'a'.repeat(43), type: 'image/jpeg' as const, bytes: 9, width: 8, height: 6 };
  expect(photoDraft('meeting/m1', file, { ...FACTS, place: '  ' }).set).toMatchObject({ file, caption: null, about: null, taken: { at: FACTS.at, place: null }, standing: { state: 'kept' } });
});
