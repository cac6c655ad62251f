// Owns the phone's IndexedDB: its schema, its upgrades, strict durability, and the cure of a dropped connection.
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { isConnectionLoss } from './result';

/** A text that went through the seam. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/**
 * One line, or some that follow each other: `seq` is of the first, `hash` of the last. What a person recorded is in `data`
 * only; the address and the hash must be readable to sync.
 */
export interface LineRow extends Sealed {
  log: string;
  seq: number;
  stream: string;
  hash: string;
}

export interface Signature {
  seq: number;
  hash: string;
  signature: string;
}

/** Lines from `from` on that made way for others, up to each of these signed heads; `told`: the epoch that was shown them. */
export interface Branch {
  from: number;
  heads: Signature[];
  told: string | null;
}

/** A log as far as this phone knows it. Nothing personal: readable without the device key, so that counts always are. */
export interface LogRow {
  log: string;
  stream: string;
  /** Public key of the genesis. */
  key: string;
  /** Written by this installation (or an earlier enrolment of this browser). */
  own: boolean;
  /** Last seq the server has acknowledged. */
  acked: number;
  /** The newest signature of a head. */
  signature: Signature | null;
  /** Of logs of others: signatures of earlier heads, so that a restored server can be given the log in pages. */
  heads?: Signature[];
  /** Of logs of others: branches that were put aside, so that another restored server can be shown them. */
  branches?: Branch[];
  /** Of logs of others: until here every line was verified; the server vouches for those after it. Not there: all were. */
  checked?: number;
  /** Of logs of others: lines after this one were taken beside another phone or in another epoch, and the office has not said since that it holds them. */
  beside?: number;
  /** How often lines after the signature were taken out again, so that other tabs notice. */
  cuts?: number;
  /** No longer written to: it forked, or somebody else wrote into it. */
  retired: boolean;
}

/** What is known of a file without opening it. Nothing personal: readable without the device key, so that counts always are. */
export interface FileRow {
  sha256: string;
  type: 'image/jpeg' | 'image/png' | 'image/webp';
  bytes: number;
  width: number;
  height: number;
  /** Milliseconds since 1970. */
  keptAt: number;
  /** Epoch of the server that said it holds the file; null: none has. */
  acked: string | null;
  /** Code with which the office refused it for good. */
  refused: string | null;
}

interface Schema extends DBSchema {
  lines: { key: [string, number]; value: LineRow };
  /** Lines that had to make way for another branch of their log. Kept, never folded. */
  aside: { key: [string, number, string]; value: LineRow };
  logs: { key: string; value: LogRow };
  meta: { key: string; value: unknown };
  drafts: { key: string; value: Sealed };
  files: { key: string; value: Sealed };
  filebook: { key: string; value: FileRow };
}

export type StoreName = StoreNames<Schema>;
export type Tx<M extends 'readonly' | 'readwrite'> = IDBPTransaction<Schema, StoreName[], M>;

/** Each step upgrades by one version. Published steps never change. */
const STEPS: ((db: IDBPDatabase<Schema>) => void)[] = [
  (db) => {
    db.createObjectStore('lines', { keyPath: ['log', 'seq'] });
    db.createObjectStore('aside', { keyPath: ['log', 'seq', 'hash'] });
    db.createObjectStore('logs', { keyPath: 'log' });
    db.createObjectStore('meta');
    db.createObjectStore('drafts');
  },
  (db) => {
    db.createObjectStore('files');
    db.createObjectStore('filebook', { keyPath: 'sha256' });
  },
];

class DatabaseClosed extends Error {
  override name = 'DatabaseClosed';
}

type Mode = 'readonly' | 'readwrite';
type Work<T> = (tx: Tx<Mode>, again: boolean) => Promise<T>;
/** `relaxed` only for what can be asked for again: a power cut may take it, and then takes what came after it, too. */
type Durability = 'strict' | 'relaxed';

/** Nothing more comes: without this the browser waits whether something does. */
function finish(tx: Tx<Mode>): void {
  try {
    tx.commit();
  } catch {
    // It had ended already.
  }
}

export class Database {
  private connection: Promise<IDBPDatabase<Schema>> | null = null;
  private shut = false;

  get isShut(): boolean {
    return this.shut;
  }

  /** `onClosed` is told once when another tab needs a newer schema: this tab must reload. */
  constructor(
    private readonly name: string,
    private readonly onClosed: () => void = () => {},
  ) {}

  /** Reads in one transaction. `work` awaits nothing but requests of the transaction. */
  read<T>(stores: StoreName[], work: (tx: Tx<'readonly'>) => Promise<T>): Promise<T> {
    return this.attempt(stores, 'readonly', work as Work<T>);
  }

  /**
   * Writes in one strict transaction and resolves when it is complete on disk. What `work` asked for and did not wait for is
   * part of it. After a dropped connection `work` runs a second time (`again`), so it must bear to find its own rows there.
   */
  change<T>(stores: StoreName[], work: (tx: Tx<'readwrite'>, again: boolean) => Promise<T>, durability: Durability = 'strict'): Promise<T> {
    return this.attempt(stores, 'readwrite', work as Work<T>, durability);
  }

  close(): void {
    this.shut = true;
    void this.drop();
  }

  private async attempt<T>(stores: StoreName[], mode: Mode, work: Work<T>, durability: Durability = 'strict'): Promise<T> {
    try {
      return await this.once(stores, mode, (tx) => work(tx, false), durability);
    } catch (error) {
      if (this.shut || !isConnectionLoss(error)) throw error;
      await this.drop();
      return this.once(stores, mode, (tx) => work(tx, true), durability);
    }
  }

  private async once<T>(
    stores: StoreName[],
    mode: Mode,
    work: (tx: Tx<Mode>) => Promise<T>,
    durability: Durability,
  ): Promise<T> {
    const db = await this.open();
    const tx = db.transaction(stores, mode, { durability });
    const done = tx.done.then(
      () => null,
      (error: unknown) => error ?? tx.error ?? new DOMException('transaction aborted', 'AbortError'),
    );
    try {
      const value = await work(tx);
      if (mode === 'readwrite') finish(tx);
      const failure = await done;
      if (failure !== null) throw failure;
      return value;
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // It had ended already.
      }
      await done;
      throw tx.error ?? error; // the transaction knows the cause (quota), a request only knows "aborted"
    }
  }

  private open(): Promise<IDBPDatabase<Schema>> {
    if (this.shut) return Promise.reject(new DatabaseClosed('a newer version of the app is open'));
    this.connection ??= openDB<Schema>(this.name, STEPS.length, {
      upgrade: (db, from) => STEPS.slice(from).forEach((step) => step(db)),
      blocking: () => {
        this.close();
        this.onClosed();
      },
      terminated: () => {
        this.connection = null;
      },
    }).catch((error: unknown) => {
      this.connection = null;
      throw error;
    });
    return this.connection;
  }

  private async drop(): Promise<void> {
    const connection = this.connection;
    this.connection = null;
    (await connection?.catch(() => null))?.close();
  }
}
