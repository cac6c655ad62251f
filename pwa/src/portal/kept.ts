// What the public pages keep in this browser: copies of pages that were read, and which topics are followed.
// Both lie in the Cache API, since the service worker must reach them too. No name, no opinion, no receipt code.

const PAGES = 'prachakhom-pages';
const FOLLOWED = 'prachakhom-followed';
const LIST = '/followed.json';
const MOST_PAGES = 60;

/** Topic id to the secret of its subscription. */
export type Followed = Record<string, string>;

/**
 * Public pages that may be read again without a signal (R2.1b); pages about one person's receipt are not among them, nor
 * files below a page (minutes as PDF), which are not text that could be marked with its day.
 */
export const isPublicPage = (path: string): boolean => path === '/' || /^\/(topics|hearings|decisions)\/[^/]+$/.test(path);

/** Keeps the last copy of a page, and forgets the pages that were read longest ago. */
export async function keepPage(url: string, answer: Response): Promise<void> {
  const cache = await caches.open(PAGES);
  await cache.delete(url);
  await cache.put(url, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => cache.delete(key)));
}

/** The kept copy of a page, marked with the day it was made so that the page can say so; undefined when there is none. */
export async function keptPage(url: string): Promise<Response | undefined> {
  const copy = await (await caches.open(PAGES)).match(url);
  if (!copy) return undefined;
  const made = new Date(copy.headers.get('date') ?? 0).toISOString();
  const text = (await copy.text()).replace('<html ', `<html data-kept="${made}" `);
  return new Response(text, { status: 200, headers: copy.headers });
}

export async function followed(): Promise<Followed> {
  const answer = await (await caches.open(FOLLOWED)).match(LIST);
  return answer ? ((await answer.json()) as Followed) : {};
}

/** Remembers the secret of a followed topic; null forgets the topic. */
export async function remember(topic: string, secret: string | null): Promise<void> {
  const { [topic]: _, ...others } = await followed();
  const list = secret === null ? others : { ...others, [topic]: secret };
  await (await caches.open(FOLLOWED)).put(LIST, new Response(JSON.stringify(list), { headers: { 'Content-Type': 'application/json' } }));
}
