// The door over a real store: one tap, one attendance, whatever the screen went through. (R5.6, R5.4, R0.1)
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { synced } from '../../store/testing/phone';
import type { FakeServer } from '../../store/testing/server';
import { value, type Store } from '../../store/types';
import { attendanceCount } from '../../sync/counts';
import { keyedId } from '../../sync/ids';
import { meetingOf } from '../meeting';
import { records } from '../present';
import { hall, HALL, officer } from '../testing/hall';
import { show } from '../testing/show';

const STREAM = `meeting/${HALL}`;
let server: FakeServer;
let store: Store;

beforeEach(async () => {
  server = await hall();
  store = await officer(server);
});

const attendance = (resident: string) => store.get(STREAM, 'attendance', keyedId(store.meetingKey(STREAM)!, 'attendance', HALL, resident));
const type = (text: string) => fireEvent.input(screen.getByRole('searchbox'), { target: { value: text } });
const tap = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

/** The phone's store with some answers of our own. */
const over = (some: Partial<Store>): Store => Object.assign(Object.create(store) as Store, some);
const door = () => show(store, `/field/m/${HALL}/door`);

describe('checking in', () => {
  test('R5.6 one tap writes one attendance under the keyed id, and the row answers in place', async () => {
    await door();
    await type('สิริพร');
    await tap('เช็กชื่อ น.ส.สิริพร ทองปากตรอก บ้าน 909/3 มา');
    await waitFor(() => expect(attendance('r5')).toBeDefined());
    const rec = attendance('r5');
    expect(value(rec, 'standing')).toEqual({ capacity: 'resident', voting: true });
    expect(value(rec, 'community')).toBe('c2');
    expect(value(rec, 'arrived')).toMatchObject({ post: 'a', at: expect.stringMatching(/\+07:00$/) });
    expect(await screen.findByText('น.ส.สิริพร มาแล้ว')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'เช็กชื่อ น.ส.สิริพร ทองปากตรอก บ้าน 909/3 มา' })).toBeNull();
    expect(screen.getByRole('region', { name: 'มาแล้ว' }).textContent).toContain('อีก 4 คนครบองค์ประชุม');
  });

  test('people are found by part of a surname or by house number, the best hit first', async () => {
    await door();
    await type('ทอง');
    expect(screen.getAllByRole('button', { name: /^เช็กชื่อ/ })).toHaveLength(3);
    await type('907');
    expect(screen.getAllByRole('button', { name: /^เช็กชื่อ/ }).map((one) => one.getAttribute('aria-label'))).toEqual(['เช็กชื่อ นายสมชาย ใจสว่างธรรมดี บ้าน 907/1 มา']);
  });

  test('what differs between like names is underlined; between equal names it is the house', async () => {
    await door();
    await type('ทองปากตรอก');
    expect([...document.querySelectorAll('u')].map((one) => one.textContent)).toEqual(expect.arrayContaining(['ศิ', 'สิ']));
    await type('สมชาย');
    expect([...document.querySelectorAll('u')].map((one) => one.textContent)).toEqual(expect.arrayContaining(['บ้าน 906/7', 'บ้าน 907/1']));
  });

  test('undo within the toast takes the check-in back, and the entry stays in the history', async () => {
    await door();
    await type('ประเสริฐ');
    await tap(/^เช็กชื่อ นายประเสริฐ/);
    await fireEvent.click(await screen.findByRole('button', { name: /^เลิกทำ/ }));
    await waitFor(() => expect(value(attendance('r1'), 'standing')).toBeNull());
    expect(store.entries(STREAM, 'attendance', attendance('r1')!.record)).toHaveLength(2);
    expect(screen.getByRole('button', { name: /^เช็กชื่อ นายประเสริฐ/ })).toBeTruthy();
  });

  test('undo covers the check-in it undoes, and none that another door sent within the ten seconds', async () => {
    const other = await officer(server, {}, 'malee');
    await door();
    await type('ประเสริฐ');
    await tap(/^เช็กชื่อ นายประเสริฐ/);
    const undo = await screen.findByRole('button', { name: /^เลิกทำ/ });
    const record = keyedId(other.meetingKey(STREAM)!, 'attendance', HALL, 'r1');
    await other.write({ stream: STREAM, kind: 'attendance', record, set: { resident: 'r1', standing: { capacity: 'chair', voting: true } } });
    await synced(other);
    await synced(store);
    await fireEvent.click(undo);
    await waitFor(() => expect(store.entries(STREAM, 'attendance', record)).toHaveLength(3));
    expect(attendance('r1')!.fields.standing).toMatchObject({ state: 'conflict' });
    expect(attendance('r1')!.fields.standing!.candidates).toHaveLength(2);
  });

  test('somebody checked in at another door is a warning that says when and where', async () => {
    const other = await officer(server, {}, 'malee');
    const key = other.meetingKey(STREAM)!;
    await other.write({ stream: STREAM, kind: 'attendance', record: keyedId(key, 'attendance', HALL, 'r4'),
      set: { resident: 'r4', standing: { capacity: 'resident', voting: true }, arrived: { at: '2026-01-17T13:12:00+07:00', post: 'b' } } });
    await synced(other);
    await synced(store);
    await door();
    await type('ศิริพร');
    expect(screen.getByText('เช็กชื่อไว้แล้ว 13:12 ที่ ประตู ข')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^เช็กชื่อ น.ส.ศิริพร/ })).toBeNull();
  });

  test('two phones that check one person in alike make one attendance, seen twice (R5.6)', async () => {
    const other = await officer(server, {}, 'malee');
    for (const one of [store, other])
      await one.write({ stream: STREAM, kind: 'attendance', record: keyedId(one.meetingKey(STREAM)!, 'attendance', HALL, 'r2'),
        set: { resident: 'r2', standing: { capacity: 'resident', voting: true }, arrived: { at: '2026-01-17T13:12:00+07:00', post: 'b' } } });
    await synced(other);
    await synced(store);
    const count = attendanceCount(records(store, STREAM));
    expect([count.present, count.seen_twice.length, count.aside.length]).toEqual([1, 1, 0]);
  });

  test('without the key of the hearing nothing is written and the screen says so', async () => {
    const bare = over({ meetingKey: () => null });
    await show(bare, `/field/m/${HALL}/door`);
    await type('สิริพร');
    await tap(/^เช็กชื่อ น.ส.สิริพร/);
    expect(await screen.findByText(/ยังไม่ได้รับกุญแจของเวทีนี้/)).toBeTruthy();
    expect(store.list(STREAM, 'attendance')).toEqual([]);
  });

  test('a failed save is said and stays said', async () => {
    const full = over({ write: async () => ({ ok: false, case: 'storage', code: 'quota' }) });
    await show(full, `/field/m/${HALL}/door`);
    await type('สิริพร');
    await tap(/^เช็กชื่อ น.ส.สิริพร/);
    expect(await screen.findByText(/ที่ว่างในเครื่องหมด รายการนี้ยังไม่ได้เก็บ/)).toBeTruthy();
  });
});

