// The picture by which two devices compare what they hold of a hearing. (R5.3, R5.6)
import { expect, test } from 'vitest';
import { digest, type Vector } from '../sync/vector';
import { closingText, differences, readClosing } from './closing';

const hash = (letter: string) => letter.repeat(43);
const MINE: Vector = { a: [3, hash('a')], b: [7, hash('b')], c: [1, hash('c')] };

test('what one device shows another reads, and nothing else', () => {
  expect(readClosing(closingText('m1', MINE))).toEqual({
    meeting: 'm1', digest: digest(MINE), heads: new Map([['a', [3, 'aaaaaaaa']], ['b', [7, 'bbbbbbbb']], ['c', [1, 'cccccccc']]]),
  });
  for (const other of ['', 'https://example.org', 'prachakhom:close:m1', `prachakhom:close:m 1:${digest(MINE)}:`, `x${closingText('m1', MINE)}`]) expect(readClosing(other)).toBeNull();
});

test('it names what is missing on which side, and where two hold different entries', () => {
  const theirs: Vector = { a: [5, hash('x')], b: [7, hash('y')], d: [2, hash('d')] };
  expect(differences(MINE, readClosing(closingText('m1', theirs))!.heads!)).toEqual([
    { log: 'a', what: 'here', n: 2 }, { log: 'b', what: 'branch', n: 0 }, { log: 'c', what: 'there', n: 1 }, { log: 'd', what: 'here', n: 2 },
  ]);
  expect(differences(MINE, readClosing(closingText('m1', MINE))!.heads!)).toEqual([]);
});

test('with too many logs for a picture it still tells whether both are the same', () => {
  const many: Vector = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`log${index}`, [1, hash('a')]]));
  const text = closingText('m1', many);
  expect(text.length).toBeLessThan(100);
  expect(readClosing(text)).toMatchObject({ digest: digest(many), heads: null });
});

test('forty logs with ids as they are make a picture that a camera still reads', () => {
  const forty: Vector = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [String(index).padStart(22, 'k'), [1234, hash('a')]]));
  expect(closingText('m1', forty).length).toBeLessThan(1600);
});
