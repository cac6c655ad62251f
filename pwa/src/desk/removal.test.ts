import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { compose, type Entry } from '../sync/entry';
import { opinionWrite } from './opinion';
import { fieldsIn, orderOf, removable } from './removal';
import History from './screens/History.svelte';
import { show, violations } from './testing/show';
import { plantedStore, type FakeStore } from './testing/store';

afterEach(() => vi.restoreAllMocks());

const PERSON = { place: 'community', name: 'c1', kind: 'resident', record: 'r1' };

/** The server's order to remove the private part of an entry, and the entry as it stays. */
function removed(entry: Entry): Entry[] {
  const place = { stream: entry.stream, log: 'serverlog', seq: 2, prev: entry.hash, at: entry.at, by: 'server' };
  const draft = { kind: entry.kind, record: entry.record, body: {}, private: { why: 'เจ้าของขอ — สุดา' }, sets: {}, redacts: { hash: entry.hash, part: 'private' as const } };
  return [entry.without('private'), compose(draft, place)];
}

/** An office that answers so, and whose order this desk has after its next exchange. */
function office(store: FakeStore, status = 200, code = 'not_found') {
  const [entry] = store.entries('community/c1', 'resident', 'r1') as [Entry];
  const asked: unknown[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    asked.push([String(input), JSON.parse(String(init?.body))]);
    return Promise.resolve(new Response(JSON.stringify(status === 200 ? { before: false } : { code }), { status }));
  });
  const sync = vi.spyOn(store, 'sync').mockImplementation(async () => {
    vi.spyOn(store, 'entries').mockReturnValue(removed(entry));
    store.add('phone-z', { stream: 'meeting/m1', kind: 'attendance', record: 'z', set: {} }); // something came in
    return { ok: true, value: { sent: 0, received: 1 } };
  });
  return { asked, entry, sync };
}

const ask = () => fireEvent.click(screen.getByRole('button', { name: 'ลบข้อมูลส่วนบุคคลในรายการนี้' }));
const go = () => fireEvent.click(screen.getByRole('button', { name: 'ลบข้อมูลนี้' }));

it('staff read what goes and what stays, give a reason, and then the history says when and why (R5.4)', async () => {
  const store = plantedStore();
  const { asked, entry } = office(store);
  show(History as never, store, PERSON);
  expect(document.body.textContent).toContain('ประเสริฐ');
  await ask();
  expect(document.body.textContent).toContain('จำนวนคนและคะแนนทุกตัวยังเท่าเดิม');
  expect(document.body.textContent).toContain('ลบแล้วเอากลับไม่ได้');
  expect(await violations()).toEqual([]);
  await go();
  expect(asked).toEqual([]);
  expect(screen.getByText('เขียนเหตุผลก่อน')).toBeTruthy();
  await fireEvent.input(screen.getByLabelText(/เหตุผลที่ลบ/), { target: { value: ' เจ้าของขอ ' } });
  await go();
  expect(asked).toEqual([['/api/redactions', { stream: 'community/c1', entry: entry.hash, part: 'private', reason: 'เจ้าของขอ' }]]);
  await waitFor(() => expect(document.querySelector('ol.rows')!.textContent).toMatch(/ลบเมื่อ [^]+ เพราะ เจ้าของขอ — สุดา/));
  expect(document.querySelector('ol.rows')!.textContent).not.toContain('ประเสริฐ');
  expect(screen.queryByRole('button', { name: 'ลบข้อมูลส่วนบุคคลในรายการนี้' })).toBeNull();
  expect(await violations()).toEqual([]);
});

it('what the office does not know yet is sent first; nothing is lost', async () => {
  const store = plantedStore();
  const { sync } = office(store, 404);
  show(History as never, store, PERSON);
  await ask();
  await fireEvent.input(screen.getByLabelText(/เหตุผลที่ลบ/), { target: { value: 'ขอให้ลบ' } });
  await go();
  await screen.findByText('รายการนี้ยังไม่ถึงสำนักงาน ส่งข้อมูลก่อนแล้วลองใหม่');
  expect(sync).not.toHaveBeenCalled();
  expect(document.body.textContent).toContain('ประเสริฐ');
});

it('of an opinion the speaker, or the words, can go; of a meeting nothing', async () => {
  const store = plantedStore();
  const { stream, record, set } = opinionWrite('o1', 'ABCD', { topic: 't1', text: 'น้ำท่วมทุกปี', kind: 'problem', channel: 'letter', stage: 'before', meeting: 'm1', received: { on: '2026-01-17', by: 'suda' } });
  const opinion = store.add('desk', { stream, kind: 'opinion', record, set, why: 'จดแทน' });
  expect(removable(opinion)).toEqual(['private', 'body']);
  expect(fieldsIn(opinion, 'body')).toContain('text');
  expect(fieldsIn(opinion, 'private')).not.toContain('why');
  const [meeting] = store.entries('meeting/m1', 'meeting', 'm1') as [Entry];
  expect(removable(meeting)).toEqual([]);
  const [person, order] = removed(opinion) as [Entry, Entry];
  expect(removable(order)).toEqual([]);
  expect(removable(person)).toEqual(['body']);
  expect(orderOf([person, order], person, 'receipt')).toBe(order);
  expect(orderOf([person, order], person, 'text')).toBeUndefined();
  show(History as never, store, { place: 'topic', name: 't1', kind: 'opinion', record });
  await ask();
  await fireEvent.click(screen.getByLabelText('ถ้อยคำและข้อมูลที่เปิดเผยได้'));
  expect(document.querySelector('form')!.textContent).toContain('คำของผู้พูด');
});
