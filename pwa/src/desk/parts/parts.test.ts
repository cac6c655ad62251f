import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { topicForm } from '../forms/kinds';
import { officeOf } from '../office';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import AnswerForm from './AnswerForm.svelte';
import ClearanceForm from './ClearanceForm.svelte';
import SmallForm from './SmallForm.svelte';

function withOpinion(text: string) {
  const store = plantedStore();
  store.add('phone-a', { stream: 'topic/t1', kind: 'topic', record: 't1', set: { name: { th: 'น้ำท่วม' }, unit: 'โยธา', levels: { before: 3, during: 3, after: 3 } } });
  store.add('phone-a', { stream: 'topic/t1', kind: 'opinion', record: 'o1', set: { text } });
  return { store, opinion: store.get('topic/t1', 'opinion', 'o1')! };
}

it('a short form sends the one field that was changed, over what was shown', async () => {
  const { store } = withOpinion('ก');
  const onsave = vi.fn();
  const rec = store.get('topic/t1', 'topic', 't1');
  show(SmallForm as never, store, { kind: topicForm(officeOf(store), 't1'), rec, onsave });
  await fireEvent.input(screen.getByLabelText('ฝ่ายที่รับผิดชอบ'), { target: { value: 'เทศกิจ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(onsave).toHaveBeenCalledOnce());
  expect(onsave.mock.calls[0]![0]).toEqual({ set: { unit: 'เทศกิจ' }, shown: { unit: rec!.fields.unit!.candidates } });
});

it('a changed level is not saved without a reason (R2.0)', async () => {
  const { store } = withOpinion('ก');
  const onsave = vi.fn();
  show(SmallForm as never, store, { kind: topicForm(officeOf(store), 't1'), rec: store.get('topic/t1', 'topic', 't1'), onsave });
  await fireEvent.change(screen.getByLabelText(/ระดับระหว่างทำ/), { target: { value: '4' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  expect(onsave).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText(/เหตุผลที่แก้/), { target: { value: 'ประชาชนขอ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(onsave).toHaveBeenCalledOnce());
  expect(onsave.mock.calls[0]![0]).toMatchObject({ set: { levels: { before: 3, during: 4, after: 3 } }, why: 'ประชาชนขอ' });
});

it('a level is not lowered once voting has opened (R2.0)', async () => {
  const { store } = withOpinion('ก');
  store.add('desk', { stream: 'meeting/m1', kind: 'motion', record: 'q5', set: { topic: 't1' } });
  const onsave = vi.fn();
  show(SmallForm as never, store, { kind: topicForm(officeOf(store), 't1'), rec: store.get('topic/t1', 'topic', 't1'), onsave });
  await fireEvent.change(screen.getByLabelText(/ระดับก่อนวางแผน/), { target: { value: '1' } });
  await fireEvent.input(screen.getByLabelText(/เหตุผลที่แก้/), { target: { value: 'ลด' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  expect(onsave).not.toHaveBeenCalled();
  expect(screen.getByText(/ลดระดับที่สัญญาไว้ไม่ได้/)).toBeTruthy();
});

it('words that may point at a person are cleared only by somebody who says they have read them (R2.2a)', async () => {
  const { store, opinion } = withOpinion('อยู่บ้านเลขที่ 909/3');
  show(ClearanceForm as never, store, { opinion });
  await fireEvent.click(screen.getByLabelText(/^เผยแพร่ได้/));
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกการตรวจ' }));
  expect(store.written).toEqual([]);
  await fireEvent.click(screen.getByLabelText(/^อ่านแล้ว/));
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกการตรวจ' }));
  await waitFor(() => expect(store.written).toMatchObject([{ set: { clearance: { cleared: true, hides: [] } } }]));
});

it('words that are not published say what kind of data they hold (R2.2a)', async () => {
  const { store, opinion } = withOpinion('ก');
  show(ClearanceForm as never, store, { opinion });
  await fireEvent.click(screen.getByLabelText(/^ไม่เผยแพร่/));
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกการตรวจ' }));
  expect(store.written).toEqual([]);
  await fireEvent.click(screen.getByLabelText('สุขภาพ'));
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกการตรวจ' }));
  await waitFor(() => expect(store.written).toMatchObject([{ set: { clearance: { cleared: false, hides: ['health'] } } }]));
});

it('an answer that refuses is not saved without its reason (R2.2d)', async () => {
  const { store, opinion } = withOpinion('ก');
  show(AnswerForm as never, store, { opinion, response: undefined });
  await fireEvent.click(screen.getByLabelText('ยังไม่รับ'));
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกคำตอบ' }));
  expect(store.written).toEqual([]);
  await fireEvent.input(screen.getByLabelText(/^เหตุผล/), { target: { value: 'อยู่นอกงบ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึกคำตอบ' }));
  await waitFor(() => expect(store.written).toMatchObject([{ kind: 'response', record: 'o1', set: { answer: { status: 'not_adopted', reason: 'อยู่นอกงบ', used_for: null } } }]));
  expect(await violations()).toEqual([]);
});
