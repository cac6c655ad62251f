// Owns the server that the store's tests talk to: the exchange of PROTOCOL.md 5 in memory, written from its text alone.
import { read, write, type Envelope, type Result, type Signature } from '../../sync/bundle';
import { compose, genesisDraft, parseLine, type Draft, type Entry } from '../../sync/entry';
import { digestOf, logId, randomId } from '../../sync/ids';
import { carrierText, countersignText, enrolmentText, headText, KeyPair, pageText, verify } from '../../sync/keys';
import { digest, type Vector } from '../../sync/vector';
import { FakeBlobs } from './blobs';
import { FakeCarrier } from './carrier';
import { copyOf, json, lacksPart, textOf, wanted, wholeLine, type Held, type HeldLog } from './held';
import { filled, Mending } from './mending';

const OFFICE = 'office1';

export class FakeServer {
  epoch = randomId();
  pageLines = 500;
  /** Whether it ends its pages at heads and signs them, as servers do that phones may trust a page of. */
  signsPages = false;
  /** Pages with more lines are too large for it. */
  takesLines = Infinity;
  /** What the next answers suffer: the work is done, the answer never comes. */
  cuts = 0;
  down = false;
  /** Whether only staff may begin a stream. */
  strict = false;
  /** Whether it knows no token: those of before are lost. */
  forgets = false;
  requests: { envelope: Envelope; lines: string[]; gzip: boolean }[] = [];
  streams: Held = new Map();
  readonly backups: Held[] = [new Map()];
  /** Lines of other branches, as they came. */
  readonly forks: Entry[] = [];
  readonly blobs = new FakeBlobs();
  readonly mending = new Mending();
  private stamps = 0;

  private constructor(readonly keys: KeyPair, readonly carrier: FakeCarrier) {}

  static async make(): Promise<FakeServer> {
    return new FakeServer(await KeyPair.generate(), await FakeCarrier.make());
  }

