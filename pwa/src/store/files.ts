// Owns the book of this phone's files: which there are, which of them our entries name, which the office lacks still.
// The files themselves lie sealed in the database and are opened one at a time; keeping and sending: files-later.ts.
import type { Core } from './core';
import type { FileRow } from './database';
import type { Office } from './office';
import type { FilesStatus } from './types';

const NAMES_FILE = /"sha256"\s*:\s*"([A-Za-z0-9_-]{43})"/g;
const UNNAMED_MS = 7 * 86_400_000; // a picture that no entry names after a week was thought better of

/** The files that a private part, as text, names. */
export function namedIn(text: string): string[] {
  return [...text.matchAll(NAMES_FILE)].map(([, sha256]) => sha256 as string);
}

export class Files {
  private rows = new Map<string, FileRow>();
  private readonly named = new Set<string>();
  private readonly read = new Map<string, number>(); // log -> how many of its entries have been looked at

  constructor(
    private readonly core: Core,
    private readonly office: Office,
  ) {}

  /** Reads the book: before anything else, and after another tab changed it. */
  async load(): Promise<void> {
    const rows = await this.core.database.read(['filebook'], (tx) => tx.objectStore('filebook').getAll());
    this.rows = new Map(rows.map((row) => [row.sha256, row]));
  }

  get(sha256: string): FileRow | undefined {
    return this.rows.get(sha256);
  }

  /** What is on disk already. */
  take(row: FileRow): void {
    this.rows.set(row.sha256, row);
  }

  /** These went from disk with the parts that named them. */
  left(hashes: string[]): void {
    for (const sha256 of hashes) {
      this.rows.delete(sha256);
      this.named.delete(sha256);
    }
  }

  /** What the office lacks as far as we know, the oldest first. */
  waiting(): FileRow[] {
    if (this.rows.size === 0) return [];
    this.look();
    const { epoch } = this.office;
    return [...this.rows.values()]
      .filter(({ sha256, acked, refused }) => this.named.has(sha256) && refused === null && (acked === null || acked !== epoch))
      .sort((a, b) => a.keptAt - b.keptAt);
  }

  status(): FilesStatus {
    const waiting = this.waiting();
    const refused = [...this.rows.values()].flatMap(({ sha256, refused: code }) => (code === null ? [] : [{ sha256, code }]));
    return { waiting: waiting.length, bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0), unsent: waiting.map(({ sha256 }) => sha256), refused };
  }

  /** Notes what became of a file, on disk and then here. */
  async change(sha256: string, told: Partial<Pick<FileRow, 'acked' | 'refused'>>): Promise<void> {
    const changed = await this.core.database.change(['filebook'], async (tx) => {
      const row = await tx.objectStore('filebook').get(sha256);
      if (row === undefined) return undefined;
      const next = { ...row, ...told };
      await tx.objectStore('filebook').put(next);
      return next;
    });
    if (changed === undefined) this.rows.delete(sha256);
    else this.rows.set(sha256, changed);
  }

  /**
   * Lets go of what no entry names: pictures that were thought better of, and those whose entry was redacted. Only at the
   * start, and only when every line could be read: what names a file might be among the others.
   */
  async tidy(): Promise<void> {
    if (this.rows.size === 0 || this.core.damaged().length > 0) return;
    this.look();
    const before = this.core.now() - UNNAMED_MS;
    const idle = ({ sha256, acked, keptAt }: FileRow): boolean => !this.named.has(sha256) && (acked !== null || keptAt < before);
    const gone = [...this.rows.values()].filter(idle).map(({ sha256 }) => sha256);
    if (gone.length === 0) return;
    await this.core.database.change(['files', 'filebook'], async (tx) => {
      for (const sha256 of gone) {
        void tx.objectStore('files').delete(sha256);
        void tx.objectStore('filebook').delete(sha256);
      }
    });
    for (const sha256 of gone) this.rows.delete(sha256);
  }

  /** Reads on in our own logs. Files are named in private parts alone. */
  private look(): void {
    for (const { row, entries } of this.core.logs.all()) {
      if (!row.own) continue;
      for (const { columns } of entries.slice(this.read.get(row.log) ?? 0)) {
        for (const sha256 of namedIn(columns[4])) this.named.add(sha256);
      }
      this.read.set(row.log, entries.length);
    }
  }
}
