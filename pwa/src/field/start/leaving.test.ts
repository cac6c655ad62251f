// A hearing that was withdrawn says what keeps it on the phone, and that it left; a phone without its key says what to do.
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';
import { live } from '../../store/live.svelte';
import { loseKeys, must, open, synced } from '../../store/testing/phone';
import { HALL, hall, officer } from '../testing/hall';
import { show } from '../testing/show';

const STREAM = `meeting/${HALL}`;

test('a withdrawn hearing stays while a form is half-typed, then leaves, and the person confirms having read it', async () => {
  const server = await hall();
  const store = live(await officer(server));
  await show(store, '/field');
  await store.saveDraft(`opinion.${HALL}`, 'half');
  server.mending.withdraw('kanok', STREAM, 'community/c1');
  await synced(store);
  await waitFor(() => expect(screen.getByText(/ไม่ได้มอบเวที.*มีแบบที่จดค้างไว้/)).toBeDefined());
  await store.clearDraft(`opinion.${HALL}`);
  await synced(store);
  await waitFor(() => expect(screen.getByText(/เวที.* ๑\/๒๕๖๙ ออกจากเครื่องนี้แล้ว.*ถึงสำนักงานครบก่อนลบ/s)).toBeDefined());
  expect(store.streams()).not.toContain(STREAM);
  await fireEvent.click(screen.getByRole('button', { name: 'รับทราบ' }));
  await waitFor(() => expect(screen.queryByText(/ออกจากเครื่องนี้แล้ว/)).toBeNull());
});

test('nothing leaves while somebody works on a hearing', async () => {
  const server = await hall();
  const store = live(await officer(server));
  await show(store, `/field/m/${HALL}/door`);
  server.mending.withdraw('kanok', STREAM);
  await synced(store);
  expect(store.streams()).toContain(STREAM);
  await show(store, '/field');
  await synced(store);
  expect(store.streams()).not.toContain(STREAM);
});

test('a phone whose key is gone says that everything is there, and leads to the new code', async () => {
  const server = await hall();
  const name = 'lost-key';
  const before = await officer(server, { name });
  before.close();
  await loseKeys(name);
  const store = live(await open(server, { name }));
  await vi.waitFor(() => expect(store.status().keyLost).toBe(true));
  await must(store.write({ stream: STREAM, kind: 'note', record: 'n', set: {} }));
  await synced(store);
  await show(store, '/field/phone');
  expect(screen.getByRole('alert').textContent).toMatch(/กุญแจลงชื่อของเครื่องนี้หายไป ข้อมูลยังอยู่ครบ/);
  expect(screen.getByRole('link', { name: 'ใส่รหัสลงทะเบียนใหม่' }).getAttribute('href')).toBe('/field/enrol');
  expect(screen.getByText(/ยังไม่นับ เพราะกุญแจ/)).toBeDefined();
});
