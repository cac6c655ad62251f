import { screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { opinionWrite } from '../opinion';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import Communities from './Communities.svelte';
import Decisions from './Decisions.svelte';
import History from './History.svelte';
import Home from './Home.svelte';
import MeetingForm from './MeetingForm.svelte';
import NewOpinion from './NewOpinion.svelte';
import Opinions from './Opinions.svelte';
import Overview from './Overview.svelte';
import Settle from './Settle.svelte';
import Topics from './Topics.svelte';

const ROOMS = { Home, Settle, Topics, Communities, Opinions, Decisions, NewOpinion, MeetingForm };

function filled() {
  const store = plantedStore();
  store.add('desk', { stream: 'topic/t1', kind: 'topic', record: 't1', set: { name: { th: 'น้ำท่วม' }, unit: 'โยธา', levels: { before: 3, during: 3, after: 3 } } });
  const { stream, record, set } = opinionWrite('o1', 'ABCD', { topic: 't1', text: 'น้ำท่วมทุกปี', kind: 'problem', channel: 'letter', stage: 'before', meeting: 'm1', received: { on: '2026-01-17', by: 'suda' } });
  store.add('desk', { stream, kind: 'opinion', record, set });
  return store;
}

it.each(Object.entries(ROOMS))('the room %s has no fault that axe finds', async (_, room) => {
  show(room as never, filled(), {});
  expect(await violations()).toEqual([]);
});

it('home says what waits for staff', () => {
  show(Home as never, filled(), {});
  const waiting = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(waiting.some((text) => /ข้อมูลที่ไม่ตรงกัน\s*2/.test(text ?? ''))).toBe(true);
  expect(waiting.some((text) => /ยังไม่ได้ตอบ\s*1/.test(text ?? ''))).toBe(true);
});

it('settling lists what differs, and apart from it who was seen twice, without asking (R5.6)', () => {
  show(Settle as never, filled(), {});
  expect(screen.getByRole('navigation').querySelectorAll('li')).toHaveLength(2);
  const twice = screen.getByRole('heading', { name: 'เช็กชื่อซ้ำ' }).closest('section')!;
  expect(twice.textContent).toContain('นางประเสริฐ สมมติ');
  expect(twice.textContent).toContain('ประตู ข');
  expect(twice.querySelector('button, input')).toBeNull();
});

it('an overview fills while phones speak, and a hearing with unanswered opinions cannot be closed (R2.2d)', async () => {
  const store = filled();
  show(Overview as never, store, { meeting: 'm1' });
  expect(document.querySelector('.big-n')!.textContent).toBe('2');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'ปิดเวที' }).disabled).toBe(true);
  store.add('phone-a', { stream: 'meeting/m1', kind: 'attendance', record: 'a-9', set: { resident: 'r9', standing: { capacity: 'resident', voting: true } } });
  await waitFor(() => expect(document.querySelector('.big-n')!.textContent).toBe('3'));
  expect(document.body.textContent).toContain('ครบองค์ประชุม 3 แล้ว');
  store.add('desk', { stream: 'topic/t1', kind: 'response', record: 'o1', set: { answer: { status: 'adopted', reason: 'ทำแล้ว', used_for: null } } });
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'ปิดเวที' }).disabled).toBe(false));
  expect(await violations()).toEqual([]);
});

it('a history shows every value, who recorded it and on which phone, also the one not used (R0.2)', async () => {
  const store = filled();
  const vote = store.get('meeting/m1', 'vote', 'v-r3')!;
  await store.write({ stream: 'meeting/m1', kind: 'vote', record: 'v-r3', set: { choice: 'agree' }, shown: store.shown(vote, ['choice']), why: 'ฟังเสียงแล้ว' });
  show(History as never, store, { place: 'meeting', name: 'm1', kind: 'vote', record: 'v-r3' });
  const rows = [...document.querySelectorAll('ol.rows > li')].map((row) => row.textContent ?? '');
  expect(rows).toHaveLength(3);
  expect(rows[1]).toMatch(/phone-b[^]*ไม่เห็นด้วย · มีค่าใหม่แทนแล้ว/);
  expect(rows[2]).toContain('ฟังเสียงแล้ว');
  expect(await violations()).toEqual([]);
});
