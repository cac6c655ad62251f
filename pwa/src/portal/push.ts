// Following a topic by web push: asking the browser, telling the server, and telling it again whenever the browser starts.
import { followed, remember } from './kept';

export type Outcome = { ok: true } | { ok: false; case: 'denied' | 'later' | 'busy' };
export type Reach = 'yes' | 'line' | 'iphone' | 'none';

/** Whether this browser can be notified at all, and if not, why: the help differs. */
export function reach(agent: string, scope: object): Reach {
  if (/\bLine\//i.test(agent)) return 'line';
  if ('PushManager' in scope && 'serviceWorker' in navigator && 'Notification' in scope) return 'yes';
  return /iPhone|iPad|iPod/.test(agent) ? 'iphone' : 'none';
}

/** Asks for permission (call it from a tap only), subscribes, and tells the server. */
export async function follow(topic: string): Promise<Outcome> {
  if ((await Notification.requestPermission()) !== 'granted') return { ok: false, case: 'denied' };
  try {
    const subscription = await current(await navigator.serviceWorker.ready);
    return await post(topic, subscription);
  } catch {
    return { ok: false, case: 'later' };
  }
}

/** Tells the server to forget the subscription, and forgets it here once the server has. */
export async function unfollow(topic: string): Promise<boolean> {
  const secret = (await followed())[topic];
  if (!secret) return true;
  const answer = await fetch(`/api/subscriptions/${secret}`, { method: 'DELETE' }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 404)) return false;
  await remember(topic, null);
  return true;
}

/**
 * Re-posts the subscription for every followed topic: endpoints change silently, and the event that should say so is not fired everywhere.
 * A topic that the server no longer knows was unsubscribed elsewhere, and is not brought back.
 */
export async function repost(registration: ServiceWorkerRegistration): Promise<void> {
  const topics = Object.entries(await followed());
  if (topics.length === 0) return;
  const body = described(await current(registration));
  for (const [topic, secret] of topics) {
    const answer = await fetch(`/api/subscriptions/${secret}`, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(body) });
    if (answer.status === 404) await remember(topic, null);
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

async function post(topic: string, subscription: PushSubscription): Promise<Outcome> {
  const body = JSON.stringify({ ...described(subscription), topic });
  const answer = await fetch('/api/subscriptions', { method: 'POST', headers: JSON_TYPE, body });
  if (answer.status === 409) return { ok: false, case: 'busy' };
  if (!answer.ok) return { ok: false, case: 'later' };
  const { secret } = (await answer.json()) as { secret: string };
  await remember(topic, secret);
  return { ok: true };
}

/** The subscription of this browser under the server's present key: one made with an older key is renewed. */
async function current(registration: ServiceWorkerRegistration): Promise<PushSubscription> {
  const { key } = (await (await fetch('/api/push/key')).json()) as { key: string };
  const existing = await registration.pushManager.getSubscription();
  if (existing && base64url(existing.options?.applicationServerKey) === key) return existing;
  await existing?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function described(subscription: PushSubscription): { endpoint: string; keys: { p256dh: string; auth: string }; key: string } {
  const { endpoint, keys } = subscription.toJSON();
  const key = base64url(subscription.options?.applicationServerKey);
  return { endpoint: endpoint ?? '', keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' }, key };
}

function base64url(bytes: ArrayBuffer | null | undefined): string {
  if (!bytes) return '';
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
