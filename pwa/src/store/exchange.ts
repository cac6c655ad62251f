// Owns one exchange with the server, start to end: ask, check, store, acknowledge, ask again until nothing is missing. (PROTOCOL 5)
import { read, write, type Envelope, type Result as LineResult } from '../sync/bundle';
import { Malformed } from '../sync/canonical';
import { countersignText, verify } from '../sync/keys';
import type { Vector } from '../sync/vector';
import { Arrivals, type Pending, type Rejected } from './arrivals';
import { Branches } from './branches';
import { Courier } from './carry';
import type { Core } from './core';
import { reissue } from './fork';
import { claimedDigest, incompleteAfter, takeIn } from './intake';
import type { Log } from './logs';
import { CONTACTS, EPOCH, type Office } from './office';
import { Outgoing, type Page } from './outgoing';
import { fail, ok, storageFailure } from './result';
import type { Signing } from './signing';
import type { Attention, Exchanged, Result } from './types';
import { post, type Fetch } from './wire';
import type { Writer } from './writer';

const MAX_ROUNDS = 500;
const LEFT = 'left_behind'; // could not be written again after a fork: a person looks whether something is open again

/** What one exchange knows besides the copy itself. */
interface Run {
  pending: Pending;
  theirs: Map<string, Vector>;
  /** What was last said about a stream; saying it twice leads nowhere. */
  said: Map<string, string>;
  /** What a restored server was offered whole in this exchange. */
  offered: Set<string>;
  branches: Branches;
  attention: Attention[];
  sent: number;
  received: number;
}

export class Exchange {
  private readonly outgoing: Outgoing;
  readonly courier: Courier;

  constructor(
    private readonly core: Core,
    private readonly writer: Writer,
    private readonly fetch: Fetch,
    signing: Signing,
    private readonly office: Office,
  ) {
    this.outgoing = new Outgoing(core, signing);
    this.courier = new Courier(core, signing, office, fetch);
  }

