// Owns one exchange with the server, start to end: ask, check, store, acknowledge, ask again until nothing is missing. (PROTOCOL 5)
import { readBytes, write, type Envelope } from '../sync/bundle';
import { Malformed } from '../sync/canonical';
import type { Vector } from '../sync/vector';
import { acknowledge, changeEpoch, unspoken } from './acks';
import { Arrivals, type Pending } from './arrivals';
import { Branches } from './branches';
import type { Courier } from './carry';
import type { Core } from './core';
import { lasting } from './lasting';
import { claimedDigest, incompleteAfter, takeIn } from './intake';
import type { Locks } from './locks';
import { isUnverified } from './logs';
import type { Office } from './office';
import { Outgoing, type Page } from './outgoing';
import { report } from './report';
import { fail, ok, storageFailure } from './result';
import type { Signing } from './signing';
import type { Contacts } from './status';
import type { Attention, Exchanged, FilesStatus, Result } from './types';
import { unsent, waitsAfter } from './waits';
import { Gaps, Wants } from './wants';
import { postFor, type Fetch } from './wire';
import type { Writer } from './writer';

const MAX_ROUNDS = 500;
const MANY = 50; // lines: fewer are verified at once as quickly as they are taken on the server's word

/** What is done seldom, in a part of the app of its own; null while that cannot be fetched: it is done another time. */
const seldom = () => import('./seldom').catch(() => null);

/** What one exchange knows besides the copy itself. */
export interface Run {
  pending: Pending;
  theirs: Map<string, Vector>;
  /** What was last said about a stream; saying it twice leads nowhere. */
  said: Map<string, string>;
  /** What a restored server was offered whole in this exchange. */
  offered: Set<string>;
  branches: Branches;
  wants: Wants;
  /** What the office says this phone is no longer to hold. */
  withdrawn: Set<string>;
  attention: Attention[];
  sent: number;
  received: number;
}

/** Everything an exchange works on. */
export interface Around {
  core: Core;
  writer: Writer;
  fetch: Fetch;
  signing: Signing;
  office: Office;
  locks: Locks;
  files: () => FilesStatus;
  /** True while somebody works on a hearing in this tab. */
  busy: () => boolean;
}

type Answer = ReturnType<typeof readBytes>;

export class Exchange {
  private readonly outgoing: Outgoing;
  private readonly gaps = new Gaps();
  private verifying: Promise<boolean> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private readonly core: Core;
  private readonly office: Office;
  private carrier: Courier | null = null;

  constructor(private readonly around: Around) {
    const { core, signing, office } = around;
    this.core = core;
    this.office = office;
    this.outgoing = new Outgoing(core, signing, office);
  }

  /** Never throws. A cut exchange has kept every whole page; the next one goes on from there. */
  run(signal: AbortSignal): Promise<Result<Exchanged>> {
    return this.inTurn(() => this.exchanged(signal));
  }

  /** One after the other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => {});
    return turn;
  }

  private async exchanged(signal: AbortSignal): Promise<Result<Exchanged>> {
    if (this.core.keyring.membership === null) return fail('refused', 'not_enrolled');
    const { core } = this;
    const run: Run = {
      pending: new Map(), theirs: new Map(), said: new Map(), offered: new Set(), branches: new Branches(core, this.office),
      wants: new Wants(core, this.gaps), withdrawn: new Set(), attention: [], sent: 0, received: 0,
    };
    try {
      await this.adopt();
      if (core.damaged().length > 0) run.attention.push(...((await (await seldom())?.rescue(core, this.around.writer)) ?? []));
      let speak = this.first(run);
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const page = await this.outgoing.page(speak, run);
        const answer = await this.ask(page, signal);
        if (!answer.ok && answer.code === 'too_large' && this.outgoing.halve(page.entries.length + page.wanted.length)) continue;
        if (!answer.ok) return answer;
        const again = await this.receive(run, page, answer.value);
        speak = this.next(run, page, answer.value.envelope);
        if (speak.size === 0 && !again) break;
      }
      await this.finish(run, signal);
      void this.courier().then((courier) => courier?.keepKey());
      return ok({ sent: run.sent, received: run.received });
    } catch (error) {
      return error instanceof Malformed ? fail('network', error.code, error.detail) : storageFailure(error);
    } finally {
      await core.behind?.settled().catch(() => {}); // what could not be stored is asked for again
    }
  }

  /** Writes again what was never signed before its key was lost, once this phone has another. Raises what the database raises. */
  async adopt(): Promise<void> {
    const { core, writer, signing } = this.around;
    await signing.signHeads(); // tells which keys sign
    const lost = core.logs.all().some(({ row, key, entries }) => row.own && !core.keyring.signs(key) && (row.signature?.seq ?? 0) < entries.length);
    if (lost && !core.keyring.lost) await (await seldom())?.adopt(core, writer);
  }

  /** Verifies what was taken on the server's word, which may take a while. True when there was something. Never throws. */
  verify(): Promise<boolean> {
    const { core, office } = this.around;
    const work = async (): Promise<boolean> => {
      if (!core.logs.all().some(isUnverified)) return false;
      await (await seldom())?.verifyLines(core, office, (act) => this.inTurn(act));
      return !core.database.isShut;
    };
    this.verifying ??= work().catch(() => false).finally(() => (this.verifying = null));
    return this.verifying;
  }

  /** Files that people carry; null while that part of the app is not here and cannot be fetched. */
  async courier(): Promise<Courier | null> {
    const { core, signing, office, fetch } = this.around;
    const carry = await import('./carry').catch(() => null);
    return (this.carrier ??= carry && new carry.Courier(core, signing, office, fetch));
  }

