// Owns a file's way to the office and back: what it lacks is sent in parts, from where it broke off. (PROTOCOL 8)
import { isObject } from '../sync/canonical';
import type { Core } from './core';
import type { FileRow } from './database';
import type { Files } from './files';
import { bytesOf, hashOf } from './files-keep';
import type { Office } from './office';
import type { Fetch } from './wire';

const PART = 262_144; // bytes: some seconds on a slow network, and what is lost at most where a proxy drops a cut request
const ASKED = 500; // hashes a question
const TIMEOUT_MS = 120_000;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;
const TRIES = 5; // parts of one file that the office may find misplaced before we leave it for later
// What no second try cures. The file stays here, and a person is told.
const FINAL = ['blob_forgotten', 'blob_large', 'blob_type', 'blob_damaged', 'blob_pixels', 'exif_left'];

interface Answer {
  status: number;
  code: string;
  offset: number;
}

export class Uploads {
  private failures = 0;
  private notBefore = 0;

  /** `quiet` resolves when no exchange is under way: what people record goes first. */
  constructor(
    private readonly core: Core,
    private readonly files: Files,
    private readonly office: Office,
    private readonly fetch: Fetch,
    private readonly quiet: () => Promise<void>,
  ) {}

  /** The network is back: no more patience needed. */
  eager(): void {
    this.failures = 0;
    this.notBefore = 0;
  }

  /** Sends what waits, until all is there or the office or the network says stop. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    if (this.core.now() < this.notBefore || this.files.waiting().length === 0) return;
    const done = await this.all(signal).catch(() => false);
    if (signal.aborted) return;
    this.failures = done ? 0 : this.failures + 1;
    this.notBefore = done ? 0 : this.core.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.failures - 1));
  }

  private async all(signal: AbortSignal): Promise<boolean> {
    if (!(await this.noteHeld(signal))) return false;
    let done = true;
    for (const row of this.files.waiting()) {
      const bytes = await bytesOf(this.core, row.sha256);
      const became = bytes === null ? 'later' : await this.send(row, bytes, signal);
      if (became === 'stop') return false;
      if (became === 'later') done = false;
      this.core.emit();
    }
    return done;
  }

  /** Another phone may have sent the same picture, and a restored office may hold it still. */
  private async noteHeld(signal: AbortSignal): Promise<boolean> {
    const waiting = this.files.waiting().map(({ sha256 }) => sha256);
    for (let start = 0; start < waiting.length; start += ASKED) {
      const body = JSON.stringify({ hashes: waiting.slice(start, start + ASKED) });
      const response = await this.ask('/api/blobs/held', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }, signal);
      if (!response.ok) return false;
      const said: unknown = await response.json();
      for (const sha256 of isObject(said) && Array.isArray(said.held) ? said.held : []) await this.acknowledge(String(sha256));
    }
    return true;
  }

  /** What is wrong with one file (`later`) holds up no other; who we are, how much we may, or the office itself does (`stop`). */
  private async send(row: FileRow, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<'done' | 'later' | 'stop'> {
    let offset = bytes.length > PART ? await this.offset(row.sha256, signal) : 0;
    for (let misplaced = 0; misplaced < TRIES; ) {
      await this.quiet();
      const { status, code, offset: theirs } = await this.part(row, bytes, Math.min(offset, bytes.length - 1), signal);
      if (status === 200 || status === 201) {
        await this.acknowledge(row.sha256);
        return 'done';
      }
      if (FINAL.includes(code)) {
        await this.files.change(row.sha256, { refused: code });
        return 'done';
      }
      if (status !== 202 && status !== 409) return [400, 413, 422].includes(status) ? 'later' : 'stop';
      if (status === 409 || theirs <= offset) misplaced += 1;
      offset = theirs;
    }
    return 'later';
  }

  private async part(row: FileRow, bytes: Uint8Array<ArrayBuffer>, offset: number, signal: AbortSignal): Promise<Answer> {
    const body = bytes.subarray(offset, offset + PART);
    const range = `bytes ${offset}-${offset + body.length - 1}/${bytes.length}`;
    const headers = { 'Content-Type': row.type, 'Content-Range': range };
    const response = await this.ask(addressOf(row.sha256), { method: 'PUT', headers, body }, signal);
    const said: unknown = await response.json().catch(() => null);
    const code = isObject(said) && typeof said.code === 'string' ? said.code : '';
    const missing = isObject(said) && isObject(said.errors) ? Number(said.errors.offset) || 0 : offsetOf(response);
    return { status: response.status, code, offset: missing };
  }

  private async offset(sha256: string, signal: AbortSignal): Promise<number> {
    return offsetOf(await this.ask(addressOf(sha256), { method: 'HEAD' }, signal));
  }

  private acknowledge(sha256: string): Promise<void> {
    return this.files.change(sha256, { acked: this.office.epoch });
  }

  private ask(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    return asked(this.fetch, path, this.core, init, signal);
  }
}

/** A file that only the office has; null when it has not, does not show it to us, or sends another one. */
export async function fetched(core: Core, fetch: Fetch, sha256: string): Promise<Blob | null> {
  try {
    const response = await asked(fetch, addressOf(sha256), core, {});
    if (!response.ok) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    return hashOf(bytes) === sha256 ? new Blob([bytes], { type: response.headers.get('Content-Type') ?? '' }) : null;
  } catch {
    return null;
  }
}

const addressOf = (sha256: string): string => `/blobs/${sha256}`;

function offsetOf(response: Response): number {
  return Number(response.headers.get('Upload-Offset') ?? 0) || 0;
}

/** Rejects without a network, after the timeout, and when it is called off. */
async function asked(fetch: Fetch, path: string, core: Core, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  const timer = setTimeout(cancel, TIMEOUT_MS);
  signal?.addEventListener('abort', cancel);
  const headers = { ...(init.headers as Record<string, string> | undefined), ...core.keyring.authorization() };
  try {
    if (signal?.aborted) throw new DOMException('called off', 'AbortError');
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init, headers, signal: stop.signal });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
