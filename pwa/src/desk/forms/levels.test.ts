import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { officeOf } from '../office';
import SmallForm from '../parts/SmallForm.svelte';
import { show } from '../testing/show';
import { plantedStore } from '../testing/store';
import { motionForm } from './kinds';

/** The form of a motion of level 5, drawn while it stands so. */
function drawn(state: 'draft' | 'open' | 'closed') {
  const store = plantedStore();
  const question = { no: 9, text: 'เลือกงาน', options: [{ key: 'a', text: 'ก' }, { key: 'b', text: 'ข' }] };
  store.add('desk', { stream: 'meeting/m1', kind: 'motion', record: 'q9', set: { question, method: 'paper_box', rule: 'plurality', level: 5, binding: true, state } });
  const rec = store.get('meeting/m1', 'motion', 'q9');
  const onsave = vi.fn();
  show(SmallForm as never, store, { kind: motionForm(officeOf(store), 'meeting/m1', 9, rec), rec, onsave });
  return onsave;
}

async function setLevel(level: string): Promise<void> {
  await fireEvent.change(screen.getByLabelText(/^ระดับ/), { target: { value: level } });
  await fireEvent.input(screen.getByLabelText(/เหตุผลที่แก้/), { target: { value: 'เหตุผล' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
}

it.each(['open', 'closed'] as const)('R2.0 a level-5 motion that was opened is not lowered to 3 (%s)', async (state) => {
  const onsave = drawn(state);
  await setLevel('3');
  expect(screen.getByText(/ลดระดับที่สัญญาไว้ไม่ได้/)).toBeTruthy();
  expect(onsave).not.toHaveBeenCalled();
});

it('before it is opened it may be lowered, with a reason (R2.0)', async () => {
  const onsave = drawn('draft');
  await setLevel('3');
  await waitFor(() => expect(onsave).toHaveBeenCalledOnce());
  expect(onsave.mock.calls[0]![0]).toMatchObject({ set: { level: 3 }, why: 'เหตุผล' });
});
