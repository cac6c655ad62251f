// Owns the half of the tests' server that takes files: PROTOCOL.md 8 in memory, written from its text alone.
import { sha256 as digest } from '@noble/hashes/sha2.js';
import { b64 } from '../../sync/ids';

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

export class FakeBlobs {
  readonly held = new Map<string, Uint8Array>();
  /** What an uploader has sent of a file: "authorization sha256" -> bytes. */
  readonly coming = new Map<string, Uint8Array>();
  /** Bytes after which the network is cut, once. */
  cutAfter = Infinity;
  /** What every PUT is answered with, or that of one file. */
  refuses: { status: number; code: string; sha256?: string } | null = null;
  /** Called before each request. */
  before: (what: string) => Promise<void> | void = () => {};
  readonly seen: string[] = [];
  bytes = 0;

  async answer(path: string, init: RequestInit): Promise<Response> {
    const who = new Headers(init.headers).get('Authorization') ?? '';
    if (!who.startsWith('Bearer token-')) return json(401, { code: 'not_enrolled' });
    const sha256 = path.split('/').at(-1) as string;
    this.seen.push(`${init.method ?? 'GET'} ${path}`);
    await this.before(`${init.method ?? 'GET'} ${path}`);
    if (path === '/api/blobs/held') {
      const { hashes } = JSON.parse(String(init.body)) as { hashes: string[] };
      return json(200, { held: hashes.filter((hash) => this.held.has(hash)) });
    }
    if (init.method === 'HEAD') return new Response(null, { headers: { 'Upload-Offset': String(this.offset(who, sha256)) } });
    if (init.method === 'PUT') return this.put(who, sha256, init);
    const file = this.held.get(sha256);
    return file === undefined ? json(404, { code: 'not_found' }) : new Response(new Uint8Array(file), { headers: { 'Content-Type': 'image/jpeg' } });
  }

  private offset(who: string, sha256: string): number {
    return this.held.get(sha256)?.length ?? this.coming.get(`${who} ${sha256}`)?.length ?? 0;
  }

  private put(who: string, sha256: string, init: RequestInit): Response {
    const body = init.body as Uint8Array;
    const said = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(new Headers(init.headers).get('Content-Range') ?? '');
    const [first, last, total] = (said?.slice(1) ?? []).map(Number) as [number, number, number];
    if (last - first + 1 !== body.length) return json(400, { code: 'blob_range' });
    if (this.refuses !== null && (this.refuses.sha256 ?? sha256) === sha256) return json(this.refuses.status, { code: this.refuses.code });
    const whole = this.held.get(sha256);
    if (whole !== undefined) return this.done(200, whole.length);
    const there = this.coming.get(`${who} ${sha256}`) ?? new Uint8Array();
    if (first > there.length) return json(409, { code: 'blob_offset', errors: { offset: there.length } });
    const came = body.slice(0, this.cutAfter);
    this.bytes += came.length;
    const now = new Uint8Array([...there.slice(0, first), ...came]);
    this.coming.set(`${who} ${sha256}`, now);
    if (now.length === total) {
      this.coming.delete(`${who} ${sha256}`);
      if (b64(digest(now)) !== sha256) return json(422, { code: 'blob_hash' });
      this.held.set(sha256, now);
    }
    const cut = came.length < body.length || this.cutAfter === body.length;
    this.cutAfter = cut ? Infinity : this.cutAfter - body.length;
    if (cut) throw new TypeError('network cut');
    return this.done(now.length === total ? 201 : 202, now.length);
  }

  private done(status: number, offset: number): Response {
    return json(status, { offset }, { 'Upload-Offset': String(offset) });
  }
}
