// @vitest-environment node
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { compose, parseLine } from '../sync/entry';
import { randomId } from '../sync/ids';
import { readKept } from './kept';
import type { LineRow } from './database';
import { checkIn, freshName, MEETING, must, open, phone } from './testing/phone';
import { FakeServer } from './testing/server';

const place = { stream: MEETING, log: randomId(), seq: 1, prev: '', at: '0000000000001-0000', by: 'p1' };
const whole = compose({ kind: 'attendance', record: 'a', body: { standing: null, ['__proto__']: 'x' }, private: { resident: 'ก' }, sets: { standing: [], resident: [], ['__proto__']: [] } }, place);
const bodyless = compose({ kind: 'resident', record: 'a', body: {}, private: { name: 'น้ำ' }, sets: { name: [] } }, place);
const redaction = compose({ kind: 'attendance', record: 'a', body: {}, private: {}, sets: {}, redacts: { hash: whole.hash, part: 'body' } }, place);

test.each([['whole', whole], ['without a body', bodyless], ['redacted', whole.without('private')], ['a redaction', redaction]])(
  'a kept line reads as the strict reader read it: %s',
  (_, entry) => {
    const kept = readKept(entry.line, entry.hash);
    expect({ ...kept }).toEqual({ ...parseLine(entry.line) });
    expect(kept.line).toBe(entry.line);
    expect(kept).toBeInstanceOf(entry.constructor);
  },
);

test('a stored line is bound to its address and hash: moved or relabelled it is not read', async () => {
  const name = freshName();
  const store = await phone(await FakeServer.make(), 'p1', { name });
  await must(store.write(checkIn('a'), checkIn('b')));
  store.close();
  const db = await openDB(name);
  const [, second, third] = (await db.getAll('lines')) as LineRow[];
  if (!second || !third) throw new Error('nothing stored');
  await db.put('lines', { ...third, iv: second.iv, data: second.data });
  db.close();
  const again = await open(await FakeServer.make(), { name });
  expect(again.get(MEETING, 'attendance', 'b')).toBeUndefined();
  expect(again.status().attention).toMatchObject([{ seq: 3, status: 'unsaved', reason: 'unreadable' }]);
});
