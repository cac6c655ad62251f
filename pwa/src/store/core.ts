// Owns what the parts of the store share: the database, and its image in memory. Disk first, memory after, always.
import { Clock } from '../sync/clock';
import type { Entry, Redacts } from '../sync/entry';
import type { Database, LineRow, LogRow } from './database';
import type { Behind } from './behind';
import type { Keyring } from './keyring';
import { Logs } from './logs';
import type { Coming } from './pages';
import { Records } from './records';
import { openRow } from './rows';
import type { Seam } from './seam';
import type { Attention } from './types';

export class Core {
  readonly logs = new Logs();
  readonly records = new Records(this.logs.isServer);
  readonly clock = new Clock();
  /** Lines that this phone should hold and cannot read. */
  private readonly unread = new Map<string, Attention>();
  /** Where logs will end once what is being stored is stored. */
  readonly coming = new Map<string, Coming>();
  /** What is being stored while the exchange goes on. */
  behind: Behind | null = null;
  /** The server vouched for a page that did not verify: from now on every line is verified first. */
  wary = false;
  revision = 0;
  /** Hears which files went from disk with the parts that named them. */
  filesLeft: (hashes: string[]) => void = () => {};
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly database: Database,
    readonly seam: Seam,
    readonly keyring: Keyring,
    readonly now: () => number,
  ) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(): void {
    this.revision += 1;
    for (const listener of [...this.listeners]) listener();
  }

  /** Reads from disk what memory lacks, of all logs or of these: at start, after another tab wrote, on return to the page. */
  async catchUp(only?: string[]): Promise<void> {
    const before = only ?? this.logs.all().map(({ row }) => row.log);
    const { logRows, lineRows } = await this.database.read(['logs', 'lines'], async (tx) => {
      const all = await tx.objectStore('logs').getAll();
      const wanted = only === undefined ? all : all.filter(({ log }) => only.includes(log));
      if (only === undefined && this.logs.all().length === 0) {
        return { logRows: all, lineRows: await tx.objectStore('lines').getAll() };
      }
      const parts = wanted.map(({ log }) => tx.objectStore('lines').getAll(this.missing(log)));
      return { logRows: wanted, lineRows: (await Promise.all(parts)).flat() };
    });
    const groups = new Map<string, LineRow[]>();
    for (const row of lineRows) {
      const group = groups.get(row.log);
      if (group === undefined) groups.set(row.log, [row]);
      else group.push(row);
    }
    const read = new Map(await Promise.all([...groups].map(async ([log, rows]) => [log, await this.read(rows)] as const)));
    for (const row of logRows) this.take(row, read.get(row.log) ?? []);
    const there = new Set(logRows.map(({ log }) => log));
    this.forget(before.filter((log) => !there.has(log))); // what was on disk before and is not: another tab let go of it
    this.emit();
  }

  /** Brings stored entries into memory: the caller has them on disk already. */
  take(row: LogRow, entries: Entry[]): void {
    const cuts = this.logs.get(row.log)?.row.cuts ?? 0;
    if ((row.cuts ?? 0) > cuts) this.records.remove(this.logs.cut(row.log, (row.signature?.seq ?? 0) + 1));
    const added = this.logs.append(row, entries);
    const now = this.now();
    for (let last = added.length - 1; last >= 0; last -= 1) this.clock.observe((added[last] as Entry).at, now); // the latest first
    this.records.add(added);
    for (const { redacts } of added) if (redacts !== null && this.logs.isServer(row.log)) this.strip(redacts);
  }

  /** These logs left the disk: so they leave memory. */
  forget(logs: string[]): void {
    for (const log of logs) {
      this.records.remove(this.logs.drop(log));
      this.mended(log);
    }
  }

  /** The lines of a log that could not be read are no longer missed. */
  mended(log: string): void {
    for (const [key, one] of this.unread) if (one.log === log) this.unread.delete(key);
  }

  /** Lines that this phone should hold and cannot read. */
  damaged(): Attention[] {
    return [...this.unread.values()];
  }

  damage(line: { stream: string; log: string; seq: number }, reason: string): void {
    const { stream, log, seq } = line;
    this.unread.set(`${log} ${seq}`, { stream, log, seq, status: 'unsaved', reason });
  }

  /** What the server redacted leaves memory at once, in every tab; from disk it went with the redaction. */
  private strip({ hash, part }: Redacts): void {
    const target = this.records.entry(hash);
    if (target === undefined || target[part] === null) return;
    const bare = target.without(part);
    this.logs.replace(bare);
    this.records.add([bare]);
  }

  /** Changes a row of `logs` in a transaction of its own and in memory. */
  async changeRow(log: string, change: (row: LogRow) => LogRow): Promise<void> {
    const changed = await this.database.change(['logs'], async (tx) => {
      const store = tx.objectStore('logs');
      const row = await store.get(log);
      if (row === undefined) return undefined;
      const next = change(row);
      await store.put(next);
      return next;
    });
    if (changed !== undefined) this.logs.setRow(changed);
  }

  private missing(log: string): IDBKeyRange {
    return IDBKeyRange.bound([log, (this.logs.head(log)?.[0] ?? 0) + 1], [log, Number.MAX_SAFE_INTEGER]);
  }

  /** Opens the rows of one log, in order; stops at the first that cannot be read, because the chain ends there. */
  private async read(rows: LineRow[]): Promise<Entry[]> {
    const opened = await Promise.all(rows.map((row) => openRow(this.seam, row)));
    const entries: Entry[] = [];
    for (const [index, row] of rows.entries()) {
      const found = opened[index] ?? null;
      if (found === null) {
        this.damage(row, 'unreadable');
        break;
      }
      entries.push(...found);
    }
    return entries;
  }
}