  private first(run: Run): Map<string, Vector | undefined> {
    const streams = unsent(this.around).map(({ row }) => row.stream);
    return new Map([...streams, ...run.wants.streams(run.pending)].map((stream) => [stream, undefined]));
  }

  private async ask(page: Page, signal: AbortSignal): Promise<Result<Answer>> {
    const { core, fetch, files } = this.around;
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', ...core.keyring.authorization() };
    const envelope = { ...page.envelope, report: report(core, page.entries, files()) };
    const body = write(envelope, [...page.entries, ...page.wanted].map(({ line }) => line));
    const answer = await postFor(fetch, { path: '/sync', headers, body, signal }, (response) => response.arrayBuffer());
    return answer.ok ? ok(readBytes(new Uint8Array(answer.value))) : answer;
  }

  /** Takes in one answer. True when there is reason to ask again although no stream is left to speak of. */
  private async receive(run: Run, page: Page, { envelope, lines, bytes }: Answer): Promise<boolean> {
    const { core, office, writer } = this.around;
    const plain = run.pending.size === 0 && (office.epoch ?? envelope.epoch) === envelope.epoch;
    const pages = plain && lines.length >= MANY ? await import('./pages').catch(() => null) : null;
    const vouched = (await pages?.vouchedFor(core, { envelope, lines, bytes })) ?? null;
    if (vouched === null) await core.behind?.settled();
    await changeEpoch(core, office, envelope, page);
    const vectors = new Map(Object.entries(envelope.streams).flatMap(([name, { vector }]) => (vector ? [[name, vector]] : [])));
    for (const [stream, vector] of vectors) run.theirs.set(stream, vector);
    run.withdrawn = new Set(envelope.withdrawn);
    const serverKey = core.keyring.membership?.identity.serverKey ?? '';
    const signatures = Object.values(envelope.streams).flatMap(({ signatures: heads }) => heads ?? []);
    const { arrivals, fills, rejected } = vouched ?? (await new Arrivals(core.logs, serverKey).check(lines, signatures, run.pending));
    const { incomplete: before, lost: missing = [] } = office.contacts;
    const incomplete = this.stillIncomplete(page, envelope, incompleteAfter(core, before, vectors, arrivals));
    const lost = unspoken(envelope, missing);
    const contacts = { ...office.contacts, incomplete, lost };
    const news = lost.length < missing.length || incomplete.join() !== before.join();
    if (news || arrivals.length + fills.length > 0) await takeIn(core, arrivals, contacts, fills);
    office.contacts = contacts;
    run.received += arrivals.reduce((sum, { entries }) => sum + entries.length, 0);
    run.sent += page.entries.length;
    await acknowledge(core, page, envelope);
    run.wants.hear(envelope);
    office.contacts = { ...office.contacts, waits: waitsAfter(this.around, page, envelope) };
    const results = await run.branches.heard(page, envelope.results ?? []);
    run.branches.suspect(page, envelope, new Set([...arrivals, ...rejected].map(({ log }) => log)), run.pending);
    const strange = results.length + rejected.length > 0;
    const reissued = strange && (await (await seldom())?.heed(core, writer, run.attention, results, rejected)) === true;
    core.emit();
    return reissued || (envelope.more === true && lines.length > rejected.length);
  }

  /** A stream that the answer leaves out is the same on both sides. */
  private stillIncomplete(page: Page, envelope: Envelope, incomplete: string[]): string[] {
    return incomplete.filter((stream) => !page.vectors.has(stream) || Object.hasOwn(envelope.streams, stream));
  }

  /** The streams that still differ and about which something new can be said. */
  private next(run: Run, page: Page, envelope: Envelope): Map<string, Vector | undefined> {
    const speak = new Map<string, Vector | undefined>();
    const beside = this.core.logs.all().filter(({ row }) => row.beside !== undefined && run.withdrawn.has(row.stream));
    const waiting = new Set([...unsent(this.around), ...beside].map(({ row }) => row.stream));
    for (const [stream, { digest }] of Object.entries(envelope.streams)) {
      if (run.withdrawn.has(stream) && !waiting.has(stream)) continue;
      const mine = claimedDigest(this.core, stream, run.pending);
      if (mine === digest) continue;
      const said = `${mine} ${digest} ${page.spoken.has(stream)}`;
      if (run.said.get(stream) !== said || page.starved.has(stream)) speak.set(stream, run.theirs.get(stream));
      run.said.set(stream, said);
    }
    for (const stream of run.branches.streams()) speak.set(stream, run.theirs.get(stream));
    for (const stream of run.wants.streams(run.pending)) speak.set(stream, speak.get(stream) ?? run.theirs.get(stream));
    for (const stream of this.office.contacts.lost ?? []) {
      if (!run.offered.has(stream) || page.starved.has(stream)) speak.set(stream, {});
      run.offered.add(stream);
    }
    for (const stream of waiting) if (!page.spoken.has(stream) && !speak.has(stream)) speak.set(stream, undefined);
    return speak;
  }

  private async finish(run: Run, signal: AbortSignal): Promise<void> {
    const { core, office } = this.around;
    const shows = core.logs.all().some(({ row }) => row.branches?.some(({ told }) => told !== office.epoch));
    if (shows) await (await seldom())?.showBranches(this.around, run, this.outgoing, (page) => this.ask(page, signal));
    const attention = lasting(core, office.contacts, run.attention, run.theirs);
    const leaving = (office.contacts.leaving ?? []).filter(({ stream }) => run.withdrawn.has(stream));
    const contacts: Contacts = { ...office.contacts, attention, leaving, lastSync: new Date(core.now()).toISOString() };
    await takeIn(core, [], contacts);
    office.contacts = contacts;
    if (run.withdrawn.size > 0) await (await seldom())?.leave(this.around, [...run.withdrawn]);
    core.emit();
  }
}