  /** `fetch` of a phone. The code of an enrolment is the account that it is for. */
  fetch: typeof globalThis.fetch = async (input, init = {}) => {
    if (this.down) throw new TypeError('Failed to fetch');
    if (/^\/(api\/)?blobs\//.test(String(input))) return this.blobs.answer(String(input), init);
    if (input === '/sync/carrier') return json(200, { key: this.carrier.point, signature: await this.keys.sign(carrierText(this.carrier.point)) });
    if (input === '/sync/bundles') return this.takeFile(init);
    if (input === '/api/me') return json(200, { csrf: 'token', account: 'staff1' });
    if (input === '/api/installations') return this.enrol(init);
    return this.exchange(init);
  };

  async statement(account: string, key: string, roles = ['officer']): Promise<{ statement: string; signature: string; installation: string }> {
    const installation = randomId();
    const statement = JSON.stringify({ v: 1, office: OFFICE, installation, account, roles, key, at: '2026-03-01T09:00:00+07:00' });
    return { statement, signature: await this.keys.sign(enrolmentText(statement)), installation };
  }

  private async enrol(init: RequestInit): Promise<Response> {
    const asked = JSON.parse(String(init.body)) as { code?: string; key: string; label: string };
    if (asked.code === 'used') return json(409, { code: 'code_used', message: 'รหัสนี้ใช้ไปแล้ว' });
    if (asked.code === undefined && new Headers(init.headers).get('X-CSRFToken') !== 'token') return json(400, { code: 'csrf' });
    const account = asked.code ?? 'staff1';
    const { statement, signature, installation } = await this.statement(account, asked.key);
    return json(201, {
      installation, statement, signature, account, token: `token-${account}`, server_key: this.keys.public, office: OFFICE,
      name: `ชื่อของ ${account}`, roles: ['officer'], epoch: this.epoch, now: '2026-03-01T09:00:00+07:00',
    });
  }

  /** Writes into the server's own log of the stream. */
  async append(stream: string, ...drafts: Draft[]): Promise<Entry[]> {
    const log = logId(this.keys.public, stream, this.epoch);
    const logs = this.logs(stream);
    if (!logs.has(log)) {
      const enrolment = await this.statement('server', this.keys.public, ['server']);
      logs.set(log, { entries: [], key: this.keys.public, signature: null });
      this.extend(stream, log, genesisDraft({ stream, key: this.keys.public, nonce: this.epoch, ...enrolment }));
    }
    const entries = drafts.map((draft) => this.extend(stream, log, draft));
    const held = logs.get(log) as HeldLog;
    const head = held.entries.at(-1) as Entry;
    const signature = await this.keys.sign(headText(stream, log, head.seq, head.hash));
    held.signature = { log, seq: head.seq, hash: head.hash, signature };
    (held.heads ??= []).push(held.signature);
    this.backUp();
    return entries;
  }

  private extend(stream: string, log: string, draft: Draft): Entry {
    const { entries } = this.logs(stream).get(log) as HeldLog;
    const at = `${(Date.now() + this.stamps++).toString(16).padStart(13, '0')}-0000`;
    const entry = compose(draft, { stream, log, seq: entries.length + 1, prev: entries.at(-1)?.hash ?? '', at, by: 'server' });
    entries.push(entry);
    return entry;
  }

  logs(stream: string): Map<string, HeldLog> {
    let logs = this.streams.get(stream);
    if (logs === undefined) this.streams.set(stream, (logs = new Map()));
    return logs;
  }

  vector(stream: string): Vector {
    const vector: Vector = {};
    for (const [log, { entries }] of this.streams.get(stream) ?? []) {
      const last = entries.at(-1);
      if (last) vector[log] = [last.seq, last.hash];
    }
    return vector;
  }

  private async exchange(init: RequestInit): Promise<Response> {
    const { envelope, lines } = read(await textOf(init));
    this.requests.push({ envelope, lines, gzip: new Headers(init.headers).get('Content-Encoding') === 'gzip' });
    if (this.forgets || !new Headers(init.headers).get('Authorization')?.startsWith('Bearer token-')) return json(401, { code: 'not_enrolled' });
    if (lines.length > this.takesLines) return json(413, { code: 'too_large' });
    const results = await this.push(envelope, lines.map(parseLine));
    const account = (new Headers(init.headers).get('Authorization') ?? '').slice('Bearer token-'.length);
    const answer = await this.pull(envelope, new Set(lines.map((line) => parseLine(line).log)), account);
    if (results.length > 0) answer.envelope.results = results;
    if (this.signsPages && answer.lines.length > 0) answer.envelope.page = await this.signed(answer.lines);
    if (this.cuts > 0) {
      this.cuts -= 1;
      throw new TypeError('network cut');
    }
    return new Response(write(answer.envelope, answer.lines));
  }

  private async takeFile(init: RequestInit): Promise<Response> {
    const text = await this.carrier.open(await textOf(init));
    if (text === null) return json(422, { code: 'bundle_damaged' });
    const { envelope, lines } = read(text);
    const results = await this.push(envelope, lines.map(parseLine));
    const became: Record<string, number> = { held: lines.length - results.length };
    for (const { status } of results) became[status] = (became[status] ?? 0) + 1;
    return json(200, { lines: lines.length, became });
  }

  private async push(envelope: Envelope, entries: Entry[]): Promise<Result[]> {
    const results: Result[] = [];
    const groups = new Map<string, Entry[]>();
    for (const entry of entries) groups.set(entry.log, [...(groups.get(entry.log) ?? []), entry]);
    for (const [log, group] of groups) results.push(...(await this.admit(log, group, envelope)));
    if (entries.length > 0) this.backUp();
    return results;
  }

  private async admit(log: string, came: Entry[], envelope: Envelope): Promise<Result[]> {
    const stream = came[0]?.stream as string;
    const held = this.streams.get(stream)?.get(log) ?? { entries: [], key: String(came[0]?.body?.key), signature: null };
    const say = (entry: Entry, status: Result['status'], reason: string): Result =>
      ({ log, seq: entry.seq, hash: entry.hash, status, reason });
    const results: Result[] = [];
    if (!this.mayBegin(stream, came[0]?.by ?? '')) return came.map((entry) => say(entry, 'refused', 'out_of_scope'));
    const brought = (envelope.streams[stream]?.signatures ?? []).filter((signature) => signature.log === log);
    const { group, signatures } = this.mending.joined(log, came, brought);
    const fits = ({ seq, hash }: Signature): boolean => held.entries[seq - 1]?.hash === hash || group.some((entry) => entry.hash === hash);
    const signature = signatures.filter(fits).sort((a, b) => b.seq - a.seq)[0];
    const genuine = signature && (await verify(held.key, headText(stream, log, signature.seq, signature.hash), signature.signature));
    const branch = new Set(this.forks.map(({ hash }) => hash));
    for (const entry of group) {
      const there = held.entries[entry.seq - 1];
      if (there?.hash === entry.hash) held.entries[entry.seq - 1] = filled(there, entry);
      else if (there || branch.has(entry.prev)) {
        if (genuine && entry.seq <= signature.seq && !branch.has(entry.hash)) this.forks.push(entry);
        branch.add(entry.hash);
        results.push(say(entry, 'fork', 'fork'));
      } else if (lacksPart(this.streams.get(stream) ?? new Map(), entry)) results.push(say(entry, 'waiting', 'part'));
      else if (entry.seq !== held.entries.length + 1 || (held.entries.at(-1)?.hash ?? '') !== entry.prev) {
        const follows = results.at(-1)?.seq === entry.seq - 1 && results.at(-1)?.reason === 'unsigned';
        results.push(say(entry, 'waiting', follows ? 'unsigned' : 'gap'));
      } else if (!genuine || entry.seq > signature.seq) results.push(say(entry, 'waiting', 'unsigned'));
      else held.entries.push(entry);
    }
    if (held.entries.length > 0) this.logs(stream).set(log, held);
    this.mending.settle(group, results, held.entries.length > 0);
    this.mending.adopted(held.entries);
    const isLater = signature !== undefined && signature.seq >= (held.signature?.seq ?? 0); // a file may come late
    if (genuine && isLater && held.entries[signature.seq - 1]?.hash === signature.hash) held.signature = signature;
    return results.filter(({ hash }) => came.some((entry) => entry.hash === hash));
  }

  /** An officer may write where staff have begun. */
  private mayBegin(stream: string, account: string): boolean {
    return !this.strict || account.startsWith('staff') || account === 'server' || this.streams.has(stream);
  }

  private async pull(asked: Envelope, pushed: Set<string>, account: string): Promise<{ envelope: Envelope; lines: string[] }> {
    const envelope: Envelope = { v: 1, epoch: this.epoch, streams: {} };
    const lines: string[] = [];
    for (const stream of this.streams.keys()) {
      const vector = this.vector(stream);
      const mine = digest(vector);
      const theirs = asked.streams[stream];
      if (this.mending.withdrawn.get(account)?.has(stream)) {
        this.mending.tell(envelope, stream, mine, vector, asked, pushed);
        continue;
      }
      const want = wanted(this.logs(stream), this.mending.ofStream(stream));
      if (pushed.size > 0 || (asked.epoch !== null && asked.epoch !== this.epoch && asked.streams[stream]?.digest === mine)) (envelope.countersign ??= {})[stream] = await this.keys.sign(countersignText(this.epoch, stream, mine));
      lines.push(...(theirs?.want ?? []).flatMap((hash) => wholeLine(this.logs(stream), hash) ?? []));
      if (theirs?.digest === mine && want.length === 0) continue;
      const logs = [...this.logs(stream).values()];
      const signatures = logs.flatMap(({ signature }) => signature ?? []);
      envelope.streams[stream] = { digest: mine, vector, signatures, ...(want.length > 0 && { want }) };
      if (theirs && theirs.vector === undefined) continue;
      for (const { entries, heads } of logs) {
        const [from, hash] = theirs?.vector?.[entries[0]?.log as string] ?? [0, ''];
        if (from > 0 && entries[from - 1]?.hash !== hash) continue; // it has another branch, or more
        const room = this.pageLines - lines.length;
        const head = this.signsPages ? heads?.filter(({ seq }) => seq > from && seq <= from + room).at(-1) : undefined;
        if (head !== undefined) signatures.push(head);
        lines.push(...entries.slice(from, head?.seq ?? from + room).map(({ line }) => line));
        if ((head?.seq ?? from + room) < entries.length) envelope.more = true;
      }
    }
    return { envelope, lines };
  }

  private async signed(lines: string[]): Promise<{ digest: string; signature: string }> {
    const digest = digestOf('prachakhom/1/page', lines.join(''));
    return { digest, signature: await this.keys.sign(pageText(this.epoch, digest)) };
  }

  /** A backup is what the server held after one of its transactions: 0 is the empty server, 1 after the first … */
  restore(backup: number): void {
    this.epoch = randomId();
    this.mending.waiting.clear();
    this.backups.length = Math.min(backup, this.backups.length - 1) + 1;
    this.streams = copyOf(this.backups.at(-1) as Held);
  }

  private backUp(): void {
    this.backups.push(copyOf(this.streams));
  }
}
