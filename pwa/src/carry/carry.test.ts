// Files that people carry, and the closing code, on the phone and at the desk. (R5.6)
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, expect, test, vi } from 'vitest';
import { HALL, hall, officer } from '../field/testing/hall';
import { show } from '../field/testing/show';
import { live } from '../store/live.svelte';
import type { FakeServer } from '../store/testing/server';
import type { Store } from '../store/types';
import { codeOf } from './carry';

const STREAM = `meeting/${HALL}`;

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  for (const name of ['share', 'canShare']) Reflect.deleteProperty(navigator, name);
});

async function violations(): Promise<string[]> {
  const found = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
}

/** A phone with one entry that waits, and its server. */
async function waiting(): Promise<{ server: FakeServer; store: Store }> {
  const server = await hall();
  const store = live(await officer(server));
  await expect.poll(async () => ((await (await store.courier())!.share()) as { code?: string }).code).toBe('nothing_unsent');
  await store.write({ stream: STREAM, kind: 'attendance', record: 'a1', set: { standing: { capacity: 'resident', voting: true } } });
  return { server, store };
}

test('what waits is shared as a file by the sheet of the phone, and it is still said to wait', async () => {
  const shared: File[] = [];
  Object.assign(navigator, { canShare: () => true, share: async ({ files }: { files: File[] }) => void shared.push(...files) });
  const { server, store } = await waiting();
  await show(store, '/field/phone');
  expect(screen.getByRole('link', { name: 'ส่งเป็นไฟล์' }).getAttribute('href')).toBe('/field/phone/carry');
  await show(store, '/field/phone/carry');
  await fireEvent.click(await screen.findByRole('button', { name: 'แชร์ไฟล์' }));
  expect(shared.map(({ name }) => name)).toEqual([expect.stringMatching(/^prachakhom-.+\.txt$/)]);
  expect(await server.carrier.open(await (shared[0] as File).text())).toContain('"a1"');
  expect(store.status().waiting).toBe(1);
  expect(screen.getByText(/รายการยังนับว่ารอส่ง/)).toBeDefined();
  expect(await violations()).toEqual([]);
});

test('where there is no sheet to share by, the file is saved', async () => {
  Object.assign(URL, { createObjectURL: vi.fn(() => 'blob:file'), revokeObjectURL: vi.fn() });
  const { store } = await waiting();
  await show(store, '/field/phone/carry');
  await fireEvent.click(await screen.findByRole('button', { name: 'บันทึกไฟล์' }));
  expect(screen.queryByRole('button', { name: 'แชร์ไฟล์' })).toBeNull();
  expect(await screen.findByText(/^บันทึกไฟล์ prachakhom-.+ แล้ว$/)).toBeDefined();
});

test('a phone without the key says what to do, and one with nothing that waits says so', async () => {
  const server = await hall();
  const store = live(await officer(server, { fetch: (input, init) => (input === '/sync/carrier' ? Promise.reject(new TypeError()) : server.fetch(input, init)) }));
  await show(store, '/field/phone/carry');
  expect(screen.getByText('ไม่มีรายการรอส่ง')).toBeDefined();
  await store.write({ stream: STREAM, kind: 'attendance', record: 'a1', set: { standing: { capacity: 'resident', voting: true } } });
  expect(await screen.findByText(/ต้องส่งข้อมูลหนึ่งครั้ง/)).toBeDefined();
});

test('a file of a colleague goes to the office from this phone; a damaged one is told plainly', async () => {
  const { server, store } = await waiting();
  const colleague = live(await officer(server, {}, 'somsri'));
  const made = await (await store.courier())!.share();
  if (!made.ok) throw new Error(made.code);
  await show(colleague, '/field/phone/carry');
  const choose = (text: string) => fireEvent.change(screen.getByLabelText('เลือกไฟล์'), { target: { files: [new File([text], made.value.name)] } });
  await choose(made.value.text.slice(0, -20));
  expect(await screen.findByText(/เสียหายหรือมาไม่ครบ/)).toBeDefined();
  await choose(made.value.text);
  expect(await screen.findByText('สำนักงานมีครบแล้ว 2 รายการ')).toBeDefined();
  await waitFor(() => expect(colleague.get(STREAM, 'attendance', 'a1')).toBeDefined());
});

test('two phones show the same code when they hold the same of a hearing, and different ones until then', async () => {
  const { server, store } = await waiting();
  const other = live(await officer(server, {}, 'somsri'));
  const codes = () => [store, other].map((one) => codeOf(one.vector(STREAM)));
  expect(new Set(codes()).size).toBe(2);
  await show(store, `/field/m/${HALL}`);
  expect(screen.getByText(/ยังส่งหรือรับไม่ครบ/)).toBeDefined();
  await store.sync();
  await other.sync();
  const [one, two] = codes();
  expect(one).toBe(two);
  expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await screen.findByText(one as string)).toBeDefined();
  expect(screen.queryByText(/ยังส่งหรือรับไม่ครบ/)).toBeNull();
  expect(await violations()).toEqual([]);
});
