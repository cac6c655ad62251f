import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { codeOf } from '../../carry/carry';
import type { Minutes } from '../minutes';
import { show, violations } from '../testing/show';
import { plantedStore, type FakeStore } from '../testing/store';
import Room from './Minutes.svelte';

let told: Minutes;
let asked: { url: string; body: unknown }[];

beforeEach(() => {
  asked = [];
  told = {
    state: 'draft',
    parts: [
      { name: 'hours', generated: { began: '13:30', ended: null }, edited: null, changed: false },
      { name: 'members', generated: [{ name: 'นายกานต์', role: 'ประธานชุมชน', proxy_for: null }], edited: null, changed: false },
      { name: 'absent', generated: [{ name: 'นางขวัญ', role: 'กรรมการชุมชน', reason: '…' }], edited: null, changed: false },
      { name: 'attendees', generated: Array.from({ length: 15 }, (_, i) => ({ name: `คนที่มา ${i + 1}`, role: '' })), edited: null, changed: false },
      { name: 'opening', generated: 'ประธานเปิด', edited: 'เขียนเอง', changed: true },
      { name: 'closing', generated: '', edited: null, changed: false },
      { name: 'said/i1', generated: 'มีความเห็น', edited: null, changed: false },
      { name: 'resolution/i1', generated: 'ที่ประชุมมีมติเห็นชอบ', edited: null, changed: false },
    ],
    items: [{ id: 'i1', no: 1, title: 'เรื่องเสนอเพื่อพิจารณา' }],
    blocks: [{ style: 'title', cells: ['รายงานการประชุมสมมติ'] }, { style: 'row', cells: ['1.', 'นายกานต์', 'ประธานชุมชน'] }],
    public: [{ style: 'title', cells: ['รายงานการประชุมสมมติ'] }, { style: 'body', cells: ['จำนวน 1 คน ซึ่งไม่แสดงชื่อ'] }],
    problems: [], notes: ['reason_missing'], next_number: '2/2569', adopted: null,
    later: [{ id: 'm2', name: 'เวทีถัดไป ครั้งที่ 2/2569', day: '2026-01-20' }, { id: 'm3', name: 'เวทีที่ยังไม่จัด', day: '2999-01-01' }],
  };
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    asked.push({ url: String(url), body: init.body ? JSON.parse(String(init.body)) : undefined });
    return new Response(JSON.stringify(told), { status: 200, headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function shown(store: FakeStore = plantedStore()): Promise<FakeStore> {
  show(Room as never, store, { meeting: 'm1' });
  await screen.findByRole('heading', { name: 'ตัวอย่าง' });
  return store;
}

const partOf = (name: string) => within(screen.getByRole('region', { name }));
const edit = (name: string) => fireEvent.click(screen.getByRole('button', { name: `แก้ ${name}` }));

it('shows each part as it stands, what the records say beside an edited one, and what should be looked at (R5.3)', async () => {
  await shown();
  expect(partOf('เปิดเรื่อง').getByText('เขียนเอง')).toBeTruthy();
  expect(partOf('เปิดเรื่อง').getByText('ข้อมูลเปลี่ยนหลังแก้')).toBeTruthy();
  expect(partOf('เปิดเรื่อง').getByText('ประธานเปิด')).toBeTruthy();
  expect(partOf('ผู้เข้าร่วมประชุม').getByText('และอีก 3 คน')).toBeTruthy();
  expect(document.body.textContent).toContain('มีคนไม่มาที่ยังไม่บอกเหตุ');
  expect(await violations()).toEqual([]);
});

it('an edited text is written as an entry of its item, over what stood there when the editor was drawn', async () => {
  const store = plantedStore();
  store.add('phone-a', { stream: 'meeting/m1', kind: 'minutes_item', record: 'i1', set: { said: 'เดิม' } });
  await shown(store);
  const before = store.get('meeting/m1', 'minutes_item', 'i1')!.fields.said!.candidates;
  const name = 'สิ่งที่พูดกัน · วาระที่ 1 เรื่องเสนอเพื่อพิจารณา';
  await edit(name);
  expect(await violations()).toEqual([]);
  store.add('phone-b', { stream: 'meeting/m1', kind: 'minutes_item', record: 'i1', set: { said: 'ระหว่างนั้น' } });
  await fireEvent.input(partOf(name).getByLabelText(/^สิ่งที่พูดกัน/), { target: { value: '  สรุปแล้ว  ' } });
  await fireEvent.click(partOf(name).getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(store.written).toEqual([{ stream: 'meeting/m1', kind: 'minutes_item', record: 'i1', set: { said: 'สรุปแล้ว' }, shown: { said: before } }]));
});

it('people are added and taken out of a list, a line without a name is not written, an unknown reason is a blank', async () => {
  const store = await shown();
  await edit('ผู้ไม่มาประชุม');
  const list = partOf('ผู้ไม่มาประชุม');
  await fireEvent.click(list.getByRole('button', { name: 'เพิ่มคน' }));
  await fireEvent.click(list.getByRole('button', { name: 'บันทึก' }));
  expect(list.getByText('ทุกบรรทัดต้องมีชื่อ')).toBeTruthy();
  expect(store.written).toEqual([]);
  await fireEvent.input(list.getAllByLabelText('ชื่อ')[1]!, { target: { value: 'นายคง' } });
  await fireEvent.click(list.getByRole('button', { name: 'เอาออก นางขวัญ' }));
  expect(await violations()).toEqual([]);
  await fireEvent.click(list.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(store.written.map((one) => one.set)).toEqual([{ absent: [{ name: 'นายคง', role: '', reason: '…' }] }]));
});

it('a part goes back to what the records say', async () => {
  const store = await shown();
  await edit('เปิดเรื่อง');
  await fireEvent.click(screen.getByRole('button', { name: 'กลับไปใช้ตามข้อมูลที่บันทึก' }));
  await waitFor(() => expect(store.written.map((one) => [one.kind, one.record, one.set])).toEqual([['minutes', 'm1', { opening: null }]]));
});

it('hours need a beginning', async () => {
  const store = await shown();
  await edit('เวลา');
  await fireEvent.input(screen.getByLabelText('เริ่มประชุมเวลา'), { target: { value: '' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  expect(screen.getByText('ใส่เวลาเริ่มประชุม')).toBeTruthy();
  await fireEvent.input(screen.getByLabelText('เริ่มประชุมเวลา'), { target: { value: '13:40' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(store.written.map((one) => one.set)).toEqual([{ hours: { began: '13:40', ended: null } }]));
});

it('a draft is proposed, and adopted only at a later hearing that was held (R5.3)', async () => {
  const store = await shown();
  await fireEvent.click(screen.getByRole('button', { name: 'เสนอให้ที่ประชุมรับรอง' }));
  await waitFor(() => expect(store.written.map((one) => one.set)).toEqual([{ state: 'proposed' }]));
  told = { ...told, state: 'proposed' };
  store.add('phone-a', { stream: 'meeting/m1', kind: 'minutes', record: 'm1', set: { closing: '-' } });
  const choice = await screen.findByLabelText<HTMLSelectElement>('รับรองในเวที');
  expect([...choice.options].map((one) => one.value)).toEqual(['', 'm2']);
  expect(await violations()).toEqual([]);
  await fireEvent.change(choice, { target: { value: 'm2' } });
  await fireEvent.input(screen.getByLabelText(/^ที่ประชุมขอแก้/), { target: { value: 'หน้า 2' } });
  told = { ...told, state: 'adopted', adopted: { meeting: 'm2', day: '2026-01-20', at: '2026-01-20T18:00:00+07:00', sha256: 'x', changed: true } };
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกว่ารับรองแล้ว' }));
  await screen.findByText(/ที่ประชุมรับรองเมื่อ 20 มกราคม 2569/);
  expect(asked.find((one) => one.body)).toEqual({ url: '/api/minutes/m1/adoption', body: { meeting: 'm2', corrections: 'หน้า 2' } });
  expect(screen.getByText(/ข้อมูลที่บันทึกเปลี่ยนไปหลังรับรอง/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^แก้ / })).toBeNull();
  expect(await violations()).toEqual([]);
});

it('what must be mended first keeps the minutes from being proposed', async () => {
  told = { ...told, problems: ['not_ended', 'id_number'] };
  await shown();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'เสนอให้ที่ประชุมรับรอง' }).disabled).toBe(true);
  expect(document.body.textContent).toContain('ยังไม่มีเวลาเลิกประชุม');
});

it('without the office the room says so and can be asked again', async () => {
  vi.stubGlobal('fetch', async () => { throw new TypeError('offline'); });
  show(Room as never, plantedStore(), { meeting: 'm1' });
  await screen.findByText(/ติดต่อสำนักงานไม่ได้/);
  expect(screen.getByRole('button', { name: 'ลองใหม่' })).toBeTruthy();
  expect(await violations()).toEqual([]);
});

it('the public copy is looked at beside the office’s own', async () => {
  await shown();
  await fireEvent.click(screen.getByRole('radio', { name: 'ฉบับเผยแพร่' }));
  expect(document.querySelector('article')!.textContent).toContain('ซึ่งไม่แสดงชื่อ');
  expect(document.querySelector('article')!.textContent).not.toContain('นายกานต์');
});

it('that the copies were compared is written with the code and every log, only when the code is this desk\'s (R5.3)', async () => {
  const store = plantedStore();
  store.add('phone-a', { stream: 'meeting/m1', kind: 'attendance', record: 'a1', set: { standing: null } });
  await shown(store);
  const code = codeOf(store.vector('meeting/m1'));
  const part = within(screen.getByRole('region', { name: 'เทียบข้อมูลก่อนปิดเวที' }));
  expect(part.getByText(`รหัสที่โต๊ะนี้ ${code}`)).toBeTruthy();
  const type = async (text: string) => {
    await fireEvent.input(part.getByLabelText(/^รหัสบนอีกเครื่อง/), { target: { value: text } });
    await fireEvent.click(part.getByRole('button', { name: 'บันทึกว่าเทียบแล้ว' }));
  };
  await type('7K2M');
  expect(part.getByText(/รหัสมี 8 ตัว/)).toBeTruthy();
  await type(code.startsWith('0') ? '1111-1111' : '0000-0000');
  expect(part.getByText(/รหัสไม่ตรงกัน/)).toBeTruthy();
  expect(store.written).toEqual([]);
  expect(await violations()).toEqual([]);
  const vector = store.vector('meeting/m1');
  await type(` ${code.toLowerCase().replace('-', ' ')} `);
  await waitFor(() => expect(store.written).toHaveLength(1));
  expect(store.written[0]).toMatchObject({
    stream: 'meeting/m1', kind: 'minutes', record: 'm1',
    set: { compared: { code, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), logs: Object.entries(vector).map(([log, [seq, hash]]) => ({ log, seq, hash })) } },
  });
  expect(await part.findByText(new RegExp(`เทียบแล้วตรงกัน รหัส ${code}`))).toBeTruthy();
});
