// Roll call, hands and paper box over a real store: every answer under its keyed id, every sum said as it is. (R5.5: open votes only)
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { synced } from '../../store/testing/phone';
import type { FakeServer } from '../../store/testing/server';
import { value, type Store } from '../../store/types';
import { motionCount } from '../../sync/counts';
import { keyedId } from '../../sync/ids';
import { checkInDraft } from '../door/door';
import { meetingOf, type Meeting } from '../meeting';
import { records } from '../present';
import { mayVote } from '../people';
import { hall, HALL, officer } from '../testing/hall';
import { show } from '../testing/show';
import { nextOpen, type Voter } from './votes';

const STREAM = `meeting/${HALL}`;
let server: FakeServer;
let store: Store;
let meeting: Meeting;

beforeEach(async () => {
  server = await hall();
  store = await officer(server);
  meeting = meetingOf(store, HALL)!;
});

async function arrive(who: Store, post: string, ...people: string[]): Promise<void> {
  for (const id of people) {
    const capacity = id === 'r8' ? 'observer' : 'resident';
    await who.write(checkInDraft(who, meeting, { person: { id, community: 'c1' }, post, capacity, voting: mayVote(capacity), signing: 'touch' })!);
  }
}

const keyed = (kind: string, parent: string, member: string) => keyedId(store.meetingKey(STREAM)!, kind, parent, member);
const tap = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const heading = () => screen.getByRole('heading', { level: 2 }).textContent;
const typeIn = (name: string, text: string) => fireEvent.input(screen.getByRole('textbox', { name }), { target: { value: text } });

describe('roll call', () => {
  test('calls those present with the right to vote, one name at a time, in order of names', async () => {
    await arrive(store, 'a', 'r2', 'r1', 'r8');
    await show(store, `/field/m/${HALL}/votes/q5`);
    expect(heading()).toBe('นายประเสริฐ ธารน้ำใสงาม');
    await tap('เห็นด้วย');
    await waitFor(() => expect(heading()).toBe('นายสมชาย ใจสว่างธรรมดี'));
    await tap('งดออกเสียง');
    await waitFor(() => expect(heading()).toBe('ครบทุกคนแล้ว'));
    const rec = store.get(STREAM, 'vote', keyed('vote', 'q5', 'r1'));
    expect([value(rec, 'motion'), value(rec, 'resident'), value(rec, 'choice'), value(rec, 'channel')]).toEqual(['q5', 'r1', 'agree', 'roll_call']);
    expect(motionCount(records(store, STREAM), 'q5')).toMatchObject({ options: { agree: 1, disagree: 0 }, abstain: 1, aside: [] });
  });

  test('somebody skipped is called again at the end, and an answer can be changed', async () => {
    await arrive(store, 'a', 'r1', 'r2');
    await show(store, `/field/m/${HALL}/votes/q5`);
    await tap('ยังไม่ตอบ');
    await waitFor(() => expect(heading()).toBe('นายสมชาย ใจสว่างธรรมดี'));
    await tap('ไม่เห็นด้วย');
    await waitFor(() => expect(heading()).toBe('ยังไม่ตอบ 1 คน'));
    await tap('แก้คะแนนของ นายสมชาย ใจสว่างธรรมดี');
    await waitFor(() => expect(heading()).toBe('นายสมชาย ใจสว่างธรรมดี'));
    expect(screen.getByText(/ลงไว้แล้ว: ไม่เห็นด้วย/)).toBeTruthy();
    await tap('เห็นด้วย');
    await waitFor(() => expect(value(store.get(STREAM, 'vote', keyed('vote', 'q5', 'r2')), 'choice')).toBe('agree'));
    await waitFor(() => expect(heading()).toBe('ยังไม่ตอบ 1 คน'));
    await tap('เรียกคนที่ยังไม่ตอบ');
    await waitFor(() => expect(heading()).toBe('นายประเสริฐ ธารน้ำใสงาม'));
  });

  test('a vote recorded on another phone shows as it comes, and never changes the name under the thumb', async () => {
    await arrive(store, 'a', 'r1', 'r2');
    await synced(store);
    const other = await officer(server, {}, 'malee');
    await other.write({ stream: STREAM, kind: 'vote', record: keyed('vote', 'q5', 'r1'), set: { motion: 'q5', resident: 'r1', choice: 'disagree', channel: 'roll_call' } });
    await synced(other);
    await show(store, `/field/m/${HALL}/votes/q5`);
    expect(heading()).toBe('นายประเสริฐ ธารน้ำใสงาม');
    await synced(store);
    expect(await screen.findByText(/^ลงไว้แล้ว: ไม่เห็นด้วย/)).toBeTruthy();
    expect(heading()).toBe('นายประเสริฐ ธารน้ำใสงาม');
    await tap('ยังไม่ตอบ');
    await waitFor(() => expect(heading()).toBe('นายสมชาย ใจสว่างธรรมดี'));
  });

  test('the next without an answer is looked for round the ring', () => {
    const voter = (resident: string, choice: string | null) => ({ resident, choice }) as Voter;
    const list = [voter('a', null), voter('b', 'agree'), voter('c', null)];
    expect(nextOpen(list, 2)).toBe(0);
    expect(nextOpen(list, 0, new Set(['c']))).toBe(0);
    expect(nextOpen([voter('a', 'agree')], -1)).toBe(-1);
  });
});