  /** Never throws. A cut exchange has kept every whole page; the next one goes on from there. */
  async run(signal: AbortSignal): Promise<Result<Exchanged>> {
    const membership = this.core.keyring.membership;
    if (membership === null) return fail('refused', 'not_enrolled');
    const run: Run = {
      pending: new Map(), theirs: new Map(), said: new Map(), offered: new Set(), branches: new Branches(this.core), attention: [], sent: 0, received: 0,
    };
    try {
      let speak = this.unsent();
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const page = await this.outgoing.page(this.office.epoch, speak, run.pending, run.branches);
        const answer = await this.ask(page, membership.token, signal);
        if (!answer.ok && answer.code === 'too_large' && this.outgoing.halve(page.entries.length)) continue;
        if (!answer.ok) return answer;
        const again = await this.receive(run, page, answer.value.envelope, answer.value.lines);
        speak = this.next(run, page, answer.value.envelope);
        if (speak.size === 0 && !again) break;
      }
      await this.finish(run);
      void this.courier.keepKey();
      return ok({ sent: run.sent, received: run.received });
    } catch (error) {
      return error instanceof Malformed ? fail('network', error.code, error.detail) : storageFailure(error);
    }
  }

  private unsent(): Map<string, Vector | undefined> {
    const waiting = this.core.logs.all().filter(({ row, entries }) => row.own && row.acked < entries.length);
    return new Map(waiting.map(({ row }) => [row.stream, undefined]));
  }

  private async ask(page: Page, token: string, signal: AbortSignal): Promise<Result<ReturnType<typeof read>>> {
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', Authorization: `Bearer ${token}` };
    const body = write(page.envelope, page.entries.map(({ line }) => line));
    const answer = await post(this.fetch, { path: '/sync', headers, body, signal });
    return answer.ok ? ok(read(answer.value)) : answer;
  }

  /** Takes in one answer. True when there is reason to ask again although no stream is left to speak of. */
  private async receive(run: Run, page: Page, envelope: Envelope, lines: string[]): Promise<boolean> {
    await this.changeEpoch(envelope, page);
    for (const [stream, { vector }] of Object.entries(envelope.streams)) if (vector) run.theirs.set(stream, vector);
    const serverKey = this.core.keyring.membership?.identity.serverKey ?? '';
    const signatures = Object.values(envelope.streams).flatMap(({ signatures: heads }) => heads ?? []);
    const { arrivals, rejected } = await new Arrivals(this.core.logs, serverKey).check(lines, signatures, run.pending);
    const vectors = new Map(Object.entries(envelope.streams).flatMap(([name, { vector }]) => (vector ? [[name, vector]] : [])));
    const incomplete = this.stillIncomplete(page, envelope, incompleteAfter(this.core, this.office.contacts.incomplete, vectors, arrivals));
    const lost = this.stillLost(envelope);
    const contacts = { ...this.office.contacts, incomplete, lost };
    if (lost.length < (this.office.contacts.lost?.length ?? 0) || arrivals.length > 0 || incomplete.join() !== this.office.contacts.incomplete.join()) await takeIn(this.core, arrivals, contacts);
    this.office.contacts = contacts;
    run.received += arrivals.reduce((sum, { entries }) => sum + entries.length, 0);
    run.sent += page.entries.length;
    await this.acknowledge(page, envelope);
    const results = await run.branches.heard(page, envelope.results ?? []);
    run.branches.suspect(page, envelope, new Set([...arrivals, ...rejected].map(({ log }) => log)), run.pending);
    const reissued = await this.heed(run, results, rejected);
    this.core.emit();
    return reissued || (envelope.more === true && lines.length > rejected.length);
  }

  /** A stream that the answer leaves out is the same on both sides. */
  private stillIncomplete(page: Page, envelope: Envelope, incomplete: string[]): string[] {
    return incomplete.filter((stream) => !page.vectors.has(stream) || Object.hasOwn(envelope.streams, stream));
  }

  /**
   * Another epoch: the server was restored from a backup. What it acknowledged before counts no more, and streams of which
   * it says nothing at all, neither that they differ nor that they are the same, it may have lost whole.
   */
  private async changeEpoch(envelope: Envelope, page: Page): Promise<void> {
    const { epoch, streams, countersign = {} } = envelope;
    if (epoch === null || epoch === this.office.epoch) return;
    const contacts = { ...this.office.contacts };
    if (this.office.epoch !== null) {
      const own = this.core.logs.all().filter(({ row }) => row.own);
      for (const { row } of own) await this.core.changeRow(row.log, (held) => ({ ...held, acked: 0 }));
      contacts.lost = [...page.vectors.keys()].filter((stream) => !Object.hasOwn(streams, stream) && !Object.hasOwn(countersign, stream));
    }
    await this.core.database.change(['meta'], async (tx) => {
      await Promise.all([tx.objectStore('meta').put(epoch, EPOCH), tx.objectStore('meta').put(contacts, CONTACTS)]);
    });
    this.office.epoch = epoch;
    this.office.contacts = contacts;
  }

  private stillLost({ streams, countersign = {} }: Envelope): string[] {
    return (this.office.contacts.lost ?? []).filter((stream) => !Object.hasOwn(streams, stream) && !Object.hasOwn(countersign, stream));
  }

  /** Notes how far the server holds our logs: as its vector says, or all of it where it signs that the copies are the same. */
  private async acknowledge(page: Page, envelope: Envelope): Promise<void> {
    const results = envelope.results ?? [];
    const spoilt = new Set(results.filter(({ status }) => status !== 'quarantined').map(({ log }) => log));
    for (const { row, entries } of this.core.logs.all()) {
      const { log, stream } = row;
      if (!row.own || spoilt.has(log)) continue;
      const theirs = envelope.streams[stream]?.vector ?? ((await this.same(page, envelope, stream)) ? page.vectors.get(stream) : undefined);
      const landed = results.filter((result) => result.log === log).map(({ seq }) => seq); // in quarantine, but there
      const [seq, hash] = theirs?.[log] ?? [0, ''];
      const fits = seq === 0 || entries[seq - 1]?.hash === hash;
      const acked = theirs === undefined ? Math.max(row.acked, ...landed) : seq;
      if (fits && acked !== row.acked) await this.core.changeRow(log, (held) => ({ ...held, acked }));
    }
  }

  /** True when the answer leaves a stream out and the server has signed that it holds what we hold. */
  private async same(page: Page, envelope: Envelope, stream: string): Promise<boolean> {
    const signature = envelope.countersign?.[stream];
    const digest = page.envelope.streams[stream]?.digest;
    if (signature === undefined || digest === undefined || envelope.epoch === null || envelope.streams[stream]) return false;
    const serverKey = this.core.keyring.membership?.identity.serverKey ?? '';
    return verify(serverKey, countersignText(envelope.epoch, stream, digest), signature);
  }

  /** Acts on lines that did not simply land. True when something was written again and must be sent. */
  private async heed(run: Run, results: LineResult[], rejected: Rejected[]): Promise<boolean> {
    let reissued = false;
    const done = new Set<string>();
    const forks = rejected.filter(({ reason }) => reason === 'fork').map((line) => ({ ...line, status: 'fork' }));
    for (const { log, seq, status, reason } of [...results, ...forks].sort((a, b) => a.seq - b.seq)) {
      const held = this.core.logs.get(log);
      if (status === 'quarantined' || held === undefined) continue;
      run.attention.push({ stream: held.row.stream, log, seq, status, reason });
      const branches = status === 'fork' || status === 'malformed';
      if (!branches || !held.row.own || done.has(log)) continue;
      done.add(log);
      const left = await reissue(this.core, this.writer, held, seq, status === 'malformed' ? seq : undefined);
      run.attention.push(...left.map(({ stream, seq: at }) => ({ stream, log, seq: at, status: LEFT, reason: LEFT })));
      reissued = true;
    }
    for (const { stream, log, seq, reason } of rejected) {
      if (reason !== 'fork') run.attention.push({ stream, log, seq, status: 'refused', reason });
    }
    return reissued;
  }

  /** The streams that still differ and about which something new can be said. */
  private next(run: Run, page: Page, envelope: Envelope): Map<string, Vector | undefined> {
    const speak = new Map<string, Vector | undefined>();
    for (const [stream, { digest }] of Object.entries(envelope.streams)) {
      const mine = claimedDigest(this.core, stream, run.pending);
      if (mine === digest) continue;
      const said = `${mine} ${digest} ${page.spoken.has(stream)}`;
      if (run.said.get(stream) !== said || page.starved.has(stream)) speak.set(stream, run.theirs.get(stream));
      run.said.set(stream, said);
    }
    for (const stream of run.branches.streams()) speak.set(stream, run.theirs.get(stream));
    for (const stream of this.office.contacts.lost ?? []) {
      if (!run.offered.has(stream) || page.starved.has(stream)) speak.set(stream, {});
      run.offered.add(stream);
    }
    for (const [stream, theirs] of this.unsent()) {
      if (!page.spoken.has(stream) && !speak.has(stream)) speak.set(stream, theirs);
    }
    return speak;
  }

  private async finish(run: Run): Promise<void> {
    const lasting = this.office.contacts.attention.filter(({ status }) => status === 'malformed' || status === LEFT);
    const attention = distinct([...lasting, ...run.attention.filter(isOpen(this.core, run.theirs))]);
    const contacts = { ...this.office.contacts, attention, lastSync: new Date(this.core.now()).toISOString() };
    await takeIn(this.core, [], contacts);
    this.office.contacts = contacts;
    this.core.emit();
  }
}

function distinct(items: Attention[]): Attention[] {
  return [...new Map(items.map((item) => [`${item.log} ${item.seq} ${item.status} ${item.reason}`, item])).values()];
}

/** Lines that waited or were refused and were taken after all, later in the same exchange, are no concern. */
function isOpen(core: Core, theirs: Map<string, Vector>): (item: Attention) => boolean {
  return ({ stream, log, seq, status }) => {
    const held: Log | undefined = core.logs.get(log);
    if (held === undefined || (status !== 'waiting' && status !== 'refused')) return true;
    return (held.row.own ? held.row.acked : (theirs.get(stream)?.[log]?.[0] ?? 0)) < seq;
  };
}

