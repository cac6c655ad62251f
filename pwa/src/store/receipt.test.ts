import { expect, test } from 'vitest';
import { isReceipt, newReceipt, normalReceipt, showReceipt } from './receipt';

test('R2.2b a fresh code is 12 symbols without look-alikes, and checks', () => {
  for (let round = 0; round < 200; round += 1) {
    const code = newReceipt();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(isReceipt(code)).toBe(true);
  }
});

test('two codes are never alike', () => {
  expect(new Set(Array.from({ length: 500 }, newReceipt)).size).toBe(500);
});

test('the code word of one is known by hand: 1 followed by nine zeros leaves x^11 mod (x^2 + 6x + 8)', () => {
  expect(isReceipt('000000000000')).toBe(true);
  // The smallest code word is the generator itself: ...168 (x^2 + 6x + 8).
  expect(isReceipt('000000000168')).toBe(true);
  expect(isReceipt('000000000169')).toBe(false);
});

test('every single wrong symbol and every swap of unlike neighbours is noticed', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const code = newReceipt();
  for (let place = 0; place < code.length; place += 1) {
    for (const symbol of alphabet) {
      if (symbol === code[place]) continue;
      expect(isReceipt(code.slice(0, place) + symbol + code.slice(place + 1))).toBe(false);
    }
    const [a, b] = [code[place], code[place + 1]];
    if (b === undefined || a === b) continue;
    expect(isReceipt(code.slice(0, place) + b + a + code.slice(place + 2))).toBe(false);
  }
});

test('typed carelessly it is still the same code', () => {
  expect(normalReceipt(' oil1-๐๑๒ x ')).toBe('0111012X');
  const code = newReceipt();
  expect(isReceipt(showReceipt(code).toLowerCase())).toBe(true);
  expect(showReceipt(code)).toMatch(/^.{4}-.{4}-.{4}$/);
  expect(isReceipt(code.slice(0, 11))).toBe(false);
  expect(isReceipt(`${code.slice(0, 11)}U`)).toBe(false);
});
