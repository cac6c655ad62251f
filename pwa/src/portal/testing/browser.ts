// A browser for tests: caches in memory, a push manager that counts what it is asked, a server that answers as told.
import { vi } from 'vitest';

/** A CacheStorage good enough for open, match, put, delete and keys in order of insertion. */
export function fakeCaches(): CacheStorage {
  const stores = new Map<string, Map<string, Response>>();
  const open = async (name: string) => {
    const held = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, held);
    const key = (asked: RequestInfo | URL) => (typeof asked === 'string' ? asked : 'url' in asked ? asked.url : asked.href);
    return {
      match: async (asked: RequestInfo) => held.get(key(asked))?.clone(),
      put: async (asked: RequestInfo, answer: Response) => void held.set(key(asked), answer),
      delete: async (asked: RequestInfo) => held.delete(key(asked)),
      keys: async () => [...held.keys()].map((url) => ({ url })),
    };
  };
  return { open } as unknown as CacheStorage;
}

export const KEY = 'BAAB';

/** A subscription made with a server key. */
export function subscription(endpoint: string, key = KEY) {
  const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer;
  return {
    options: { applicationServerKey: bytes },
    unsubscribe: vi.fn(async () => true),
    toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
  };
}

/** A registration whose push manager holds `held` and makes `fresh`. */
export function registration(held: ReturnType<typeof subscription> | null, fresh = subscription('https://push/new')) {
  const pushManager = { getSubscription: vi.fn(async () => held), subscribe: vi.fn(async (_options: object) => fresh) };
  return { pushManager } as unknown as ServiceWorkerRegistration & { pushManager: typeof pushManager };
}

/** A server: `answers` maps "METHOD path" to a status and a body; it keeps what it was asked. */
export function server(answers: Record<string, [number, unknown?]>) {
  const asked: { what: string; body: unknown }[] = [];
  const fetch = vi.fn(async (url: string, init: RequestInit = {}) => {
    const what = `${init.method ?? 'GET'} ${url}`;
    asked.push({ what, body: init.body ? JSON.parse(String(init.body)) : undefined });
    const [status, body] = what === 'GET /api/push/key' ? [200, { key: KEY }] : (answers[what] ?? [599]);
    if (status === 599) throw new TypeError('no network');
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), { status });
  });
  return { fetch, asked };
}
