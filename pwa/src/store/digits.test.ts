import { expect, test } from 'vitest';
import { arabicDigits } from './digits';

test('Thai digits are read as Arabic ones, and nothing else is touched', () => {
  expect(arabicDigits('บ้าน ๙๐๑/๒ หมู่ 3')).toBe('บ้าน 901/2 หมู่ 3');
  expect(arabicDigits('๐๑๒๓๔๕๖๗๘๙')).toBe('0123456789');
  expect(arabicDigits('ก๏๚')).toBe('ก๏๚');
});
