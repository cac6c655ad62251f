import { describe, expect, it } from 'vitest';
import { contradictions, settlements, settling } from './contradictions';
import { plantedStore } from './fake-store';

describe('the list of contradictions', () => {
  it('holds exactly what differs, those that touch a vote first', () => {
    const found = contradictions(plantedStore());
    expect(found.map((one) => [one.rec.kind, one.rec.record, one.field])).toEqual([
      ['vote', 'v-r3', 'choice'],
      ['attendance', 'a-r2', 'standing'],
    ]);
  });

  it('does not list two check-ins alike (R5.6)', () => {
    expect(contradictions(plantedStore()).some((one) => one.rec.record === 'a-r1')).toBe(false);
  });

  it('shows both sides with who said it on which phone', () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    expect(vote.sides.map((side) => side.value)).toEqual(['agree', 'disagree']);
    expect(vote.sides.map((side) => store.whoWrote(side.entries[0]!).label)).toEqual(['phone-a', 'phone-b']);
  });

  it('ends one with an entry that covers both candidates and says why (R0.2)', async () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    await store.write(settling(vote, vote.sides[0]!, store.shown(vote.rec, [vote.field]), 'ฟังเสียงบันทึกแล้ว'));
    expect(contradictions(store).map((one) => one.rec.kind)).toEqual(['attendance']);
    expect(store.get('meeting/m1', 'vote', 'v-r3')?.fields.choice).toMatchObject({ state: 'ok', value: 'agree' });
  });

  it('keeps the value that was not used in the list of what was settled', async () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    await store.write(settling(vote, vote.sides[1]!, store.shown(vote.rec, [vote.field]), 'ถามเจ้าตัวแล้ว'));
    expect(settlements(store)).toMatchObject([{ field: 'choice', value: 'disagree', notUsed: ['agree'], why: 'ถามเจ้าตัวแล้ว' }]);
  });

  it('lists it again when a late phone that saw nothing says another thing', async () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    await store.write(settling(vote, vote.sides[0]!, store.shown(vote.rec, [vote.field]), 'x'));
    store.add('phone-c', { stream: 'meeting/m1', kind: 'vote', record: 'v-r3', set: { choice: null } });
    expect(contradictions(store)[0]!.sides.map((side) => side.value)).toEqual(['agree', null]);
  });

  it('calls the correction of one phone by itself no settlement', () => {
    const store = plantedStore();
    const before = store.add('phone-a', { stream: 'meeting/m1', kind: 'tally', record: 't', set: { counts: null } });
    store.add('phone-a', { stream: 'meeting/m1', kind: 'tally', record: 't', set: { counts: { options: {}, abstain: 0, invalid: 0, ballots: null } }, shown: { counts: [before.hash] } });
    expect(settlements(store)).toEqual([]);
  });
});
