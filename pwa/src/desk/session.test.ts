import { afterEach, expect, it, vi } from 'vitest';
import { lastAccount, passwordLink, preview, publish, rememberAccount, signIn } from './session';
import { FakeStore } from './testing/store';

type Answers = Record<string, [status: number, body: unknown]>;

function office(answers: Answers) {
  const asked: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    asked.push({ path, init });
    const [status, body] = answers[`${init.method ?? 'GET'} ${path}`] ?? [404, { code: 'not_found', message: '' }];
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());
const ME = { account: 'suda', name: 'สุดา', roles: ['staff'], office: 'demo', csrf: 'c' };

it('signs in with the token of the form, and says who it is', async () => {
  const asked = office({ 'GET /auth/login': [200, { response: { csrf_token: 'tok' } }], 'POST /auth/login': [200, {}], 'GET /api/me': [200, ME] });
  expect(await signIn('a@b', 'secret')).toEqual({ ok: true, value: ME });
  const sent = asked.find((one) => one.init.method === 'POST')!;
  expect(sent.init.headers).toMatchObject({ 'X-CSRFToken': 'tok', 'Content-Type': 'application/json' });
  expect(JSON.parse(String(sent.init.body))).toEqual({ email: 'a@b', password: 'secret' });
});

it('signs out whoever is still signed in, then in, and tries that once only', async () => {
  const done: string[] = [];
  let inside = true;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (init.method === 'POST') done.push(path);
    if (path === '/auth/logout') inside = (init.headers as Record<string, string>)['X-CSRFToken'] !== 'c';
    const refused = path === '/auth/login' && init.method === 'POST' && inside;
    return Response.json(refused ? { code: 'already_signed_in' } : ME, { status: refused ? 400 : 200 });
  });
  expect(await signIn('a@b', 'secret')).toEqual({ ok: true, value: ME });
  expect(done).toEqual(['/auth/login', '/auth/logout', '/auth/login']);
  office({ 'GET /auth/login': [200, {}], 'POST /auth/login': [400, { code: 'already_signed_in' }] });
  expect(await signIn('a@b', 'secret')).toMatchObject({ ok: false, code: 'already_signed_in' });
});

it('tells a wrong password from an office that cannot be reached', async () => {
  office({ 'GET /auth/login': [200, {}], 'POST /auth/login': [400, { code: 'wrong' }] });
  expect(await signIn('a@b', 'x')).toMatchObject({ ok: false, case: 'refused' });
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  expect(await signIn('a@b', 'x')).toMatchObject({ ok: false, case: 'network' });
});

it('takes a server in trouble for one that cannot be reached, and invents no answer', async () => {
  office({ 'GET /api/decisions/d%2F1/preview': [503, 'no json'] });
  expect(await preview(new FakeStore(), 'd/1')).toMatchObject({ ok: false, case: 'network', code: 'status_503' });
});

it('asks for a link for a password, and hands on that only an administrator gets one', async () => {
  const link = { url: 'https://x/password/t', expires_at: '2026-01-17T12:00:00+07:00' };
  const asked = office({ 'POST /api/accounts/su%2Fda/password-link': [201, link] });
  expect(await passwordLink(new FakeStore(), 'su/da')).toEqual({ ok: true, value: link });
  expect(asked[0]!.init.headers).toMatchObject(new FakeStore().authorization());
  office({ 'POST /api/accounts/suda/password-link': [403, { code: 'not_allowed', message: '' }] });
  expect(await passwordLink(new FakeStore(), 'suda')).toMatchObject({ ok: false, case: 'refused', code: 'not_allowed' });
});

it('hands on the code of a refusal', async () => {
  office({ 'POST /api/decisions/d1/publication': [409, { code: 'not_ready', message: 'ยัง', errors: ['conflict'] }] });
  expect(await publish(new FakeStore(), 'd1')).toEqual({ ok: false, case: 'refused', code: 'not_ready', detail: 'ยัง' });
});

it('remembers who worked here last, until they leave', () => {
  rememberAccount('suda');
  expect(lastAccount()).toBe('suda');
  rememberAccount(null);
  expect(lastAccount()).toBeNull();
});
