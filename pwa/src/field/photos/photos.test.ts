// Photos over a real store: kept with date, time and place, waiting until they are sent, taken back without being lost.
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { asItIs, picture, withAddresses } from '../../photos/testing/picture';
import { value, type Store } from '../../store/types';
import { hall, HALL, officer } from '../testing/hall';
import { show } from '../testing/show';

const STREAM = `meeting/${HALL}`;
const burnt = vi.hoisted(() => ({ lines: [] as string[], fail: '' }));
vi.mock('../../photos/burn', () => ({
  keepBurnt: async (store: Store, source: Blob, lines: string[]) => {
    burnt.lines = lines;
    return burnt.fail ? { ok: false, case: burnt.fail === 'quota' ? 'storage' : 'refused', code: burnt.fail } : store.keepFile(source);
  },
}));
let store: Store;

beforeEach(async () => {
  withAddresses();
  burnt.fail = '';
  store = await officer(await hall(), { redraw: asItIs });
});

const inputs = () => [...document.querySelectorAll<HTMLInputElement>('input[type=file]')];
const give = (file: File) => fireEvent.change(inputs()[0]!, { target: { files: [file] } });
const keep = () => fireEvent.click(screen.getByRole('button', { name: 'เก็บรูปนี้' }));
const photosOf = () => store.list(STREAM, 'photo');

async function taken(file = picture('sheet')): Promise<void> {
  await show(store, `/field/m/${HALL}/photos/new`);
  await give(file);
  await keep();
}

describe('a photo of a sheet', () => {
  test('is kept with what it shows, when and where, and these are written into it', async () => {
    await taken(picture('one', Date.parse('2026-01-17T06:05:00Z')));
    await waitFor(() => expect(photosOf()).toHaveLength(1));
    const rec = photosOf()[0]!;
    expect(value(rec, 'shows')).toBe('sheet');
    expect(value(rec, 'taken')).toEqual({ at: '2026-01-17T13:05:00+07:00', place: 'ศาลาอเนกประสงค์ แขวงวัดพระยาไกร' });
    expect(burnt.lines.slice(0, 2)).toEqual(['17 มกราคม 2569 เวลา 13:05 น.', 'ที่ ศาลาอเนกประสงค์ แขวงวัดพระยาไกร']);
    expect(await store.file((value(rec, 'file') as { sha256: string }).sha256)).toBeInstanceOf(Blob);
  });

  test('waits to be sent, and the list says so', async () => {
    await taken();
    expect(await screen.findByText('รอส่ง', { selector: '.tag' })).toBeTruthy();
    expect(store.status().files).toMatchObject({ waiting: 1, unsent: [(value(photosOf()[0], 'file') as { sha256: string }).sha256] });
  });

  test('is taken back, keeps its history, and comes back by undo', async () => {
    await taken();
    await waitFor(() => expect(photosOf()).toHaveLength(1));
    const { record } = photosOf()[0]!;
    await show(store, `/field/m/${HALL}/photos/${record}`);
    await fireEvent.click(screen.getByRole('button', { name: 'เอารูปนี้ออก' }));
    await waitFor(() => expect(value(photosOf()[0], 'standing')).toBeNull());
    expect(await screen.findByText('ยังไม่มีรูปของเวทีนี้')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /^เลิกทำ/ }));
    await waitFor(() => expect(value(photosOf()[0], 'standing')).toEqual({ state: 'kept' }));
    expect(store.entries(STREAM, 'photo', record)).toHaveLength(3);
  });
});

describe('when something fails', () => {
  test.each([
    ['not_picture', /เปิดไฟล์นี้เป็นรูปไม่ได้/],
    ['picture_too_large', /รูปนี้ใหญ่เกินไป/],
    ['quota', /ที่ว่างในเครื่องหมด/],
  ])('%s is said in plain words, and picture and form stay', async (code, words) => {
    burnt.fail = code;
    await taken();
    expect(await screen.findByText(words)).toBeTruthy();
    expect(photosOf()).toEqual([]);
    expect(screen.getByAltText('รูปที่เพิ่งถ่าย')).toBeTruthy();
    burnt.fail = '';
    await keep();
    await waitFor(() => expect(photosOf()).toHaveLength(1));
  });

  test('a camera that is refused says what to do instead', async () => {
    const getUserMedia = vi.fn(async () => Promise.reject(new DOMException('no', 'NotAllowedError')));
    Object.assign(navigator, { mediaDevices: { getUserMedia } });
    await show(store, `/field/m/${HALL}/photos/new`);
    await fireEvent.click(screen.getByRole('button', { name: 'ใช้กล้องในหน้านี้' }));
    expect(await screen.findByText(/เครื่องไม่อนุญาตให้ใช้กล้อง/)).toBeTruthy();
    expect(inputs()).toHaveLength(2);
  });
});
