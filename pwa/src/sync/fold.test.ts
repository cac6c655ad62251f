// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyArb, RULES, runs } from './arbitraries';
import { fold, type Foldable } from './fold';

describe('the fold', () => {
  it('is the same whatever the order and however often an entry comes (R5.6)', () => {
    const shuffled = historyArb.chain((history) =>
      fc.record({
        history: fc.constant(history),
        order: fc.shuffledSubarray([...history.entries, ...history.entries], { minLength: history.entries.length * 2 }),
      }),
    );
    const property = fc.property(shuffled, ({ history, order }) => {
      expect(fold(order, RULES, history.quarantined)).toEqual(fold(history.entries, RULES, history.quarantined));
    });
    fc.assert(property, runs(300));
  });

  it('loses nothing: every statement is a candidate or is named by another (R0.2)', () => {
    const property = fc.property(historyArb, (history) => {
      const folded = fold(history.entries, RULES, history.quarantined);
      for (const entry of history.entries) {
        if (history.quarantined.has(entry.hash)) continue; // a verdict leaves it out, unless a redaction came first
        for (const field of Object.keys(entry.sets)) {
          const isNamed = history.entries.some((other) => other.sets[field]?.includes(entry.hash));
          expect(isNamed || folded[field]?.candidates.includes(entry.hash)).toBe(true);
        }
      }
    });
    fc.assert(property, runs(300));
  });

  it('lets no newcomer remove a statement that it does not name', () => {
    const property = fc.property(historyArb, historyArb, (history, others) => {
      const setter = others.entries.find((entry) => entry.redacts === null) ?? { ...plain, sets: { agreed: [] } };
      const newcomer: Foldable = { ...setter, hash: 'Z' };
      const before = fold(history.entries, RULES, history.quarantined);
      const after = fold([...history.entries, newcomer], RULES, history.quarantined);
      for (const [field, state] of Object.entries(before)) {
        const kept = state.candidates.filter((hash) => !newcomer.sets[field]?.includes(hash));
        expect(after[field]?.candidates ?? []).toEqual(expect.arrayContaining(kept));
      }
    });
    fc.assert(property, runs(300));
  });

  it('shows a value only where the state allows one', () => {
    const property = fc.property(historyArb, (history) => {
      for (const { state, ...rest } of Object.values(fold(history.entries, RULES, history.quarantined))) {
        expect('value' in rest).toBe(state === 'ok');
        expect('provisional' in rest).toBe(state === 'conflict' || state === 'partial');
        expect(rest.waiting?.length).not.toBe(0);
      }
    });
    fc.assert(property, runs(300));
  });

  it('treats a field called like a property of every object as any other', () => {
    const sets = JSON.parse('{"constructor":[],"__proto__":[]}') as Foldable['sets'];
    const body = JSON.parse('{"constructor":1,"__proto__":2}') as Foldable['body'];
    const folded = fold([{ ...plain, sets, body }], {});
    expect(Object.entries(folded).map(([field, { state }]) => [field, state])).toEqual([
      ['__proto__', 'unknown'],
      ['constructor', 'unknown'],
    ]);
  });
});

const plain: Foldable = { hash: 'A', log: 'p1', seq: 1, at: '0000000000001-0000', sets: {}, body: {}, private: {}, redacts: null };
