// @vitest-environment node
import { expect, test, vi } from 'vitest';
import { checkIn, freshName, must, open, synced } from './testing/phone';
import { FakeServer } from './testing/server';

test('a phone joins by its code, a desk by its session, and both know who they are after a restart', async () => {
  const server = await FakeServer.make();
  for (const code of ['p1', null]) {
    const name = freshName();
    const store = await open(server, { name });
    expect(store.authorization()).toEqual({});
    expect(await store.enrol(code, 'เครื่องที่ 1')).toMatchObject({ ok: true, value: { office: 'office1', label: 'เครื่องที่ 1' } });
    store.close();
    const again = await open(server, { name });
    expect(again.identity?.account).toBe(code ?? 'staff1');
    expect(again.authorization().Authorization).toMatch(/^Bearer token-/);
  }
});

test('an answer whose statement the server did not sign is no enrolment', async () => {
  const server = await FakeServer.make();
  const stranger = await FakeServer.make();
  const mixed: typeof fetch = async (input, init) => {
    const said = (await (await server.fetch(input, init)).json()) as object;
    return Response.json({ ...said, server_key: stranger.keys.public });
  };
  const store = await open(server, { fetch: mixed });
  expect(await store.enrol('p1', 'x')).toMatchObject({ ok: false, case: 'refused', code: 'wrong_signature' });
  expect(store.identity).toBeNull();
});

test.each([
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), { case: 'network', code: 'unreachable' }],
  ['a broken server', () => Promise.resolve(new Response('oops', { status: 502 })), { case: 'network', code: 'server_error' }],
  ['a captive portal', () => Promise.resolve(new Response('<html>')), { case: 'refused', code: 'malformed_answer' }],
  ['too many tries', () => Promise.resolve(Response.json({ code: 'too_many_requests', message: 'x' }, { status: 429 })), { case: 'refused', code: 'too_many_requests' }],
])('%s is a typed case, and enrolment can be tried again', async (_, answer, expected) => {
  const server = await FakeServer.make();
  let broken = true;
  const store = await open(server, { fetch: (input, init) => (broken ? answer() : server.fetch(input, init)) });
  expect(await store.enrol('p1', 'x')).toMatchObject({ ok: false, ...expected });
  broken = false;
  expect(await store.enrol('p1', 'x')).toMatchObject({ ok: true });
});

test('a browser that stores a key which cannot sign does not enrol', async () => {
  const server = await FakeServer.make();
  const store = await open(server);
  const sign = vi.spyOn(crypto.subtle, 'sign').mockRejectedValueOnce(new DOMException('no', 'InvalidAccessError'));
  expect(await store.enrol('p1', 'x')).toMatchObject({ ok: false, case: 'storage' });
  sign.mockRestore();
});

test('a second enrolment writes in logs of its own, and still sends what the first one left', async () => {
  const server = await FakeServer.make();
  const store = await open(server);
  await store.enrol('p1', 'x');
  const first = await must(store.write(checkIn('a')));
  await store.enrol('p2', 'x');
  const second = await must(store.write(checkIn('b')));
  expect(second.entries[0]?.log).not.toBe(first.entries[0]?.log);
  expect([first.entries[0]?.by, second.entries[0]?.by]).toEqual(['p1', 'p2']);
  await synced(store);
  expect(store.status()).toMatchObject({ kept: 2, sent: 2, waiting: 0 });
});
