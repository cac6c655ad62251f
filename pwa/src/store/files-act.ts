// Owns what the store does with files: keep one, show one, send those that wait. The work itself lies in a part of the app
// that is fetched when it is first needed.
import type { Core } from './core';
import { Files } from './files';
import type { Uploads } from './files-upload';
import type { Locks } from './locks';
import type { Office } from './office';
import type { Settled } from './options';
import { fail } from './result';
import type { Tabs } from './tabs';
import type { FileUse, KeptFile, Result } from './types';

const LOCK = 'files';

const worker = () => import('./files-later').catch(() => null);

export interface Around {
  core: Core;
  office: Office;
  locks: Locks;
  tabs: Tabs;
  options: Pick<Settled, 'fetch' | 'redraw'>;
  /** Resolves when no exchange is under way. */
  quiet: () => Promise<void>;
}

export class FileActs {
  private uploads: Uploads | null = null;
  private running: Promise<void> | null = null;
  private cutOff = false;
  private readonly ended = new AbortController();

  readonly book: Files;

  constructor(private readonly around: Around) {
    this.book = new Files(around.core, around.office);
    around.core.filesLeft = (hashes) => {
      this.book.left(hashes);
      around.tabs.tell({ about: 'files' });
    };
  }

  async keep(source: Blob, use: FileUse): Promise<Result<KeptFile>> {
    const work = await worker();
    if (work === null) return fail('network', 'unreachable');
    const { core, options, tabs } = this.around;
    const kept = await work.keep(core, this.book, options.redraw ?? work.redraw, source, use);
    if (kept.ok) tabs.tell({ about: 'files' });
    return kept;
  }

  async show(sha256: string): Promise<Blob | null> {
    const work = await worker();
    const { core, options } = this.around;
    const bytes = await work?.bytesOf(core, sha256);
    if (bytes) return new Blob([bytes], { type: this.book.get(sha256)?.type ?? '' });
    return (await work?.fetched(core, options.fetch, sha256)) ?? null;
  }

  /** After an exchange. Files follow the entries that name them and never hold one up: nobody waits for this. */
  follow(wentThrough: boolean): void {
    if (wentThrough && this.cutOff) this.uploads?.eager();
    this.cutOff = !wentThrough;
    if (this.cutOff || this.running !== null || this.ended.signal.aborted || this.book.waiting().length === 0) return;
    this.running = this.sent().catch(() => {}).finally(() => {
      this.running = null;
    });
  }

  stop(): void {
    this.ended.abort();
  }

  private async sent(): Promise<void> {
    const work = await worker();
    const { core, office, options, quiet, locks, tabs } = this.around;
    if (work === null || !(await locks.take(LOCK))) return;
    this.uploads ??= new work.Uploads(core, this.book, office, options.fetch, quiet);
    await this.uploads.run(this.ended.signal).finally(() => locks.release(LOCK));
    core.emit(); // what waited waits no more
    tabs.tell({ about: 'files' });
  }
}
