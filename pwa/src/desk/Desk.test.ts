import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { violations } from './testing/show';
import Desk from './Desk.svelte';

const ME = { account: 'kanok', name: 'กนก', office: 'demo', csrf: 'c' };

function office(roles: string[]) {
  const posted: string[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (init.method === 'POST') posted.push(path);
    const answer = path === '/api/me' ? { ...ME, roles } : path === '/auth/login' ? { response: { csrf_token: 't' } } : { code: 'not_enrolled' };
    return new Response(JSON.stringify(answer), { status: path.startsWith('/sync') ? 401 : 200 });
  });
  return posted;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

async function signIn() {
  render(Desk);
  await fireEvent.input(screen.getByLabelText('อีเมล'), { target: { value: 'a@b' } });
  await fireEvent.input(screen.getByLabelText('รหัสผ่าน'), { target: { value: 'x' } });
  await fireEvent.click(screen.getByRole('button', { name: 'เข้าสู่ระบบ' }));
}

it('an officer who is no member of the staff does not get in, and does not stay signed in', async () => {
  const posted = office(['officer']);
  await signIn();
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('ใช้โต๊ะเจ้าหน้าที่ไม่ได้'));
  await waitFor(() => expect(posted.at(-1)).toBe('/auth/logout'));
  expect(await violations()).toEqual([]);
});

it('staff name the browser before they work in it', async () => {
  office(['staff']);
  await signIn();
  expect(await screen.findByRole('heading', { name: 'ใช้เบราว์เซอร์นี้ทำงาน' })).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'เริ่มใช้เครื่องนี้' }).disabled).toBe(true);
  expect(await violations()).toEqual([]);
});

it.each([
  [401, 'sign_in_failed', 'ไม่ตรงกัน'],
  [429, 'too_many', 'รอหนึ่งนาที'],
  [400, 'csrf', 'โหลดหน้านี้ใหม่'],
  [503, 'unavailable', 'ยังติดต่อสำนักงานไม่ได้'],
])('signing in that fails with %i %s says what to do', async (status, code, said) => {
  vi.stubGlobal('fetch', async (_: string, init: RequestInit = {}) => Response.json({ code }, { status: init.method === 'POST' ? status : 200 }));
  await signIn();
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain(said));
});
