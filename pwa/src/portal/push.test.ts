import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { followed, remember } from './kept';
import { follow, reach, repost, unfollow } from './push';
import { fakeCaches, KEY, registration, server, subscription } from './testing/browser';

const ADDRESS = { endpoint: 'https://push/new', keys: { p256dh: 'p', auth: 'a' }, key: KEY };

function browser(permission: NotificationPermission, ready: ServiceWorkerRegistration) {
  vi.stubGlobal('Notification', { requestPermission: vi.fn(async () => permission) });
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve(ready) } });
}

beforeEach(() => void vi.stubGlobal('caches', fakeCaches()));
afterEach(() => vi.unstubAllGlobals());

describe('following a topic (R5.7: only with consent)', () => {
  test('subscribes with the key of the server and remembers the secret', async () => {
    const ready = registration(null);
    browser('granted', ready);
    const { fetch, asked } = server({ 'POST /api/subscriptions': [201, { secret: 's1' }] });
    vi.stubGlobal('fetch', fetch);
    expect(await follow('t1')).toEqual({ ok: true });
    expect(ready.pushManager.subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: KEY });
    expect(asked.at(-1)).toEqual({ what: 'POST /api/subscriptions', body: { ...ADDRESS, topic: 't1' } });
    expect(await followed()).toEqual({ t1: 's1' });
  });

  test('asks nothing of the server when permission is not given', async () => {
    browser('denied', registration(null));
    const { fetch } = server({});
    vi.stubGlobal('fetch', fetch);
    expect(await follow('t1')).toEqual({ ok: false, case: 'denied' });
    expect(fetch).not.toHaveBeenCalled();
  });

  test.each([
    [409, 'busy'],
    [422, 'later'],
    [500, 'later'],
    [599, 'later'],
  ])('answers %i with the case %s and remembers nothing', async (status, outcome) => {
    browser('granted', registration(null));
    vi.stubGlobal('fetch', server({ 'POST /api/subscriptions': [status] }).fetch);
    expect(await follow('t1')).toEqual({ ok: false, case: outcome });
    expect(await followed()).toEqual({});
  });

  test('a subscription made with an older key of the server is made anew', async () => {
    const old = subscription('https://push/old', 'AAAA');
    const ready = registration(old);
    browser('granted', ready);
    vi.stubGlobal('fetch', server({ 'POST /api/subscriptions': [201, { secret: 's1' }] }).fetch);
    await follow('t1');
    expect(old.unsubscribe).toHaveBeenCalledOnce();
    expect(ready.pushManager.subscribe).toHaveBeenCalledOnce();
  });
});

describe('at each start', () => {
  test('the present address is told for every followed topic', async () => {
    await remember('t1', 's1');
    await remember('t2', 's2');
    const { fetch, asked } = server({ 'PUT /api/subscriptions/s1': [200], 'PUT /api/subscriptions/s2': [200] });
    vi.stubGlobal('fetch', fetch);
    await repost(registration(subscription('https://push/new')));
    expect(asked.slice(1)).toEqual(['s1', 's2'].map((secret) => ({ what: `PUT /api/subscriptions/${secret}`, body: ADDRESS })));
  });

  test('what was unsubscribed elsewhere is not brought back', async () => {
    await remember('t1', 's1');
    vi.stubGlobal('fetch', server({ 'PUT /api/subscriptions/s1': [404] }).fetch);
    await repost(registration(subscription('https://push/new')));
    expect(await followed()).toEqual({});
  });

  test('a reader who follows nothing causes no request and no subscription', async () => {
    const { fetch } = server({});
    vi.stubGlobal('fetch', fetch);
    const ready = registration(null);
    await repost(ready);
    expect(fetch).not.toHaveBeenCalled();
    expect(ready.pushManager.subscribe).not.toHaveBeenCalled();
  });
});

describe('stopping', () => {
  test.each([
    [204, true, {}],
    [404, true, {}],
    [500, false, { t1: 's1' }],
    [599, false, { t1: 's1' }],
  ])('the server answering %i means stopped: %s', async (status, stopped, left) => {
    await remember('t1', 's1');
    vi.stubGlobal('fetch', server({ 'DELETE /api/subscriptions/s1': [status] }).fetch);
    expect(await unfollow('t1')).toBe(stopped);
    expect(await followed()).toEqual(left);
  });
});

test('a browser that cannot be notified is told why', () => {
  const able = { PushManager: 1, Notification: 1 };
  vi.stubGlobal('navigator', { serviceWorker: {} });
  expect(reach('Mozilla/5.0 (Linux; Android 14) Chrome/130', able)).toBe('yes');
  expect(reach('Mozilla/5.0 (iPhone) Safari Line/13.1', able)).toBe('line');
  expect(reach('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)', {})).toBe('iphone');
  expect(reach('Mozilla/5.0 (Windows NT 10.0)', {})).toBe('none');
});
