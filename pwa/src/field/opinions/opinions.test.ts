// Taking down an opinion over a real store. (R2.2a own words, R2.2b nothing missing and a receipt, offline)
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { isReceipt } from '../../store/receipt';
import { value, type Store } from '../../store/types';
import { meetingOf } from '../meeting';
import { hall, HALL, officer } from '../testing/hall';
import { show } from '../testing/show';
import { emptyForm, missing, opinionDraft, type Form } from './opinions';

const WORDS = 'ตรอกหลังมัสยิดมืดมาก   หลังละหมาดอิชาผู้หญิงกับเด็กเดินกลับบ้านไม่กล้า\nอยากได้ไฟสักหกต้น';
let store: Store;

beforeEach(async () => {
  const server = await hall();
  store = await officer(server);
  server.down = true;
});

const save = () => screen.getByRole('button', { name: 'บันทึก และออกเลขรับ' }) as HTMLButtonElement;
const pick = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));
const typeIn = (label: string | RegExp, text: string) => fireEvent.input(screen.getByLabelText(label), { target: { value: text } });

async function take(): Promise<void> {
  await show(store, `/field/m/${HALL}/opinions/new`);
  await typeIn(/^ถ้อยคำของผู้พูด/, WORDS);
  await fireEvent.change(screen.getByLabelText('หัวข้อ'), { target: { value: 't2' } });
  await pick('ปัญหา');
}

test('R2.2b an opinion of an anonymous speaker is saved offline with everything, and shows its receipt', async () => {
  await take();
  await pick('ไม่ออกชื่อ');
  await waitFor(() => expect(save().disabled).toBe(false));
  await fireEvent.click(save());
  await screen.findByText('เลขรับของท่าน');
  const rec = store.list('topic/t2', 'opinion')[0];
  expect(value(rec, 'text')).toBe(WORDS);
  expect([value(rec, 'stage'), value(rec, 'kind'), value(rec, 'channel'), value(rec, 'meeting')]).toEqual(['before', 'problem', 'hearing', HALL]);
  expect([value(rec, 'anonymous'), value(rec, 'speaker')]).toEqual([true, null]);
  expect(value(rec, 'received')).toEqual({ on: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/), by: 'kanok' });
  const receipt = String(value(rec, 'receipt'));
  expect(isReceipt(receipt)).toBe(true);
  expect(document.querySelector('.code')?.textContent).toBe(receipt.replace(/(.{4})(?=.)/g, '$1-'));
  await waitFor(async () => expect(await store.loadDraft(`opinion.${HALL}`)).toBeUndefined());
});

test('the speaker can be found on the lists', async () => {
  await take();
  await pick('เลือกจากรายชื่อ');
  await typeIn('ค้นผู้พูด', 'ประเ');
  await fireEvent.click(screen.getByRole('button', { name: 'เลือก นายประเสริฐ ธารน้ำใสงาม บ้าน 901/2' }));
  await waitFor(() => expect(save().disabled).toBe(false));
  await fireEvent.click(save());
  await screen.findByText('เลขรับของท่าน');
  expect(value(store.list('topic/t2', 'opinion')[0], 'speaker')).toEqual({ resident: 'r1', name: null });
});

test('R2.2b what is missing is said, and nothing is saved until it is there', async () => {
  await take();
  expect(save().disabled).toBe(true);
  expect(screen.getByText(/ยังเหลือ 1 อย่าง: บอกว่าใครพูด/)).toBeTruthy();
  await pick('ใส่ชื่อเอง');
  expect(save().disabled).toBe(true);
  await typeIn('ชื่อผู้พูด', 'ป้าแก้ว');
  await waitFor(() => expect(save().disabled).toBe(false));
});

test('a half-typed opinion survives a killed app', async () => {
  await take();
  await waitFor(async () => expect(await store.loadDraft(`opinion.${HALL}`)).toMatchObject({ text: WORDS, kind: 'problem' }));
  await show(store, `/field/m/${HALL}/opinions/new`);
  await waitFor(() => expect((screen.getByLabelText(/^ถ้อยคำของผู้พูด/) as HTMLTextAreaElement).value).toBe(WORDS));
});

describe('what is missing', () => {
  const meeting = () => meetingOf(store, HALL)!;
  const whole = (): Form => ({ ...emptyForm(meeting()), topic: 't1', kind: 'need', who: 'anonymous', text: 'ก' });

  test.each(['topic', 'stage', 'kind', 'channel', 'text', 'who'] as const)('R2.2b %s cannot be left out', (name) => {
    expect(missing(whole())).toEqual([]);
    expect(missing({ ...whole(), [name]: name === 'text' ? '   ' : '' })).toEqual([name]);
  });

  test('two receipts are never alike', () => {
    const codes = new Set(Array.from({ length: 50 }, () => opinionDraft(store, meeting(), whole()).receipt));
    expect(codes.size).toBe(50);
  });
});
