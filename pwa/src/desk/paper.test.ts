// Paper typed in later: in the printed order, by keyboard, once for each person, and it says that it comes from paper.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { withAddresses } from '../photos/testing/picture';
import { value } from '../store';
import { attendanceCount } from '../sync/counts';
import { officeOf } from './office';
import { attendanceOf, lineBack, lineWrite, paperFrom, sheetsOf, typedFrom } from './paper';
import History from './screens/History.svelte';
import Paper from './screens/Paper.svelte';
import Photo from './screens/Photo.svelte';
import Photos from './screens/Photos.svelte';
import { show, violations } from './testing/show';
import { FakeStore } from './testing/store';

const STREAM = 'meeting/m1';
const FILE = { sha256: 'a'.repeat(43), type: 'image/jpeg', bytes: 9, width: 8, height: 6 };
let store: FakeStore;

/** Three of one community, in another order than their names; one from outside; a sheet that a phone took. */
beforeEach(() => {
  withAddresses();
  store = new FakeStore();
  const named = (first: string, last: string) => ({ name: { title: 'นาง', first, last }, address: { house_no: '901/2' }, capacity: 'resident', voting: true });
  store.add('server', { stream: 'office/demo', kind: 'account', record: 'suda', set: { name: 'สุดา', roles: ['staff'] } });
  store.add('server', { stream: 'office/demo', kind: 'community', record: 'c1', set: { name: { th: 'ชุมชนท่าน้ำสมมติ' }, subdistrict: 's1' } });
  for (const [id, first] of [['r1', 'เพ็ญ'], ['r2', 'กานดา'], ['r3', 'พร']] as const)
    store.add('server', { stream: 'community/c1', kind: 'resident', record: id, set: named(first, 'สมมติ') });
  store.add('server', { stream: 'subdistrict/s1', kind: 'resident', record: 'r4', set: named('อรุณ', 'นอกชุมชน') });
  store.add('server', { stream: 'topic/t1', kind: 'topic', record: 't1', set: { name: { th: 'น้ำท่วม' } } });
  const options = [{ key: 'agree', text: 'เห็นด้วย' }, { key: 'disagree', text: 'ไม่เห็นด้วย' }];
  store.add('desk', { stream: STREAM, kind: 'meeting', record: 'm1', set: { title: 'เวทีสมมติ', number: '๑/๒๕๖๙', communities: ['c1'], subdistrict: 's1', stage: 'before', time: { date: '2026-01-17', start: '13:30', end: null }, posts: [{ key: 'a', name: 'ประตู ก' }] } });
  store.add('desk', { stream: STREAM, kind: 'motion', record: 'q1', set: { question: { no: 1, text: 'ลอกท่อ', options }, method: 'show_of_hands', state: 'open' } });
  store.add('phone-kanok', { stream: STREAM, kind: 'photo', record: 'p1', set: { file: FILE, shows: 'sheet', taken: { at: '2026-01-17T13:40:00+07:00', place: 'ศาลา' }, caption: 'แผ่น 1', about: null, standing: { state: 'kept' } } });
});

const rec = (resident: string) => attendanceOf(store, 'm1', resident)!.rec;
const field = () => screen.getByRole('combobox', { name: /ลำดับที่ในใบ/ });
const type = (text: string) => fireEvent.input(field(), { target: { value: text } });
const enter = () => fireEvent.keyDown(field(), { key: 'Enter' });
const came = () => attendanceCount(store.list(STREAM, 'attendance')).present;

describe('the printed sheets', () => {
  it('stand in the order of dictionaries with the numbers of the print, people from outside last', () => {
    const sheets = sheetsOf(store, officeOf(store), 'm1');
    expect(sheets.map((one) => [one.id, one.lines.map((line) => `${line.no} ${line.person.name?.first}`)])).toEqual([
      ['c1', ['1 กานดา', '2 พร', '3 เพ็ญ']], ['outside', ['1 อรุณ']],
    ]);
  });

  it('leave out who was struck off the roll or found to be somebody else', () => {
    store.add('desk', { stream: 'community/c1', kind: 'resident', record: 'r2', set: { roll: null } });
    store.add('desk', { stream: STREAM, kind: 'resident', record: 'r3', set: { same_as: 'r1' } });
    expect(sheetsOf(store, officeOf(store), 'm1')[0]!.lines.map((line) => line.person.id)).toEqual(['r1']);
  });
});

