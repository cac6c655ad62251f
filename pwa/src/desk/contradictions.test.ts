import { describe, expect, it } from 'vitest';
import { contradictions, settlements, settling, shownOf } from './contradictions';
import { attendanceCount } from '../sync/counts';
import { plantedStore } from './testing/store';
import { officeOf } from './office';

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
    await store.write(settling(vote, vote.sides[0]!, shownOf(store, vote), 'ฟังเสียงบันทึกแล้ว'));
    expect(contradictions(store).map((one) => one.rec.kind)).toEqual(['attendance']);
    expect(store.get('meeting/m1', 'vote', 'v-r3')?.fields.choice).toMatchObject({ state: 'ok', value: 'agree' });
  });

  it('keeps the value that was not used in the list of what was settled', async () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    await store.write(settling(vote, vote.sides[1]!, shownOf(store, vote), 'ถามเจ้าตัวแล้ว'));
    expect(settlements(store)).toMatchObject([{ field: 'choice', value: 'disagree', notUsed: ['agree'], why: 'ถามเจ้าตัวแล้ว' }]);
  });

  it('lists it again when a late phone that saw nothing says another thing', async () => {
    const store = plantedStore();
    const vote = contradictions(store)[0]!;
    await store.write(settling(vote, vote.sides[0]!, shownOf(store, vote), 'x'));
    store.add('phone-c', { stream: 'meeting/m1', kind: 'vote', record: 'v-r3', set: { choice: null } });
    expect(contradictions(store)[0]!.sides.map((side) => side.value)).toEqual(['agree', null]);
  });

  it('calls the correction of one phone by itself no settlement', () => {
    const store = plantedStore();
    const before = store.add('phone-a', { stream: 'meeting/m1', kind: 'tally', record: 't', set: { counts: null } });
    store.add('phone-a', { stream: 'meeting/m1', kind: 'tally', record: 't', set: { counts: { options: {}, abstain: 0, invalid: 0, ballots: null } }, shown: { counts: [before.hash] } });
    expect(settlements(store)).toEqual([]);
  });

  it('holds what two names of one person contradict in, and settles it in the record of the one kept', async () => {
    const store = plantedStore();
    store.add('desk', { stream: 'meeting/m1', kind: 'resident', record: 'r2', set: { same_as: 'r3' } });
    const merged = contradictions(store).find((one) => one.rec.kind === 'attendance')!;
    expect([merged.rec.record, merged.others.map((rec) => rec.record)]).toEqual(['a-r3', ['a-r2']]);
    expect(merged.sides).toHaveLength(3);
    await store.write(settling(merged, merged.sides.find((side) => JSON.stringify(side.value).includes('resident'))!, shownOf(store, merged), 'คนเดียวกัน'));
    expect(contradictions(store).map((one) => one.rec.kind)).toEqual(['vote']);
    expect(settlements(store)).toMatchObject([{ field: 'standing', why: 'คนเดียวกัน' }]);
    expect(attendanceCount(officeOf(store).countable('meeting/m1'))).toMatchObject({ present: 2, aside: [] });
  });
});
