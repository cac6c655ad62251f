import { describe, expect, it } from 'vitest';
import { contradictions } from './contradictions';
import { effectOf } from './effects';
import { plantedStore } from './testing/store';
import { officeOf } from './office';
import { signs } from './signs';

const STREAM = 'meeting/m1';
const kinds = (store: ReturnType<typeof plantedStore>) => signs(store, officeOf(store), STREAM).map((one) => one.kind);

describe('what no field rule can see', () => {
  it('is silent about the planted hearing, whose contradictions the fields show', () => {
    expect(kinds(plantedStore())).toEqual([]);
  });

  it('tells of a vote without attendance', () => {
    const store = plantedStore();
    store.add('phone-a', { stream: STREAM, kind: 'vote', record: 'v-x', set: { motion: 'q5', resident: 'r9', choice: 'agree', channel: 'roll_call' } });
    expect(kinds(store)).toEqual(['vote_without_attendance']);
  });

  it('tells of a vote of somebody without the right to vote', () => {
    const store = plantedStore();
    store.add('phone-a', { stream: STREAM, kind: 'attendance', record: 'a-9', set: { resident: 'r9', standing: { capacity: 'observer', voting: false } } });
    store.add('phone-a', { stream: STREAM, kind: 'vote', record: 'v-9', set: { motion: 'q5', resident: 'r9', choice: 'agree', channel: 'roll_call' } });
    expect(kinds(store)).toEqual(['vote_without_right']);
  });

  it('tells of more hands than people with the right to vote', () => {
    const store = plantedStore();
    const options = [{ key: 'agree', text: 'เห็นด้วย' }, { key: 'disagree', text: 'ไม่เห็นด้วย' }];
    store.add('desk', { stream: STREAM, kind: 'motion', record: 'q1', set: { question: { no: 1, text: 'ก', options }, method: 'show_of_hands' } });
    store.add('phone-a', { stream: STREAM, kind: 'tally', record: 't1', set: { motion: 'q1', post: 'a', counts: { options: { agree: 9, disagree: 0 }, abstain: 0, invalid: 0, ballots: null } } });
    expect(signs(store, officeOf(store), STREAM)).toMatchObject([{ kind: 'count_above_attendance', counted: 9, present: 2 }]);
  });

  it('tells of a box whose ballots are not its votes', () => {
    const store = plantedStore();
    store.add('phone-a', { stream: STREAM, kind: 'tally', record: 't2', set: { motion: 'q2', post: 'a', counts: { options: { a: 1 }, abstain: 0, invalid: 0, ballots: 2 } } });
    expect(signs(store, officeOf(store), STREAM)).toMatchObject([{ kind: 'ballots_differ', counted: 1, present: 2 }]);
  });

  it('tells of somebody who was not shown the privacy notice (R5.4)', () => {
    const store = plantedStore();
    const consent = { privacy_notice_shown: false, push: false, contact_by_phone: false, photo_published: false, name_published: false };
    store.add('desk', { stream: 'community/c1', kind: 'resident', record: 'r1', set: { consent } });
    expect(kinds(store)).toEqual(['notice_not_shown']);
  });
});

describe('what a choice does to the numbers', () => {
  it('adds the vote to the side chosen and takes it from those that wait', () => {
    const store = plantedStore();
    const effect = effectOf(officeOf(store), contradictions(store)[0]!)!;
    expect(effect.rows.map((row) => [row.option?.key ?? row.name, row.before, ...row.after])).toEqual([
      ['agree', 1, 2, 1],
      ['disagree', 0, 0, 1],
      ['abstain', 0, 0, 0],
      ['invalid', 0, 0, 0],
      ['waiting', 1, 0, 0],
    ]);
    expect(effect.leading).toEqual({ before: null, after: [{ key: 'agree' }, 'tie'] });
  });

  it('counts the person by the capacity chosen', () => {
    const store = plantedStore();
    const effect = effectOf(officeOf(store), contradictions(store)[1]!)!;
    expect(effect.rows.map((row) => [row.name, row.before, ...row.after])).toEqual([
      ['present', 2, 3, 3],
      ['voting', 2, 3, 2],
      ['waiting', 1, 0, 0],
    ]);
  });

  it('is nothing for a name', () => {
    const store = plantedStore();
    store.add('phone-a', { stream: 'community/c1', kind: 'resident', record: 'r1', set: { phone: '000-1' } });
    store.add('phone-b', { stream: 'community/c1', kind: 'resident', record: 'r1', set: { phone: '000-2' } });
    const one = contradictions(store).find((each) => each.field === 'phone')!;
    expect(effectOf(officeOf(store), one)).toBeNull();
  });
});
