// Marks over a real store: what is signed, by whom it is witnessed, and that the check-in never waits for it. (R0.1)
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { asItIs, picture, withAddresses } from '../../photos/testing/picture';
import { value, type Store } from '../../store/types';
import { keyedId } from '../../sync/ids';
import { route } from '../../ui/route.svelte';
import { cameTo, checkInDraft } from '../door/door';
import { meetingOf } from '../meeting';
import { peopleOf } from '../people';
import { hall, HALL, officer } from '../testing/hall';
import { show } from '../testing/show';
import { markBackDraft, named, signatureDraft, thumbprintDraft } from './marks';

const STREAM = `meeting/${HALL}`;
vi.mock('../../photos/burn', () => ({ keepBurnt: (store: Store, source: Blob) => store.keepFile(source) }));
let store: Store;

beforeEach(async () => {
  withAddresses();
  store = await officer(await hall(), { redraw: asItIs });
});

const attendance = (resident: string) => store.get(STREAM, 'attendance', keyedId(store.meetingKey(STREAM)!, 'attendance', HALL, resident));
const came = (resident: string) => cameTo(store, meetingOf(store, HALL)!).get(resident)!;

async function here(...residents: string[]): Promise<void> {
  const meeting = meetingOf(store, HALL)!;
  for (const id of residents) {
    const person = peopleOf(store, meeting).get(id)!;
    await store.write(checkInDraft(store, meeting, { person, post: 'a', capacity: person.capacity, voting: person.voting, signing: person.signing })!);
  }
}

async function kept(name: string) {
  const file = await store.keepFile(picture(name), 'drawing');
  if (!file.ok) throw new Error(file.code);
  return file.value;
}

describe('signing on this phone', () => {
  test('one tap checks in and is saved before the page to sign comes', async () => {
    await show(store, `/field/m/${HALL}`);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'ให้เซ็นบนเครื่องนี้' }));
    await show(store, `/field/m/${HALL}/door`);
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'สิริพร' } });
    await fireEvent.click(screen.getByRole('button', { name: /^เช็กชื่อ น.ส.สิริพร/ }));
    await waitFor(() => expect(route.path).toBe(`/field/m/${HALL}/door/r5/sign`));
    expect(value(attendance('r5'), 'standing')).toEqual({ capacity: 'resident', voting: true });
    expect(await screen.findByText(/น.ส.สิริพร มาแล้ว เก็บแล้ว/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'ไม่เซ็นตอนนี้' }).getAttribute('href')).toBe(`/field/m/${HALL}/door`);
  });

  test('a signature is a picture and its way of signing, and undo says again what stood before', async () => {
    await here('r5');
    const before = came('r5');
    await store.write(signatureDraft(store, before, await kept('ink')));
    expect(value(attendance('r5'), 'mark')).toMatchObject({ form: 'signature', witness: null, file: { type: 'image/png' } });
    expect(value(attendance('r5'), 'signing')).toBe('touch');
    await store.write(markBackDraft(store, came('r5'), before));
    expect(value(attendance('r5'), 'mark')).toBeNull();
    expect(store.entries(STREAM, 'attendance', attendance('r5')!.record)).toHaveLength(3);
  });

  test('nobody signs who is not checked in', async () => {
    await show(store, `/field/m/${HALL}/door/r5/sign`);
    expect(screen.getByText(/ยังไม่ได้เช็กชื่อคนนี้/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'เก็บลายเซ็น' }).disabled).toBe(true);
  });
});

describe('a thumbprint', () => {
  test('R0.1 is kept as a picture with its witness, who is found among those here', async () => {
    await here('r6', 'r1');
    await show(store, `/field/m/${HALL}/door/r6/thumb`);
    await fireEvent.change(document.querySelector('input[type=file]')!, { target: { files: [picture('thumb')] } });
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'เก็บลายนิ้วมือและพยาน' });
    expect(button.disabled).toBe(true); // nobody witnessed it yet
    const find = screen.getByLabelText('ค้นพยานจากคนที่มาแล้ว');
    await fireEvent.input(find, { target: { value: 'สมชาย' } });
    expect(screen.queryByRole('button', { name: /^เลือก นายสมชาย/ })).toBeNull(); // is not here
    await fireEvent.input(find, { target: { value: 'ประเสริฐ' } });
    await fireEvent.click(screen.getByRole('button', { name: /^เลือก นายประเสริฐ/ }));
    await fireEvent.click(button);
    await waitFor(() => expect(value(attendance('r6'), 'mark')).toMatchObject({ form: 'thumbprint', witness: { resident: 'r1', name: null } }));
    expect(value(attendance('r6'), 'signing')).toBe('thumbprint_with_witness');
    const members = Object.keys(value(attendance('r6'), 'mark') as object).sort();
    expect(members).toEqual(['file', 'form', 'witness']); // a picture and who saw it: no measure of a finger
  });

  test('a witness may be a typed name, and without one there is nothing to keep', async () => {
    await here('r6');
    const file = await kept('thumb');
    expect(thumbprintDraft(store, came('r6'), file, { resident: '', name: '  ' })).toBeNull();
    expect(named({ resident: '', name: ' นางสุดา ใจดี ' })).toEqual({ resident: null, name: 'นางสุดา ใจดี' });
  });
});

test('a guardian is found on the lists or typed, and stands in the attendance (R0.1)', async () => {
  await here('r6');
  await show(store, `/field/m/${HALL}/door/r6/guardian`);
  await fireEvent.click(screen.getByRole('radio', { name: 'ใส่ชื่อเอง' }));
  await fireEvent.input(screen.getByLabelText('ชื่อ'), { target: { value: 'นางทองใบ ริมคลอง' } });
  await fireEvent.click(screen.getByRole('button', { name: 'เก็บชื่อผู้ปกครอง' }));
  await waitFor(() => expect(value(attendance('r6'), 'guardian')).toEqual({ resident: null, name: 'นางทองใบ ริมคลอง' }));
  expect(value(attendance('r6'), 'signing')).toBe('guardian');
});

test('the sheet of somebody here offers to sign, and shows the mark that was left', async () => {
  await here('r5');
  await show(store, `/field/m/${HALL}/door/r5`);
  expect(screen.getByRole('link', { name: 'ให้เซ็นที่นี่' }).getAttribute('href')).toBe(`/field/m/${HALL}/door/r5/sign`);
  await store.write(signatureDraft(store, came('r5'), await kept('ink')));
  await show(store, `/field/m/${HALL}/door/r5`);
  expect(await screen.findByAltText('ลายเซ็น')).toBeTruthy();
});
