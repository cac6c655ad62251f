// The screens of two phones beside each other, without a camera: what they show, say and take. (R5.6)
import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HALL, hall, officer } from '../field/testing/hall';
import { show } from '../field/testing/show';
import { live } from '../store/live.svelte';
import type { FakeServer } from '../store/testing/server';
import type { Store } from '../store/types';
import { closingText } from './closing';
import { Gathering, pictures } from './moving';
import type { Reader } from './scan';

const STREAM = `meeting/${HALL}`;
const seen = vi.hoisted(() => ({ texts: [] as (string[] | null)[], light: 200 }));
vi.mock('./scan', () => ({
  makeReader: async (): Promise<Reader> => ({ read: async () => (seen.texts.length ? (seen.texts.shift() as string[] | null) : []), close: () => {} }),
  lightMeter: () => () => seen.light,
}));
/** What the screen shows, instead of pixels: jsdom draws nothing. */
const shown = vi.hoisted(() => ({ texts: [] as string[] }));
vi.mock('uqr', () => ({
  encode: (text: string) => {
    shown.texts.push(text);
    return { size: 1, data: [[true]] }; // of the closing code, too
  },
}));

beforeEach(() => {
  seen.texts = [];
  seen.light = 200;
  shown.texts = [];
  vi.stubGlobal('ImageData', class { data = new Uint8ClampedArray(4); });
  vi.stubGlobal('BarcodeDetector', undefined);
  Object.assign(navigator, { mediaDevices: { getUserMedia: async () => ({ getTracks: () => [] }) } });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'mediaDevices');
});

async function violations(): Promise<string[]> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

/** Bytes of the pictures that a screen has shown. */
async function gathered(): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  await expect.poll(() => {
    const gathering = new Gathering();
    for (const text of shown.texts) gathering.add(text);
    return (bytes = gathering.bytes());
  }, { timeout: 15_000 }).not.toBeNull();
  return bytes as unknown as Uint8Array;
}

function texts(bytes: Uint8Array, count: number): string[][] {
  const series = pictures(bytes);
  return Array.from({ length: count }, () => [series.next().value]);
}

async function two(): Promise<{ server: FakeServer; giver: Store; taker: Store }> {
  const server = await hall();
  const [giver, taker] = [live(await officer(server)), live(await officer(server, {}, 'somsri'))];
  server.down = true;
  await giver.write({ stream: STREAM, kind: 'attendance', record: 'a1', set: { standing: { capacity: 'resident', voting: true } } });
  return { server, giver, taker };
}

test('one phone asks, the other shows, and the first holds it and says what becomes of it', async () => {
  const { giver, taker } = await two();
  await show(taker, '/field/phone/beside/take');
  await screen.findByRole('img', { name: /รูปขอข้อมูล/ });
  const asked = await gathered();
  expect(await violations()).toEqual([]);
  const taking = document.body.innerHTML;
  expect(taking).toContain('กด “ให้เครื่องข้าง ๆ”');

  const neighbours = (await (await giver.courier())!.neighbours())!;
  const given = await neighbours.give(new Uint8Array(asked));
  if (!given.ok) throw new Error(given.code);
  seen.texts = [['https://elsewhere.example/'], ...texts(given.value.bytes, 20)];
  await fireEvent.click(screen.getByRole('button', { name: 'เพื่อนส่องแล้ว ส่องกลับ' }));
  expect(await screen.findByText('รับแล้ว 1 รายการ', {}, { timeout: 5000 })).toBeDefined();
  expect(screen.getByText(/จะส่งต่อถึงสำนักงาน/)).toBeDefined();
  expect(taker.get(STREAM, 'attendance', 'a1')).toBeDefined();
  expect(await violations()).toEqual([]);
});

