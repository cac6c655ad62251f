// Owns the way from the store to what it does with files: that part of the app is fetched right after the first screen
// stands, and until it is here nothing is known of files.
import type { Around, FileActs } from './files-act';
import { fail } from './result';
import type { FilesStatus, FileUse, KeptFile, Result } from './types';

const NOTHING: FilesStatus = { waiting: 0, bytes: 0, unsent: [], refused: [] };

export class FileDoor {
  private acts: FileActs | null = null;
  private opening: Promise<FileActs | null> | null = null;

  constructor(private readonly around: Around) {}

  /** Null when that part is not here and cannot be fetched; asked again, it is tried again. */
  open(): Promise<FileActs | null> {
    this.opening ??= this.opened().catch(() => (this.opening = null));
    return this.opening;
  }

  status(): FilesStatus {
    return this.acts?.book.status() ?? NOTHING;
  }

  async keep(source: Blob, use: FileUse): Promise<Result<KeptFile>> {
    return (await this.open())?.keep(source, use) ?? fail('network', 'unreachable');
  }

  async show(sha256: string): Promise<Blob | null> {
    return (await this.open())?.show(sha256) ?? null;
  }

  async follow(wentThrough: boolean): Promise<void> {
    (await this.open())?.follow(wentThrough);
  }

  /** Another tab changed the book. */
  async reload(): Promise<void> {
    await this.acts?.book.load();
  }

  stop(): void {
    this.opening ??= Promise.resolve(null);
    void this.opening.then((acts) => acts?.stop());
  }

  private async opened(): Promise<FileActs> {
    const { FileActs: Acts } = await import('./files-act');
    const acts = new Acts(this.around);
    await acts.book.load();
    void acts.book.tidy().catch(() => {});
    this.acts = acts;
    this.around.core.emit();
    return acts;
  }
}
