import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { contradictions } from '../contradictions';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import SettleOne from './SettleOne.svelte';

function drawn() {
  const store = plantedStore();
  const onsettled = vi.fn();
  const onstep = vi.fn();
  show(SettleOne as never, store, { one: contradictions(store)[0]!, onstep, onsettled });
  return { store, onsettled, onstep };
}

const press = (key: string, on: Element = document.body) => fireEvent.keyDown(on, { key });

it('asks the question in words and shows both values with who, when and which phone', () => {
  drawn();
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('นางปิยะธิดา สมมติ ลงคะแนนอย่างไร');
  expect(screen.getAllByRole('radio')).toHaveLength(2);
  expect(screen.getByText('phone-a')).toBeTruthy();
  expect(screen.getByText('phone-b')).toBeTruthy();
});

it('settles by keys alone: 2 chooses, Enter uses, and every candidate shown is covered', async () => {
  const { store, onsettled } = drawn();
  await press('2');
  await fireEvent.input(screen.getByLabelText(/^เหตุผล/), { target: { value: 'ฟังเสียงบันทึกแล้ว' } });
  await press('Enter');
  await waitFor(() => expect(onsettled).toHaveBeenCalledOnce());
  expect(store.written).toMatchObject([{ kind: 'vote', record: 'v-r3', set: { choice: 'disagree' }, why: 'ฟังเสียงบันทึกแล้ว' }]);
  expect(store.written[0]!.shown!.choice).toHaveLength(2);
});

it('writes nothing without a reason, and nothing without a choice', async () => {
  const { store } = drawn();
  await press('Enter');
  expect(screen.getByRole('status').textContent).toContain('เลือกค่าหนึ่งก่อน');
  await press('1');
  await press('Enter');
  expect(screen.getByRole('status').textContent).toContain('เขียนเหตุผลก่อน');
  expect(store.written).toEqual([]);
});

it('does not take a digit typed into the reason for a choice', async () => {
  drawn();
  await press('2', screen.getByLabelText(/^เหตุผล/));
  expect(screen.getAllByRole<HTMLInputElement>('radio').some((one) => one.checked)).toBe(false);
});

it('steps to the next and the one before with J and K', async () => {
  const { onstep } = drawn();
  await press('j');
  await press('k');
  expect(onstep.mock.calls).toEqual([[1], [-1]]);
});

it('has no fault that axe finds', async () => {
  drawn();
  expect(await violations()).toEqual([]);
});
