// A phone that a restored server does not know: it says so, shows that everything is there, and joins again. (R5.4)
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import { live } from '../../store/live.svelte';
import { hall, officer } from '../testing/hall';
import { show } from '../testing/show';

afterEach(() => history.replaceState(null, '', '#'));

test('the phone says that the office no longer knows it, and a new code is all it takes', async () => {
  const server = await hall();
  const store = live(await officer(server));
  const before = store.status();
  server.forgets = true;
  await store.sync();
  await show(store, '/field/phone');
  expect(screen.getByText(/สำนักงานไม่รู้จักเครื่องนี้แล้ว/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'ใส่รหัสลงทะเบียนใหม่' }).getAttribute('href')).toBe('/field/enrol');
  server.forgets = false;
  await show(store, '/field/enrol');
  await fireEvent.input(screen.getByLabelText(/รหัสลงทะเบียน/), { target: { value: 'kanok123' } });
  await fireEvent.click(screen.getByRole('button', { name: 'ลงทะเบียน' }));
  await waitFor(() => expect(store.status().contact).toBe('ok'));
  expect(store.status().kept).toBe(before.kept);
});

test('a new code that is scanned opens the form by itself, but only on a phone that lost its place', async () => {
  const server = await hall();
  const store = live(await officer(server));
  await show(store, '/field');
  history.replaceState(null, '', '#enrol=ABCD2345');
  await store.sync();
  expect(screen.queryByLabelText(/รหัสลงทะเบียน/)).toBeNull();
  server.forgets = true;
  await store.sync();
  await waitFor(() => expect((screen.getByLabelText(/รหัสลงทะเบียน/) as HTMLInputElement).value).toBe('ABCD2345'));
});