test('the phone that gives reads what is asked and shows that and no more, coarser when the camera is bad', async () => {
  const { giver, taker } = await two();
  const asking = await (await (await taker.courier())!.neighbours())!.ask();
  if (!asking.ok) throw new Error(asking.code);
  seen.texts = texts(asking.value.bytes, 5);
  await show(giver, '/field/phone/beside/give');
  await screen.findByRole('img', { name: /รูปข้อมูลที่ขยับ/ }, { timeout: 5000 });
  expect(screen.getByText(/มี 1 รายการ/)).toBeDefined();
  expect(await asking.value.take(new Uint8Array(await gathered()))).toMatchObject({ value: { entries: 1 } });
  const fine = shown.texts.at(-1)?.length ?? 0;
  await fireEvent.click(screen.getByRole('button', { name: 'รูปหยาบขึ้น' }));
  await expect.poll(() => shown.texts.at(-1)?.length ?? fine).toBeLessThan(fine);
  expect(await violations()).toEqual([]);
});

test('when there is nothing to give, it says so', async () => {
  const { giver, taker } = await two();
  const asking = await (await (await giver.courier())!.neighbours())!.ask();
  if (!asking.ok) throw new Error(asking.code);
  seen.texts = texts(asking.value.bytes, 5);
  await show(taker, '/field/phone/beside/give');
  expect(await screen.findByText(/ไม่มีอะไรต้องให้/, {}, { timeout: 5000 })).toBeDefined();
});

test('no camera, no reader and no light are told, each with what to do', async () => {
  const { giver } = await two();
  Object.assign(navigator.mediaDevices, { getUserMedia: async () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
  await show(giver, '/field/phone/beside/give');
  expect(await screen.findByText(/เปิดสิทธิ์กล้อง/)).toBeDefined();
  expect(await violations()).toEqual([]);
  Object.assign(navigator.mediaDevices, { getUserMedia: async () => ({ getTracks: () => [] }) });
  seen.texts = [null];
  await show(giver, '/field/phone/beside/give');
  expect(await screen.findByText(/เปิดแอปตอนมีสัญญาณหนึ่งครั้ง/)).toBeDefined();
  seen.light = 10;
  await show(giver, '/field/phone/beside/give');
  expect(await screen.findByText(/ภาพมืดเกินไป/, {}, { timeout: 9000 })).toBeDefined();
  seen.light = 200;
  expect(await screen.findByText(/ยังอ่านไม่ติด/)).toBeDefined();
});

test('two devices compare by camera: what the other lacks is told by name, and when both hold the same that is told', async () => {
  const { server, giver, taker } = await two();
  const scanned = async (text: string) => {
    await fireEvent.click(screen.getByRole('button', { name: 'ส่องรหัสของอีกเครื่อง' }));
    seen.texts = [[text]];
  };
  await show(giver, `/field/m/${HALL}`);
  await scanned(closingText(HALL, taker.vector(STREAM)));
  expect(await screen.findByText('ยังไม่ตรงกัน', {}, { timeout: 5000 })).toBeDefined();
  expect(screen.getByText('อีกเครื่องขาด 2 รายการของ kanok')).toBeDefined();
  expect(await violations()).toEqual([]);
  await show(taker, `/field/m/${HALL}`);
  await scanned(closingText(HALL, giver.vector(STREAM)));
  expect(await screen.findByText('เครื่องนี้ขาด 2 รายการของ เครื่องที่เครื่องนี้ยังไม่รู้จัก', {}, { timeout: 5000 })).toBeDefined();
  await show(taker, `/field/m/${HALL}`);
  await scanned(closingText('other', giver.vector(STREAM)));
  expect(await screen.findByText(/รหัสนี้เป็นของเวทีอื่น/, {}, { timeout: 5000 })).toBeDefined();
  server.down = false;
  for (const one of [giver, taker]) await one.sync();
  await show(taker, `/field/m/${HALL}`);
  await scanned(closingText(HALL, giver.vector(STREAM)));
  expect(await screen.findByText(/^ตรงกัน สองเครื่องมีข้อมูล/, {}, { timeout: 5000 })).toBeDefined();
});
