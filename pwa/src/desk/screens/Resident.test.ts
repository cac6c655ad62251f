import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import Resident from './Resident.svelte';

it('"the same person" is written into the roll and into every hearing whose counts it touches', async () => {
  const store = plantedStore();
  show(Resident as never, store, { kind: 'community', place: 'c1', person: 'r2' });
  expect(await violations()).toEqual([]);
  await fireEvent.change(screen.getByLabelText(/^เป็นคนเดียวกับ/), { target: { value: 'r3' } });
  await fireEvent.input(screen.getByLabelText(/^เหตุผลที่แก้/), { target: { value: 'บ้านเดียวกัน' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(store.written.map((one) => [one.stream, one.record, one.set.same_as])).toEqual([['community/c1', 'r2', 'r3'], ['meeting/m1', 'r2', 'r3']]));
});

it('somebody of the same name is pointed at, and not taken for the same person', () => {
  const store = plantedStore();
  store.add('desk', { stream: 'community/c2', kind: 'resident', record: 'r8', set: { name: { title: 'นาย', first: 'ศิริพร', last: 'สมมติ' }, address: { house_no: '9/1' } } });
  show(Resident as never, store, { kind: 'community', place: 'c1', person: 'r2' });
  expect(document.body.textContent).toContain('นายศิริพร สมมติ 9/1');
  expect(store.written).toEqual([]);
});
