// Owns the one write path of the phone: drafts become lines, on disk in one strict transaction, then in memory.
import { compareBytes, Malformed, own, put } from '../sync/canonical';
import { compose, genesisDraft, type Adopts, type Draft, type Entry, type Sets, WHY } from '../sync/entry';
import { logId, randomSalt } from '../sync/ids';
import { rulesOf, splitParts } from '../sync/rules';
import type { Core } from './core';
import type { LineRow, LogRow } from './database';
import type { Membership } from './keyring';
import type { Locks } from './locks';
import { fail, isConstraint, ok, storageFailure } from './result';
import { addRow, addRows, sealRows } from './rows';
import type { Result, Saved, Write } from './types';

/** The lines of one log within one save. */
interface Run {
  row: LogRow;
  fresh: boolean;
  entries: Entry[];
  seq: number;
  prev: string;
}

export class Writer {
  private tail: Promise<unknown> = Promise.resolve();
  /** What this tab wrote: the person has seen it, whichever log it stands in. */
  private readonly mine = new Set<string>();

  constructor(
    private readonly core: Core,
    private readonly locks: Locks,
    private readonly afterPaint: (task: () => void) => void,
    private readonly onSaved: (logs: string[]) => void,
  ) {}

  /** Saves one after the other, each whole or not at all. */
  write(drafts: Write[]): Promise<Result<Saved>> {
    return this.queued(() => this.attempt(drafts, true));
  }

  /** Runs a task when no save is under way, and lets none start meanwhile. */
  queued<T>(task: () => Promise<T>): Promise<T> {
    const run = this.tail.then(task);
    this.tail = run.catch(() => null);
    return run;
  }

  private async attempt(drafts: Write[], again: boolean): Promise<Result<Saved>> {
    const membership = this.core.keyring.membership;
    if (membership === null) return fail('refused', 'not_enrolled');
    let runs: Run[] = [];
    try {
      const composed = await this.compose(drafts, membership);
      runs = composed.runs;
      const rows = await this.save(runs);
      for (const { hash } of composed.entries) this.mine.add(hash);
      return ok({ entries: composed.entries, confirmed: this.confirm(rows) });
    } catch (error) {
      if (again && isConstraint(error)) {
        await this.retire(runs);
        return this.attempt(drafts, false);
      }
      return error instanceof Malformed ? fail('refused', error.code, error.detail) : storageFailure(error);
    }
  }

  /** Seals before the transaction: WebCrypto awaited inside one would end it. */
  async save(runs: Run[]): Promise<LineRow[]> {
    const rows = (await Promise.all(runs.map(({ entries }) => sealRows(this.core.seam, entries, false)))).flat();
    const fresh = runs.filter((run) => run.fresh);
    await this.core.database.change(fresh.length > 0 ? ['lines', 'logs'] : ['lines'], async (tx, again) => {
      await addRows(tx, rows, again);
      await Promise.all(fresh.map(({ row }) => tx.objectStore('logs').put(row)));
    });
    for (const { row, entries } of runs) this.core.take(this.core.logs.get(row.log)?.row ?? row, entries);
    this.core.emit();
    this.onSaved(runs.map(({ row }) => row.log));
    return rows;
  }

  private async compose(drafts: Write[], membership: Membership): Promise<{ runs: Run[]; entries: Entry[] }> {
    const runs = new Map<string, Run>();
    const entries: Entry[] = [];
    for (const draft of drafts) {
      let run = runs.get(draft.stream);
      if (run === undefined) runs.set(draft.stream, (run = await this.open(draft.stream, membership)));
      entries.push(this.extend(run, this.draftOf(draft, run.row.log, entries), membership));
    }
    return { runs: [...runs.values()], entries };
  }

  /** Puts the next entry onto a run; `at` is given only when an entry is written again. */
  extend(run: Run, draft: Draft, membership: Membership, at = this.core.clock.tick(this.core.now())): Entry {
    const { stream, log } = run.row;
    const by = membership.identity.account;
    const entry = compose(draft, { stream, log, seq: run.seq + 1, prev: run.prev, at, by });
    run.entries.push(entry);
    run.seq = entry.seq;
    run.prev = entry.hash;
    return entry;
  }

