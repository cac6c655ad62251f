import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { opinionForm } from '../forms/opinion';
import { officeOf } from '../office';
import { opinionWrite } from '../opinion';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import NewOpinion from './NewOpinion.svelte';
import Print from './Print.svelte';

const SLIP = '7K3MQ9TX2BVA';

beforeEach(() => {
  URL.createObjectURL = vi.fn(() => 'blob:paper');
  URL.revokeObjectURL = vi.fn();
});
afterEach(() => vi.unstubAllGlobals());

it('lists every paper with its own button, and axe finds no fault', async () => {
  show(Print as never, plantedStore(), { meeting: 'm1' });
  expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual([
    'ทำเอกสาร: ทะเบียนผู้เข้าร่วม', 'ทำเอกสาร: แบบแสดงความคิดเห็น', 'ทำเอกสาร: ใบรับความคิดเห็น',
    'ทำเอกสาร: บัตรคิวอาร์', 'ทำเอกสาร: ระเบียบวาระการประชุม', 'ทำเอกสาร: ประกาศ',
  ]);
  expect(await violations()).toEqual([]);
});

it('opens a paper in a page of its own, and leaves a link for a browser that refuses', async () => {
  const opened = vi.fn();
  vi.stubGlobal('open', opened);
  vi.stubGlobal('fetch', async () => new Response('%PDF'));
  show(Print as never, plantedStore(), { meeting: 'm1' });
  await fireEvent.click(screen.getByRole('button', { name: /ประกาศ/ }));
  await waitFor(() => expect(opened).toHaveBeenCalledWith('blob:paper', '_blank'));
  expect(screen.getByRole('link', { name: 'เปิดอีกครั้ง: ประกาศ' }).getAttribute('href')).toBe('blob:paper');
  expect(screen.getByRole('link', { name: 'เก็บเป็นไฟล์: ประกาศ' }).getAttribute('download')).toBe('notice.pdf');
  expect(await violations()).toEqual([]);
});

it('says so when the office cannot be reached, and opens nothing', async () => {
  const opened = vi.fn();
  vi.stubGlobal('open', opened);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  show(Print as never, plantedStore(), { meeting: 'm1' });
  await fireEvent.click(screen.getByRole('button', { name: /ประกาศ/ }));
  expect((await screen.findByText(/ลองใหม่เมื่อมีสัญญาณ/)).textContent).toBeTruthy();
  expect(opened).not.toHaveBeenCalled();
});

it('makes no paper from a number that the office would refuse', async () => {
  show(Print as never, plantedStore(), { meeting: 'm1' });
  await fireEvent.input(screen.getByLabelText(/แถวว่าง/), { target: { value: '201' } });
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /ทะเบียน/ }).disabled).toBe(true);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /ประกาศ/ }).disabled).toBe(false);
});

it('takes the code of a printed slip as the receipt, once, and notices one that was mistyped (R2.2b)', async () => {
  const store = plantedStore();
  store.add('desk', { stream: 'topic/t1', kind: 'topic', record: 't1', set: { name: { th: 'น้ำท่วม' }, unit: 'โยธา', levels: { before: 3, during: 3, after: 3 } } });
  show(NewOpinion as never, store, {});
  expect(screen.getByLabelText(/เลขรับของใบที่พิมพ์ไว้/)).toBeTruthy();
  const check = () => opinionForm(officeOf(store as never), 'suda').check!;
  expect(check()({ receipt: '7k3m-q9tx-2bva' })).toBeUndefined();
  expect(check()({})).toBeUndefined();
  expect(check()({ receipt: '7k3m-q9tx-2bvb' })).toMatch('มีตัวที่ผิด');
  store.add('desk', opinionWrite('o1', SLIP, { topic: 't1', text: 'น้ำท่วม', anonymous: true }));
  expect(check()({ receipt: '7K3M Q9TX 2BVA' })).toMatch('ใช้แล้ว');
});
