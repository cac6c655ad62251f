// The service worker: the shell of both apps without a network, the last copy of public pages, and notifications.
// It never touches what people record (that lies in IndexedDB) and never replaces itself unless a page says 'activate'.
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { isPublicPage, keepPage, keptPage } from './portal/kept';
import { repost } from './portal/push';
import { setLanguage, t } from './text';
import { notice } from './text/notice';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const PATIENCE = 5000; // ms before a kept copy is shown instead of waiting on

const files = self.__WB_MANIFEST;
/** Our own reader of codes is as large as the rest of the app together: kept only where the browser has none. */
const isReader = (file: PrecacheEntry | string) => /\/(scan-worker|zxing_reader)-[^/]*$/.test(typeof file === 'string' ? file : file.url);

precacheAndRoute('BarcodeDetector' in self ? files.filter((file) => !isReader(file)) : files, { cleanURLs: false, directoryIndex: '' });
cleanupOutdatedCaches();

for (const app of ['field', 'desk'])
  registerRoute(new NavigationRoute(createHandlerBoundToURL(`/${app}.html`), { allowlist: [new RegExp(`^/${app}(/|\\?|$)`)] }));

registerRoute(
  ({ request, url, sameOrigin }) => sameOrigin && request.mode === 'navigate' && isPublicPage(url.pathname),
  ({ request, event }) => publicPage(request, event),
);

/** Network first; the last copy when there is no network, or none that answers in time. A late answer is kept for the next time. */
async function publicPage(request: Request, event: ExtendableEvent): Promise<Response> {
  const copy = await keptPage(request.url).catch(() => undefined);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) event.waitUntil(keepPage(request.url, answer.clone()));
    return answer;
  });
  event.waitUntil(fresh.catch(() => undefined));
  try {
    return copy ? await Promise.race([fresh, late()]) : await fresh;
  } catch {
    return copy ?? neverOpened(request.url);
  }
}

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('late')), PATIENCE));
}

function neverOpened(url: string): Response {
  setLanguage(new URL(url).searchParams.get('lang') === 'en' ? 'en' : 'th');
  return new Response(t(notice).neverOpened, { status: 503, headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}

interface Message {
  notification: { title: string; body?: string; navigate: string; tag: string; lang?: string };
}

// A push that shows nothing costs the subscription in some browsers, so whatever comes is shown.
self.addEventListener('push', (event) => event.waitUntil(show(event.data)));

async function show(data: PushMessageData | null): Promise<void> {
  let said: Message['notification'];
  try {
    said = (data?.json() as Message).notification;
    if (!said.title) throw new TypeError('no title');
  } catch {
    said = { title: t(notice).title, body: t(notice).body, navigate: '/', tag: 'news' };
  }
  const { title, body = '', tag, lang = 'th', navigate } = said;
  await self.registration.showNotification(title, { body, tag, lang, icon: '/icons/ring-192.png', data: { url: navigate } });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url?: string } | null)?.url ?? '/'));
});

/** Brings the page in front if a window shows it, else opens it; never an address outside this site. */
async function open(address: string): Promise<void> {
  const wanted = new URL(address, self.location.origin);
  const url = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = windows.find((one) => one.url === url);
  await (shown ? shown.focus() : self.clients.openWindow(url));
}

// Not fired everywhere, so the public pages do the same whenever they start.
self.addEventListener('pushsubscriptionchange', (event) => (event as ExtendableEvent).waitUntil(repost(self.registration)));

self.addEventListener('message', (event) => {
  if (event.data === 'activate') void self.skipWaiting();
});