  /** Our log of the stream that this tab can lock, or else a new one, which begins with its genesis. */
  async open(stream: string, membership: Membership, renew = false, adopts?: Adopts): Promise<Run> {
    const { logs } = this.core;
    for (const { row } of renew ? [] : logs.writable(stream, membership.key)) {
      const held = this.locks.has(row.log);
      if (!(await this.locks.take(row.log))) continue;
      if (!held) await this.core.catchUp([row.log]); // another tab may have written while we did not hold it
      const [seq, prev] = logs.head(row.log) ?? [0, ''];
      if (seq > 0 && logs.get(row.log)?.row.retired === false) return { row, fresh: false, entries: [], seq, prev };
    }
    const nonce = randomSalt();
    const log = logId(membership.key, stream, nonce);
    await this.locks.take(log);
    const row = { log, stream, key: membership.key, own: true, acked: 0, signature: null, retired: false };
    const run: Run = { row, fresh: true, entries: [], seq: 0, prev: '' };
    this.extend(run, genesisDraft({ stream, key: membership.key, nonce, ...membership.enrolment, ...(adopts && { adopts }) }), membership);
    return run;
  }

  private draftOf(write: Write, log: string, earlier: Entry[]): Draft {
    // An unknown field of a known kind would travel in the public part: a slip must not publish what it names.
    const rules = rulesOf(write.kind);
    const unknown = Object.keys(write.set).find((field) => rules !== null && own({ ...rules }, field) === undefined);
    if (unknown !== undefined) throw new Malformed('unknown_field', unknown);
    const parts = splitParts(write.kind, write.set);
    if (write.why !== undefined && write.why !== '') parts.private[WHY] = write.why;
    const sets: Sets = {};
    for (const field of Object.keys(write.set)) put(sets, field, this.covers(write, field, log, earlier));
    return { kind: write.kind, record: write.record, ...parts, sets };
  }

  /** The candidates as shown when the control was drawn, and what this tab wrote into the field since. */
  private covers(write: Write, field: string, log: string, earlier: Entry[]): string[] {
    const shown = own(write.shown ?? {}, field) ?? [];
    const { stream, kind, record } = write;
    if (own({ ...rulesOf(kind) }, field)?.merge === 'union') {
      const value = own(write.set, field);
      return Array.isArray(value) && value.length > 0 ? [] : [...shown];
    }
    const candidates = own(this.core.records.get(stream, kind, record)?.fields ?? {}, field)?.candidates ?? [];
    const since = candidates.filter((hash) => this.mine.has(hash) || this.core.records.entry(hash)?.log === log);
    const batch = earlier.filter(
      (entry) => entry.stream === stream && entry.kind === kind && entry.record === record && own(entry.sets, field),
    );
    return [...new Set([...shown, ...since, ...batch.map(({ hash }) => hash)])].sort(compareBytes);
  }

  /** Somebody else wrote into our log (a browser without locks, a restored profile): we go on in a new one. */
  private async retire(runs: Run[]): Promise<void> {
    for (const { row, fresh } of runs) {
      if (fresh) continue;
      this.locks.release(row.log);
      await this.core.changeRow(row.log, (held) => ({ ...held, retired: true }));
    }
    await this.core.catchUp(runs.map(({ row }) => row.log));
  }

  /** Reads back after the paint what was said to be saved; a missing row is added again, once. */
  private confirm(rows: LineRow[]): Promise<boolean> {
    return new Promise((resolve) => this.afterPaint(() => void this.readBack(rows).then(resolve)));
  }

  private async readBack(rows: LineRow[]): Promise<boolean> {
    try {
      const missing = await this.core.database.read(['lines'], async (tx) => {
        const held = await Promise.all(rows.map(({ log, seq }) => tx.objectStore('lines').get([log, seq])));
        return rows.filter((row, index) => held[index]?.hash !== row.hash);
      });
      if (missing.length === 0) return true;
      await this.core.database.change(['lines'], async (tx) => {
        await Promise.all(missing.map((row) => addRow(tx, row)));
      });
      return true;
    } catch {
      for (const row of rows) this.core.damage(row, 'read_back');
      this.core.emit();
      return false;
    }
  }
}
