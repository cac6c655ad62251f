// Files that phones without a network sent along, taken in at the desk; the closing code of a hearing. (R5.6)
import { fireEvent, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { codeOf } from '../../carry/carry';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import Overview from './Overview.svelte';
import SyncPage from './SyncPage.svelte';

it('takes in a file and says what became of it', async () => {
  show(SyncPage as never, plantedStore(), { onleave: () => {} });
  await fireEvent.change(screen.getByLabelText('เลือกไฟล์'), { target: { files: [new File(['x'], 'prachakhom.txt')] } });
  expect(await screen.findByText('สำนักงานมีครบแล้ว 3 รายการ')).toBeTruthy();
  expect(await violations()).toEqual([]);
});

it('says how many lines of a file wait and how many the office refused', async () => {
  const store = plantedStore();
  store.courier = async () => ({
    share: async () => ({ ok: false, case: 'refused', code: 'nothing_unsent' }),
    handOver: async () => ({ ok: true, value: { held: 1, waiting: 4, refused: 2 } }),
    neighbours: async () => null,
  });
  show(SyncPage as never, store, { onleave: () => {} });
  await fireEvent.change(screen.getByLabelText('เลือกไฟล์'), { target: { files: [new File(['x'], 'prachakhom.txt')] } });
  expect(await screen.findByText(/อีก 4 รายการรอไฟล์ก่อนหน้า/)).toBeTruthy();
  expect(screen.getByText(/ไม่รับ 2 รายการ/)).toBeTruthy();
});

it('shows the closing code of a hearing, which changes when something more is held', async () => {
  const store = plantedStore();
  show(Overview as never, store, { meeting: 'm1' });
  const before = codeOf(store.vector('meeting/m1'));
  expect(screen.getByText(before)).toBeTruthy();
  store.add('phone-c', { stream: 'meeting/m1', kind: 'meeting', record: 'm1', set: { place: 'ศาลา' } });
  const after = codeOf(store.vector('meeting/m1'));
  expect(after).not.toBe(before);
  expect(await screen.findByText(after)).toBeTruthy();
});
