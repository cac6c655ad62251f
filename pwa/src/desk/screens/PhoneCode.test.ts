import { fireEvent, screen } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import PhoneCode from './PhoneCode.svelte';

afterEach(() => vi.unstubAllGlobals());

function as(...roles: string[]) {
  const store = plantedStore();
  store.identity = { ...store.identity!, roles };
  show(PhoneCode as never, store, {});
}

it('offers a link for a password to an administrator alone', () => {
  as('staff');
  expect(screen.queryByRole('heading', { name: 'ลืมรหัสผ่าน' })).toBeNull();
});

it('shows the link of an account as a picture and as text, and hides it again', async () => {
  vi.stubGlobal('fetch', async (path: string) => {
    expect(path).toMatch(/^\/api\/accounts\/.+\/password-link$/);
    return Response.json({ url: 'https://x.example/password/abc', expires_at: '2026-01-17T12:00:00+07:00' }, { status: 201 });
  });
  as('administrator');
  const choice = screen.getByLabelText('บัญชีของใคร') as HTMLSelectElement;
  await fireEvent.change(choice, { target: { value: [...choice.options].map((each) => each.value).find(Boolean) } });
  await fireEvent.click(screen.getByRole('button', { name: 'ออกลิงก์' }));
  expect(await screen.findByText('https://x.example/password/abc')).toBeTruthy();
  expect(screen.getByRole('img', { name: /ลิงก์/ })).toBeTruthy();
  expect(await violations()).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'ซ่อนลิงก์' }));
  expect(screen.queryByText('https://x.example/password/abc')).toBeNull();
});