describe('hands', () => {
  test('adds up to the people seated at this post, or says by how many it differs', async () => {
    await arrive(store, 'a', 'r1', 'r2', 'r3');
    await arrive(store, 'b', 'r4');
    await show(store, `/field/m/${HALL}/votes/q1`);
    expect(screen.getByText('รวม 0 ขาดอีก 3')).toBeTruthy();
    await tap('เห็นด้วย เพิ่มหนึ่ง');
    await tap('เห็นด้วย เพิ่มหนึ่ง');
    await tap('งดออกเสียง เพิ่มหนึ่ง');
    expect(screen.getByText('รวม 3 เท่ากับคนที่นั่งที่จุดนี้')).toBeTruthy();
    await tap('ไม่เห็นด้วย เพิ่มหนึ่ง');
    expect(screen.getByText(/รวม 4 เกินคนที่นั่ง 1/)).toBeTruthy();
    await tap('ไม่เห็นด้วย ลดหนึ่ง');
    await tap('บันทึกผลของจุดนี้');
    await waitFor(() => expect(value(store.get(STREAM, 'tally', keyed('tally', 'q1', 'a')), 'counts')).toEqual({ options: { agree: 2, disagree: 0 }, abstain: 1, invalid: 0, ballots: null }));
    expect(await screen.findByText('นับแล้ว 1 จาก 2 จุด')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'ตรงกับที่บันทึกไว้' })).toBeTruthy();
  });

  test('posts add up and never collide; a correction covers the count it was made over', async () => {
    await show(store, `/field/m/${HALL}/votes/q1`);
    await typeIn('เห็นด้วย', '๑๒');
    await tap('บันทึกผลของจุดนี้');
    await screen.findByText('ผลของ ประตู ก เก็บแล้ว');
    await typeIn('เห็นด้วย', '11');
    await tap('บันทึกผลของจุดนี้');
    await waitFor(() => expect(motionCount(records(store, STREAM), 'q1').options.agree).toBe(11));
    await fireEvent.change(screen.getByRole('combobox', { name: 'นับที่จุด' }), { target: { value: 'b' } });
    await waitFor(() => expect((screen.getByRole('textbox', { name: 'เห็นด้วย' }) as HTMLInputElement).value).toBe('0'));
    await typeIn('เห็นด้วย', '5');
    await tap('บันทึกผลของจุดนี้');
    await waitFor(() => expect(motionCount(records(store, STREAM), 'q1')).toMatchObject({ options: { agree: 16 }, posts: { counted: ['a', 'b'] } }));
  });

  test('undo takes a first count back', async () => {
    await show(store, `/field/m/${HALL}/votes/q1`);
    await typeIn('เห็นด้วย', '3');
    await tap('บันทึกผลของจุดนี้');
    await fireEvent.click(await screen.findByRole('button', { name: /^เลิกทำ/ }));
    await waitFor(() => expect(value(store.get(STREAM, 'tally', keyed('tally', 'q1', 'a')), 'counts')).toBeNull());
  });

  test('half-done counters survive a killed app', async () => {
    await show(store, `/field/m/${HALL}/votes/q1`);
    await typeIn('เห็นด้วย', '7');
    await waitFor(async () => expect(await store.loadDraft('count.q1.a')).toBeDefined());
    await show(store, `/field/m/${HALL}/votes/q1`);
    await waitFor(() => expect((screen.getByRole('textbox', { name: 'เห็นด้วย' }) as HTMLInputElement).value).toBe('7'));
  });
});

describe('paper box', () => {
  test('checks options, abstentions and spoilt ballots against the ballots in the box', async () => {
    await show(store, `/field/m/${HALL}/votes/q2`);
    expect(screen.getByText('เครื่องนี้ยังไม่รู้ว่าเปิดลงคะแนน')).toBeTruthy();
    await tap('เปิดลงคะแนน');
    await waitFor(() => expect(value(store.get(STREAM, 'motion', 'q2'), 'state')).toBe('open'));
    await typeIn('บัตรในหีบ', '27');
    await typeIn('แบบ ก ลานกีฬาอเนกประสงค์พร้อมทางลาด', '13');
    await typeIn('แบบ ข สวนและทางเดิน', '9');
    await typeIn('แบบ ค ตลาดนัดชุมชนวันหยุด', '3');
    await typeIn('งดออกเสียง', '1');
    expect(screen.getByText('รวม 26 ขาดจากบัตรในหีบ 1')).toBeTruthy();
    await typeIn('บัตรเสีย', '1');
    expect(screen.getByText('รวม 27 เท่ากับบัตรในหีบ')).toBeTruthy();
    await tap('บันทึกผลของจุดนี้');
    await waitFor(() => expect(value(store.get(STREAM, 'tally', keyed('tally', 'q2', 'a')), 'counts')).toEqual({ options: { a: 13, b: 9, c: 3 }, abstain: 1, invalid: 1, ballots: 27 }));
    await tap('ปิดลงคะแนน');
    await waitFor(() => expect(value(store.get(STREAM, 'motion', 'q2'), 'state')).toBe('closed'));
  });
});
