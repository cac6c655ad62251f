// Owns the assembly: one store a tab, opened once, which is all that screens see of this folder.
import { authorOf } from './author';
import { Core } from './core';
import { Database } from './database';
import { Drafts } from './drafts';
import { FileDoor } from './files-door';
import { Keyring } from './keyring';
import { Line, UNREACHED } from './line';
import { Locks } from './locks';
import { Office } from './office';
import { settledOptions, type Settled } from './options';
import { isHidden, onLook } from './page';
import { shownIn } from './records';
import { Schedule } from './schedule';
import { openSeam } from './seam';
import { Signing } from './signing';
import { hasUnsent, statusOf } from './status';
import { Tabs, type News } from './tabs';
import type { Author, Couriers, Entry, Exchanged, FileUse, Identity, Json, KeptFile, Rec, Result, Saved, Shown, Status, Store, StoreOptions, Vector, Write } from './types';
import { Writer } from './writer';

const joining = () => import('./enrol').catch(() => null);

class OpenStore implements Store {
  private readonly tabs: Tabs;
  private readonly writer: Writer;
  private readonly office: Office;
  private readonly line: Line;
  private readonly signing: Signing;
  private readonly schedule: Schedule;
  private readonly drafts: Drafts;
  private readonly files: FileDoor;
  private closed = false;
  private stopLooking: () => void = () => {};

  constructor(private readonly core: Core, private readonly locks: Locks, private readonly options: Settled) {
    this.tabs = new Tabs(options.name, (news) => void this.hear(news));
    this.signing = new Signing(core);
    this.writer = new Writer(core, locks, options.afterPaint, (logs) => this.saved(logs));
    this.office = new Office(core.database);
    this.files = new FileDoor({ core, office: this.office, locks, tabs: this.tabs, options, quiet: () => this.line.quiet() });
    this.line = new Line({ core, writer: this.writer, fetch: options.fetch, signing: this.signing, office: this.office, locks, tabs: this.tabs, files: this.files });
    this.schedule = new Schedule(() => this.sync(), () => hasUnsent(core) || this.files.status().waiting > 0);
    this.drafts = new Drafts(core.database, core.seam);
  }

  /** Reads everything, heals what a crash left (an unsigned head), and starts to sync. */
  async start(): Promise<void> {
    await Promise.all([this.core.catchUp(), this.office.load()]);
    if (this.office.contacts.lastSync !== null) this.line.contact = 'ok';
    void this.heal().catch(() => {});
    void this.line.verify();
    void this.files.open();
    this.stopLooking = onLook(() => this.looked());
    if (this.options.auto && this.identity !== null) this.schedule.start();
  }

  get identity(): Identity | null {
    return this.core.keyring.membership?.identity ?? null;
  }

  async enrol(code: string | null, label: string): Promise<Result<Identity>> {
    const joined = (await (await joining())?.enrol(this.core.keyring, this.options.fetch, code, label)) ?? UNREACHED;
    if (!joined.ok) return joined;
    await (await this.line.speaking())?.adopt().catch(() => {}); // else at the next exchange
    this.tabs.tell({ about: 'identity' });
    this.core.emit();
    if (this.options.auto) this.schedule.start();
    return joined;
  }

  write(...drafts: Write[]): Promise<Result<Saved>> {
    return this.writer.write(drafts);
  }

  list(stream: string, kind: string): Rec[] {
    return this.core.records.list(stream, kind);
  }

  get(stream: string, kind: string, record: string): Rec | undefined {
    return this.core.records.get(stream, kind, record);
  }

  streams(prefix = ''): string[] {
    return this.core.logs.streams().filter((stream) => stream.startsWith(prefix));
  }

  entries(stream: string, kind: string, record: string): Entry[] {
    return this.core.records.history(stream, kind, record);
  }

  whoWrote(entry: Entry): Author {
    return authorOf(this.core, entry);
  }

  writerOf(log: string): Author | null {
    const genesis = this.core.logs.get(log)?.entries[0];
    return genesis ? authorOf(this.core, genesis) : null;
  }

