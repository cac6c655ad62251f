// Owns the way over HTTP: one request, gzip when it pays, and the table from what can go wrong to a typed case.
import { isObject } from '../sync/canonical';
import { utf8 } from '../sync/ids';
import { fail, ok } from './result';
import type { Failure, Result } from './types';

const GZIP_ABOVE = 1000; // bytes: below, the header costs more than it saves
const TIMEOUT_MS = 60_000;

export type Fetch = typeof globalThis.fetch;

export interface Request {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** To cancel it. */
  signal?: AbortSignal;
}

export async function gzip(text: string): Promise<ArrayBuffer> {
  const packed = new Response(text).body?.pipeThrough(new CompressionStream('gzip'));
  return new Response(packed).arrayBuffer();
}

/** The text as gzip, or as it is where a browser cannot do that; `unsqueezed` takes either. */
export async function squeezed(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return typeof CompressionStream === 'undefined' ? utf8(text) : new Uint8Array(await gzip(text));
}

export async function unsqueezed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new Response(packed ? new Response(bytes).body?.pipeThrough(new DecompressionStream('gzip')) : bytes).text();
}

async function initOf(request: Request, signal: AbortSignal): Promise<RequestInit> {
  const { headers, body } = request;
  const init = { method: 'POST', credentials: 'same-origin', cache: 'no-store', signal } as const;
  if (body.length <= GZIP_ABOVE || typeof CompressionStream === 'undefined') return { ...init, headers, body };
  return { ...init, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: await gzip(body) };
}

async function refusal(response: Response): Promise<Failure> {
  if (response.status >= 500) return fail('network', 'server_error', String(response.status));
  const said: unknown = await response.json().catch(() => null);
  const code = isObject(said) && typeof said.code === 'string' ? said.code : `http_${response.status}`;
  const message = isObject(said) && typeof said.message === 'string' ? said.message : undefined;
  return fail('refused', code, message);
}

const textOf = (answer: Response): Promise<string> => answer.text();

/** The text of a good answer. Never throws: no network, a timeout, an abort and a refusal each have their case. */
export function post(fetch: Fetch, request: Request): Promise<Result<string>> {
  return postFor(fetch, request, textOf);
}

/** What `take` makes of a good answer, and like `post`. */
export async function postFor<T>(fetch: Fetch, request: Request, take: (answer: Response) => Promise<T>): Promise<Result<T>> {
  const stop = new AbortController(); // AbortSignal.any is too young for phones that are still in use
  const cancel = (): void => stop.abort();
  const timer = setTimeout(cancel, TIMEOUT_MS);
  request.signal?.addEventListener('abort', cancel);
  try {
    const response = await fetch(request.path, await initOf(request, stop.signal));
    return response.ok ? ok(await take(response)) : await refusal(response);
  } catch (error) {
    if (request.signal?.aborted) return fail('aborted', 'aborted');
    return fail('network', stop.signal.aborted ? 'timeout' : 'unreachable', String(error));
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', cancel);
  }
}
