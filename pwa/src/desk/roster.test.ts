import { afterEach, expect, it, vi } from 'vitest';
import type { Store } from '../store/types';
import { decided, drive, withColumn, type Choices, type Progress } from './roster';

const store = { authorization: () => ({ Authorization: 'Bearer x' }) } as unknown as Store;
const NONE: Choices = { columns: { first: 0, last: 1 }, home: null, places: {}, decisions: [], rest: null };
const step = (state: Progress['state'], done: number): Progress => ({ id: 'i', state, done, total: 3, created: done });

function answers(...told: (Progress | { code: string; status: number } | 'lost')[]) {
  return vi.spyOn(globalThis, 'fetch').mockImplementation(() => {
    const one = told.shift();
    if (one === 'lost' || one === undefined) return Promise.reject(new TypeError('network'));
    return Promise.resolve(new Response(JSON.stringify(one), { status: 'status' in one ? one.status : 202 }));
  });
}

afterEach(() => vi.restoreAllMocks());

it('steps are driven until the import is whole, and a step whose answer was lost is asked again', async () => {
  const asked = answers(step('running', 1), 'lost', step('running', 2), step('whole', 3));
  const heard: number[] = [];
  const answer = await drive(store, 'i', 'import', (one) => heard.push(one.done));
  expect(answer).toMatchObject({ ok: true, value: { state: 'whole' } });
  expect(heard).toEqual([1, 2, 3]);
  expect(asked).toHaveBeenCalledTimes(4);
});

it('it stops where the office refuses, and after three lost answers in a row', async () => {
  answers(step('running', 1), { code: 'roster_gone', status: 404 });
  expect(await drive(store, 'i', 'import', () => undefined)).toMatchObject({ ok: false, code: 'roster_gone' });
  vi.restoreAllMocks();
  const asked = answers('lost', 'lost', 'lost', step('whole', 3));
  expect(await drive(store, 'i', 'import', () => undefined)).toMatchObject({ ok: false, case: 'network' });
  expect(asked).toHaveBeenCalledTimes(3);
});

it('a column is read as one field, and a field stands in one column', () => {
  expect(withColumn(NONE, 2, 'first').columns).toEqual({ first: 2, last: 1 });
  expect(withColumn(NONE, 0, 'last').columns).toEqual({ last: 0 });
  expect(withColumn(NONE, 0, '').columns).toEqual({ last: 1 });
});

it('a row is decided once', () => {
  const once = decided(NONE, { row: 4, choice: 'same', beside: 'r1' });
  expect(decided(once, { row: 4, choice: 'another', beside: 'r1' }).decisions).toEqual([{ row: 4, choice: 'another', beside: 'r1' }]);
});
