import { afterEach, expect, it, vi } from 'vitest';
import { countOf, countsOf, paperOf } from './print';
import { FakeStore } from './testing/store';

const WISH = { thai: true, blank: '๑๒', slips: '40', first: '7' };

function office(answer: () => Response) {
  const asked: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return answer();
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

it('reads numbers in either digits, and none outside its bounds', () => {
  expect(countOf('blank', ' ๑๒ ')).toBe(12);
  expect(countOf('blank', '0')).toBe(0);
  for (const typed of ['', '-1', '201', '1.5', 'x', '9'.repeat(9)]) expect(countOf('blank', typed)).toBeNull();
  expect(countOf('slips', '0')).toBeNull();
});

it('asks for a paper with what it depends on, and by the token of the desk', async () => {
  const asked = office(() => new Response('%PDF', { headers: { 'Content-Type': 'application/pdf' } }));
  const store = new FakeStore();
  store.authorization = () => ({ Authorization: 'Bearer x' });
  const made = await paperOf(store, 'm/1', 'sign-in', WISH);
  expect(made.ok && (await made.value.text())).toBe('%PDF');
  expect(asked[0]!.path).toBe('/api/meetings/m%2F1/papers/sign-in?thai_digits=true&blank=12');
  expect(asked[0]!.init.headers).toMatchObject({ Authorization: 'Bearer x' });
  await paperOf(store, 'm1', 'slips', WISH);
  expect(asked[1]!.path).toBe('/api/meetings/m1/papers/slips?thai_digits=true&slips=40&first=7');
  expect(countsOf('notice')).toEqual([]);
});

it('says what the office said, and that there was no office', async () => {
  const store = new FakeStore();
  office(() => Response.json({ code: 'print_failed', message: 'ทำเอกสารนี้ไม่สำเร็จ' }, { status: 500 }));
  expect(await paperOf(store, 'm1', 'notice', WISH)).toEqual({ ok: false, case: 'refused', code: 'print_failed', detail: 'ทำเอกสารนี้ไม่สำเร็จ' });
  office(() => new Response('<html>', { status: 502 }));
  expect(await paperOf(store, 'm1', 'notice', WISH)).toMatchObject({ ok: false, code: 'status_502' });
  office(() => {
    throw new TypeError('offline');
  });
  expect(await paperOf(store, 'm1', 'notice', WISH)).toEqual({ ok: false, case: 'network', code: 'unreachable' });
});