describe('typing names', () => {
  it('checks in by row number and Enter, with the sheet as source and no time made up', async () => {
    show(Paper as never, store, { meeting: 'm1', photo: 'p1' });
    await type('๓');
    await enter();
    await waitFor(() => expect(rec('r1')).toBeDefined());
    expect(value(rec('r1'), 'standing')).toEqual({ capacity: 'resident', voting: true });
    expect(value(rec('r1'), 'source')).toEqual({ form: 'paper', sheet: 'p1' });
    expect(value(rec('r1'), 'signing')).toBe('paper');
    expect(rec('r1')!.fields.arrived).toBeUndefined();
    await waitFor(() => expect(screen.getByText('จดจากใบนี้ 1 คน')).toBeTruthy());
    expect((field() as HTMLInputElement).value).toBe('');
  });

  it('goes down the sheet by Enter alone, and by arrows past who did not sign', async () => {
    show(Paper as never, store, { meeting: 'm1', photo: 'p1' });
    await enter();
    await waitFor(() => expect(rec('r2')).toBeDefined());
    await fireEvent.keyDown(field(), { key: 'ArrowDown' });
    await enter();
    await waitFor(() => expect(rec('r1')).toBeDefined());
    expect(rec('r3')).toBeUndefined();
  });

  it('Enter twice is one attendance, and undo takes back what was typed', async () => {
    show(Paper as never, store, { meeting: 'm1', photo: 'none' });
    for (const _ of [1, 2]) {
      await type('กานดา');
      await enter();
      await waitFor(() => expect(rec('r2')).toBeDefined());
    }
    expect(store.entries(STREAM, 'attendance', rec('r2')!.record)).toHaveLength(1);
    expect(value(rec('r2'), 'source')).toEqual({ form: 'paper', sheet: null });
    await fireEvent.click(screen.getByRole('button', { name: /^เลิกทำ นางกานดา/ }));
    await waitFor(() => expect(came()).toBe(0));
  });

  it('whom a phone recorded alike counts once, and only the sheet is added (R5.6)', async () => {
    const write = lineWrite(store, 'm1', officeOf(store).people.get('r2')!, paperFrom('p1'))!;
    store.add('phone-a', { stream: STREAM, kind: 'attendance', record: write.record, set: { resident: 'r2', standing: { capacity: 'committee', voting: true }, arrived: { at: '2026-01-17T13:05:00+07:00', post: 'a' }, signing: 'touch' } });
    const later = lineWrite(store, 'm1', officeOf(store).people.get('r2')!, paperFrom('p1'))!;
    expect(Object.keys(later.set)).toEqual(['source']);
    const saved = await store.write(later);
    expect(came()).toBe(1);
    if (saved.ok) await store.write(lineBack(later, saved.value));
    expect(value(rec('r2'), 'source')).toBeNull();
    expect(came()).toBe(1);
  });

  it('a phone that sends only later what the desk typed alike is one person, with nothing to settle about being here', () => {
    const write = lineWrite(store, 'm1', officeOf(store).people.get('r2')!, paperFrom('p1'))!;
    store.add('desk', write);
    store.add('phone-a', { ...write, shown: {}, set: { resident: 'r2', standing: { capacity: 'resident', voting: true }, signing: 'paper' } });
    const count = attendanceCount(store.list(STREAM, 'attendance'));
    expect([count.present, count.aside, count.seen_twice]).toEqual([1, [], [write.record]]);
  });

  it('R0.1 somebody below the printed rows, from outside any community, is a person and here', async () => {
    show(Paper as never, store, { meeting: 'm1', photo: 'p1' });
    const form = within(screen.getByText('คนที่ไม่มีในรายชื่อ').closest('details')!);
    await fireEvent.input(form.getByLabelText('คำนำหน้า'), { target: { value: 'นาย' } });
    await fireEvent.input(form.getByLabelText('ชื่อ'), { target: { value: 'วินัย' } });
    await fireEvent.change(form.getByLabelText('ชุมชน'), { target: { value: 'outside' } });
    await fireEvent.click(form.getByText('เพิ่มและเช็กชื่อ'));
    await waitFor(() => expect(store.list('subdistrict/s1', 'resident')).toHaveLength(2));
    const person = store.list('subdistrict/s1', 'resident').at(-1)!;
    expect(value(person, 'consent')).toMatchObject({ privacy_notice_shown: false, name_published: false });
    expect(value(rec(person.record), 'source')).toEqual({ form: 'paper', sheet: 'p1' });
  });
});

