import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setLanguage, t } from '../text';
import { portal } from '../text/portal';
import { offerFollowing } from './follow';
import { remember } from './kept';
import { fakeCaches, registration, server } from './testing/browser';

let box: HTMLElement;

function able(permission: NotificationPermission = 'granted') {
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', { requestPermission: vi.fn(async () => permission) });
  Object.defineProperty(navigator, 'serviceWorker', { value: { ready: Promise.resolve(registration(null)) }, configurable: true });
}

beforeEach(() => {
  vi.stubGlobal('caches', fakeCaches());
  box = document.createElement('div');
  box.dataset['follow'] = 't1';
  document.body.replaceChildren(box);
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'serviceWorker');
  setLanguage('th');
});

const button = () => box.querySelector('button') as HTMLButtonElement;
const says = async (text: string) => vi.waitFor(() => expect(box.textContent).toContain(text));

test('what will be sent, and how often, is said before anything is asked', async () => {
  able();
  await offerFollowing(box);
  expect(box.textContent).toContain(t(portal).promise);
  expect(box.textContent).toContain(t(portal).ask);
  expect(Notification.requestPermission).not.toHaveBeenCalled();
});

test('a tap follows, a second tap stops', async () => {
  able();
  vi.stubGlobal('fetch', server({ 'POST /api/subscriptions': [201, { secret: 's1' }], 'DELETE /api/subscriptions/s1': [204] }).fetch);
  await offerFollowing(box);
  button().click();
  await says(t(portal).following);
  expect(box.querySelector('a')?.getAttribute('href')).toBe('/subscriptions/s1');
  button().click();
  await says(t(portal).unfollowed);
});

test('a refusal by the person is answered with how to change it', async () => {
  able('denied');
  await offerFollowing(box);
  button().click();
  await says(t(portal).denied);
  expect(button().disabled).toBe(false);
});

test('a topic that is followed already shows how to stop', async () => {
  able();
  await remember('t1', 's1');
  await offerFollowing(box);
  expect(button().textContent).toBe(t(portal).unfollow);
});

test('a browser without push gets help in words instead of a button', async () => {
  setLanguage('en');
  await offerFollowing(box);
  expect(box.querySelector('button')).toBeNull();
  expect(box.textContent).toBe(t(portal).none);
});