  quarantined(entry: Entry): string | null {
    return this.core.records.quarantined(entry.hash);
  }

  revision(): number {
    return this.core.revision;
  }

  subscribe(listener: () => void): () => void {
    return this.core.subscribe(listener);
  }

  status(): Status {
    return statusOf(this.core, this.office.contacts, { contact: this.line.contact, trouble: this.line.trouble, closed: this.closed, files: this.files.status() });
  }

  sync(): Promise<Result<Exchanged>> {
    return this.line.sync();
  }

  cancelSync(): void {
    this.line.cancel();
  }

  looking(meeting: string | null): void {
    this.line.busy = meeting !== null;
  }

  seenLeft(): Promise<void> {
    return this.office.keep({ ...this.office.contacts, left: [] }).then(() => this.core.emit());
  }

  shown(rec: Rec | undefined, fields: string[]): Shown {
    return shownIn(rec, fields);
  }

  meetingKey(stream: string): string | null {
    return this.core.records.meetingKey(stream);
  }

  saveDraft(name: string, draft: Json): Promise<Result<null>> {
    return this.drafts.save(name, draft);
  }

  loadDraft(name: string): Promise<Json | undefined> {
    return this.drafts.load(name);
  }

  clearDraft(name: string): Promise<Result<null>> {
    return this.drafts.clear(name);
  }

  keepFile(source: Blob, use: FileUse = 'photo'): Promise<Result<KeptFile>> {
    return this.files.keep(source, use);
  }

  file(sha256: string): Promise<Blob | null> {
    return this.files.show(sha256);
  }

  vector(stream: string): Vector {
    return this.core.logs.vector(stream);
  }

  async courier(): Promise<Couriers | null> {
    return (await (await this.line.speaking())?.courier()) ?? null;
  }

  authorization(): Record<string, string> {
    return this.core.keyring.authorization();
  }

  close(): void {
    this.cancelSync();
    this.rest();
    this.tabs.close();
    this.stopLooking();
    this.core.database.close();
  }

  /** A newer version of the app needs the database: this tab has let go of it and asks for a reload. */
  shut(): void {
    this.closed = true;
    this.rest();
    this.core.emit();
  }

  private rest(): void {
    this.files.stop();
    this.schedule.stop();
    this.locks.releaseAll();
  }

  /** Signs what a crash left unsigned, and finds out whether the key still does it. */
  private async heal(): Promise<void> {
    await this.core.keyring.probe();
    if (this.core.keyring.lost) this.core.emit();
    await this.signing.signHeads();
  }

  private saved(logs: string[]): void {
    this.tabs.tell({ about: 'lines', logs });
    void this.signing.signHeads().catch(() => {}); // signed again before the next exchange
    this.schedule.soon();
    if (isHidden()) this.locks.releaseAll();
  }

  private async hear(news: News): Promise<void> {
    try {
      if (news.about === 'identity') await this.core.keyring.load();
      if (news.about === 'logs') await this.office.load();
      if (news.about === 'files') await this.files.reload();
      if (news.about !== 'files') await this.core.catchUp(news.about === 'lines' ? news.logs : undefined);
      this.core.emit();
    } catch {
      // The next look at the page reads it again.
    }
  }

  private looked(): void {
    if (isHidden()) return this.locks.releaseAll();
    void this.core.catchUp().catch(() => {});
    if (this.options.auto) this.schedule.now();
  }
}

/** Opens the phone's database, reads and heals it. Rejects only when this browser gives no storage at all: no store, no app. */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const settled = settledOptions(options);
  let store: OpenStore | null = null;
  const database = new Database(settled.name, () => store?.shut());
  const seam = await openSeam(database);
  const keyring = new Keyring(database, seam);
  await keyring.load();
  store = new OpenStore(new Core(database, seam, keyring, settled.now), new Locks(options.locks ?? globalThis.navigator?.locks, settled.name), settled);
  await store.start();
  return store;
}