describe('the sheet of a person', () => {
  test('sends only what was changed, over what it showed', async () => {
    await door();
    await type('ประเสริฐ');
    await tap(/^เช็กชื่อ นายประเสริฐ/);
    await screen.findByText('นายประเสริฐ มาแล้ว');
    await show(store, `/field/m/${HALL}/door/r1`);
    await fireEvent.click(screen.getByRole('radio', { name: 'ผู้สังเกตการณ์' }));
    await tap('บันทึกที่แก้');
    await waitFor(() => expect(value(attendance('r1'), 'standing')).toEqual({ capacity: 'observer', voting: false }));
    const last = store.entries(STREAM, 'attendance', attendance('r1')!.record).at(-1)!;
    expect(Object.keys(last.sets)).toEqual(['standing']);
  });

  test('a check-in is undone later from the list of who is here', async () => {
    await door();
    await type('ซิวลั้ง');
    await tap(/^เช็กชื่อ นางซิวลั้ง/);
    await screen.findByText('นางซิวลั้ง มาแล้ว');
    await show(store, `/field/m/${HALL}/door/here`);
    await tap('เลิกทำ เช็กชื่อ นางซิวลั้ง แซ่ฮุ้นทองทิพย์');
    await waitFor(() => expect(value(attendance('r6'), 'standing')).toBeNull());
  });
});

describe('a walk-in', () => {
  test('R5.4 the notice comes before any field for personal data', async () => {
    await show(store, `/field/m/${HALL}/door/add`);
    expect(screen.queryByLabelText('ชื่อ')).toBeNull();
    expect(screen.getByText(/ไม่ขอเลขบัตรประชาชน/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('checkbox', { name: 'แจ้งและให้อ่านแล้ว' }));
    expect(screen.getByLabelText('ชื่อ')).toBeTruthy();
  });

  test('R0.1 somebody outside any community is recorded and is here, in one save', async () => {
    await show(store, `/field/m/${HALL}/door/add`);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'แจ้งและให้อ่านแล้ว' }));
    await fireEvent.input(screen.getByLabelText(/^คำนำหน้า/), { target: { value: 'นาง' } });
    await fireEvent.input(screen.getByLabelText('ชื่อ'), { target: { value: 'สุนันทา' } });
    await fireEvent.input(screen.getByLabelText(/^นามสกุล/), { target: { value: 'พิศเพลิน' } });
    await fireEvent.change(screen.getByLabelText('ชุมชน'), { target: { value: '-' } });
    await waitFor(() => expect((screen.getByRole('button', { name: 'บันทึกว่ามาแล้ว' }) as HTMLButtonElement).disabled).toBe(false));
    await tap('บันทึกว่ามาแล้ว');
    await waitFor(() => expect(store.list(STREAM, 'attendance')).toHaveLength(1));
    const person = store.list('subdistrict/s1', 'resident').at(-1)!;
    expect(value(person, 'name')).toEqual({ title: 'นาง', first: 'สุนันทา', last: 'พิศเพลิน' });
    expect(value(person, 'consent')).toEqual({ privacy_notice_shown: true, push: false, contact_by_phone: false, photo_published: false, name_published: false });
    const rec = attendance(person.record);
    expect(value(rec, 'standing')).toEqual({ capacity: 'resident', voting: true });
    expect(rec?.fields.community).toBeUndefined();
    await waitFor(async () => expect(await store.loadDraft(`walk-in.${HALL}`)).toBeUndefined());
  });

  test('a number of 13 digits is warned of, and a half-typed form survives a killed app', async () => {
    await show(store, `/field/m/${HALL}/door/add`);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'แจ้งและให้อ่านแล้ว' }));
    const house = screen.getByLabelText(/^บ้านเลขที่/);
    await fireEvent.input(house, { target: { value: '๑๒๓๔๕๖๗๘๙๐๑๒๓' } });
    expect(within(house.parentElement!).getByRole('alert').textContent).toContain('13 หลัก');
    await waitFor(async () => expect(await store.loadDraft(`walk-in.${HALL}`)).toMatchObject({ told: true, house: '๑๒๓๔๕๖๗๘๙๐๑๒๓' }));
  });
});

test('a hearing is read with its posts, quorum and level', () => {
  expect(meetingOf(store, HALL)).toMatchObject({ number: '๑/๒๕๖๙', quorum: 5, level: 3, stage: 'before', mine: true });
});
