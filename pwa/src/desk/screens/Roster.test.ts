import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import type { Preview } from '../roster';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import Roster from './Roster.svelte';

const who = { title: 'นาง', first: 'มาลี', last: 'ใจดี', house: '12/3', phone: '' };
const PREVIEW: Preview = {
  id: 'A'.repeat(22), file: 'ทะเบียน.csv', rows: 4,
  columns: [
    { name: 'ชื่อ-สกุล', field: 'full', samples: ['นางมาลี ใจดี'], refused: false },
    { name: 'เลขประจำตัวประชาชน', field: null, samples: [], refused: true },
  ],
  problems: [], choices: { columns: { full: 0 }, home: null, places: {}, decisions: [], rest: null }, homes: ['community/c1', 'subdistrict/riverside'],
  counts: { new: 2, double: 1, error: 1 },
  first: [{ row: 2, outcome: 'new', person: who, stream: 'community/c1' }],
  doubles: [{ row: 3, outcome: 'double', person: { ...who, first: 'มาลี่' }, stream: 'community/c1', beside: 'r1', known: who, known_stream: 'community/c1', why: ['near_name', 'house'] }],
  doubles_all: 1, faults: [{ row: 5, column: 'ชื่อ-สกุล', code: 'no_name', said: '' }], unknown_places: [{ name: 'ไกลโพ้น', rows: 1 }],
};
const DONE = { id: PREVIEW.id, state: 'whole', done: 2, total: 2, created: 2 };
const PAST = { ...DONE, at: '2026-01-17T09:00:00+07:00', account: 'suda', file: 'เก่า.csv', waiting: false };

/** The office, as far as this room asks it; gives what it was asked. */
function office(wrong: Record<string, unknown> = {}) {
  const asked: [string, string, unknown][] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const path = String(input).split('?')[0]!;
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : init?.body;
    asked.push([method, path.replace(PREVIEW.id, 'ID'), body]);
    const told = wrong[`${method} ${path}`] ?? (path.endsWith('/import') ? DONE : path.endsWith('/undo') ? { ...DONE, state: 'undone', kept: [{ record: 'r1', stream: 'community/c1', person: who }] }
      : method === 'GET' && path === '/api/rosters' ? { imports: [PAST] } : PREVIEW);
    return Promise.resolve(new Response(JSON.stringify(told), { status: (told as { code?: string }).code ? 422 : 200 }));
  });
  return asked;
}

async function pick(): Promise<void> {
  await fireEvent.change(screen.getByLabelText('ไฟล์รายชื่อ'), { target: { files: [new File(['x'], 'ทะเบียน.csv')] } });
}

afterEach(() => vi.restoreAllMocks());

it('a file is looked at: columns, homes, doubles side by side, faults; nothing is imported before the button', async () => {
  const asked = office();
  show(Roster as never, plantedStore(), {});
  await pick();
  await screen.findByText('มีเลขประจำตัวประชาชน จึงไม่อ่านและไม่เก็บ');
  expect(screen.getByText('ชื่อใกล้กัน · บ้านเดียวกัน')).toBeTruthy();
  expect(screen.getByText('ไม่มีชื่อ เติมชื่อหรือลบแถวนี้')).toBeTruthy();
  expect(screen.getByLabelText('“ไกลโพ้น” (1 แถว) คือ')).toBeTruthy();
  expect(asked.some(([, path]) => path.endsWith('/import'))).toBe(false);
  expect(await violations()).toEqual([]);
});

it('a double is decided by staff, and the choice goes with who stood there', async () => {
  const asked = office();
  show(Roster as never, plantedStore(), {});
  await pick();
  await fireEvent.change(await screen.findByLabelText('แถว 3 นางมาลี่ ใจดี'), { target: { value: 'same' } });
  await waitFor(() => expect(asked.at(-1)?.[0]).toBe('PUT'));
  expect((asked.at(-1)?.[2] as Preview['choices']).decisions).toEqual([{ row: 3, choice: 'same', beside: 'r1' }]);
});

it('the import says when it is whole', async () => {
  office();
  show(Roster as never, plantedStore(), {});
  await pick();
  await fireEvent.click(await screen.findByRole('button', { name: 'นำเข้า 2 คน' }));
  await screen.findByText('นำเข้าครบแล้ว เพิ่ม 2 คน');
  expect(await violations()).toEqual([]);
});

it('a whole import is undone after a question, and who stays is named', async () => {
  const asked = office();
  show(Roster as never, plantedStore(), {});
  await fireEvent.click(await screen.findByRole('button', { name: 'ยกเลิกทั้งไฟล์: เก่า.csv' }));
  expect(asked.some(([, path]) => path.endsWith('/undo'))).toBe(false);
  await fireEvent.click(screen.getByRole('button', { name: 'ยกเลิกการนำเข้านี้ทั้งหมด' }));
  await screen.findByText('1 คนยังอยู่ เพราะมีบันทึกในเวทีแล้ว');
  expect(await violations()).toEqual([]);
});

it('a file that cannot be read is said plainly', async () => {
  office({ 'POST /api/rosters': { code: 'roster_not_table', message: 'x' } });
  show(Roster as never, plantedStore(), {});
  await pick();
  expect((await screen.findByRole('alert')).textContent).toContain('ไม่ใช่ตารางรายชื่อ');
});
