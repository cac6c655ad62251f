// @vitest-environment node
import { afterEach, expect, test, vi } from 'vitest';
import { post } from './wire';

afterEach(() => {
  vi.useRealTimers();
});

const request = { path: '/sync', headers: {}, body: 'x' };
const never: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));

test('a server that never answers is given up after a minute', async () => {
  vi.useFakeTimers();
  const result = post(never, request);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await result).toMatchObject({ ok: false, case: 'network', code: 'timeout' });
});

test('a long body is packed with gzip and unpacks to the same text, a short one goes as it is', async () => {
  const seen: { body: BodyInit | null | undefined; encoding: string | null }[] = [];
  const keep: typeof fetch = async (_, init) => {
    seen.push({ body: init?.body, encoding: new Headers(init?.headers).get('Content-Encoding') });
    return new Response('fine');
  };
  const long = 'ประชาคม '.repeat(400);
  expect(await post(keep, { ...request, body: long })).toEqual({ ok: true, value: 'fine' });
  await post(keep, request);
  expect(seen.map(({ encoding }) => encoding)).toEqual(['gzip', null]);
  const stream = new Response(seen[0]?.body).body?.pipeThrough(new DecompressionStream('gzip'));
  expect(await new Response(stream).text()).toBe(long);
});

test('a refusal keeps the code and the words of the server', async () => {
  const refuse: typeof fetch = async () => Response.json({ code: 'too_large', message: 'ใหญ่เกินไป' }, { status: 413 });
  expect(await post(refuse, request)).toEqual({ ok: false, case: 'refused', code: 'too_large', detail: 'ใหญ่เกินไป' });
});