it('an opinion form and a count sheet keep the sheet as their source, too', async () => {
  show(Paper as never, store, { meeting: 'm1', photo: 'p1' });
  await fireEvent.click(screen.getByRole('radio', { name: 'ใบนับคะแนน' }));
  await fireEvent.input(screen.getByRole('textbox', { name: 'เห็นด้วย' }), { target: { value: '12' } });
  await fireEvent.click(screen.getByRole('button', { name: 'เก็บผลนับ' }));
  await waitFor(() => expect(store.list(STREAM, 'tally')).toHaveLength(1));
  expect(value(store.list(STREAM, 'tally')[0], 'counts')).toEqual({ options: { agree: 12, disagree: 0 }, abstain: 0, invalid: 0, ballots: null });
  await fireEvent.click(screen.getByRole('radio', { name: 'แบบความคิดเห็น' }));
  await fireEvent.change(screen.getByLabelText('เรื่อง'), { target: { value: 't1' } });
  await fireEvent.click(screen.getByRole('radio', { name: 'ปัญหา' }));
  await fireEvent.input(screen.getByLabelText(/^คำของผู้พูด/), { target: { value: 'น้ำท่วมทุกปี' } });
  await fireEvent.click(screen.getByRole('button', { name: 'บันทึก' }));
  await waitFor(() => expect(store.list('topic/t1', 'opinion')).toHaveLength(1));
  for (const one of [...store.list(STREAM, 'tally'), ...store.list('topic/t1', 'opinion')]) expect(value(one, 'source')).toEqual({ form: 'paper', sheet: 'p1' });
  expect(typedFrom(store, officeOf(store), 'm1', 'p1')).toBe(2);
});

describe('photos at the desk', () => {
  it('say on whose phone a picture still is', async () => {
    show(Photos as never, store, { meeting: 'm1' });
    expect(await screen.findByText('รูปยังอยู่ในเครื่อง phone-kanok (เจ้าหน้าที่phone-kanok)')).toBeTruthy();
    expect(await violations()).toEqual([]);
  });

  it('are shown once the office holds them, taken back, and kept after all', async () => {
    store.file = async () => new Blob(['x'], { type: 'image/jpeg' });
    show(Photo as never, store, { meeting: 'm1', photo: 'p1' });
    expect(await screen.findByRole('img')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'เอารูปนี้ออก' }));
    expect(await screen.findByText('รูปนี้ถูกเอาออกแล้ว')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'เก็บรูปนี้ไว้ตามเดิม' }));
    await waitFor(() => expect(value(store.list(STREAM, 'photo')[0], 'standing')).toEqual({ state: 'kept' }));
    expect(await violations()).toEqual([]);
  });
});

it('the page for typing has no fault that axe finds, and a history links to the photo of the sheet', async () => {
  const page = show(Paper as never, store, { meeting: 'm1', photo: 'p1' });
  expect(await violations()).toEqual([]);
  await enter();
  await waitFor(() => expect(rec('r2')).toBeDefined());
  page.unmount();
  show(History as never, store, { place: 'meeting', name: 'm1', kind: 'attendance', record: rec('r2')!.record });
  expect(screen.getByRole('link', { name: /จากกระดาษ/ }).getAttribute('href')).toBe('/desk/meetings/m1/photos/p1');
});
