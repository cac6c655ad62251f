// Owns the shapes that screens and the store share. Screens know `Store` and nothing below it.
import type { Json } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import type { FieldState } from '../sync/fold';
import type { Rec } from '../sync/records';
import type { Vector } from '../sync/vector';
import type { Neighbours } from './neighbours';

export type { Entry, FieldState, Json, Rec, Vector };
export { field, inConflict, value } from '../sync/records';

/** Why something did not happen. One table in text/ turns `case` and `code` into words. */
export type Case = 'aborted' | 'network' | 'refused' | 'storage' | 'locked';
export type Failure = { ok: false; case: Case; code: string; detail?: string };
export type Result<T> = { ok: true; value: T } | Failure;

export interface Identity {
  installation: string;
  /** Pseudonymous account id; stands as `by` in every entry. */
  account: string;
  name: string;
  roles: string[];
  office: string;
  /** What this phone or desk browser is called. */
  label: string;
  /** Public key of the server, base64url of 65 bytes. */
  serverKey: string;
}

/** Candidates of each field at the moment its control was drawn (PROTOCOL 4, last paragraph). */
export type Shown = Record<string, string[]>;

/** One statement to record. `set` names only the fields a person changed; null clears a field. */
export interface Write {
  stream: string;
  kind: string;
  record: string;
  set: Record<string, Json>;
  shown?: Shown;
  /** Reason of a correction or settlement. It travels in the private part: reasons name people. */
  why?: string;
}

/** A picture as this phone keeps it. An entry refers to it by exactly this value (`photo.file`, `attendance.mark.file`). */
export type KeptFile = {
  /** Base64url of the 32 bytes, 43 letters. */
  sha256: string;
  type: 'image/jpeg' | 'image/png' | 'image/webp';
  bytes: number;
  width: number;
  height: number;
};

/** `photo`: JPEG, at most 2000 px; `drawing` (a signature, a thumbprint pad): PNG, at most 1000 px. */
export type FileUse = 'photo' | 'drawing';

export interface FilesStatus {
  /** Files that entries of this phone name and the office does not hold yet, and their size. */
  waiting: number;
  bytes: number;
  /** Which these are, by sha256. */
  unsent: string[];
  /** Files that the office will not take, with its code. They stay on this phone. */
  refused: { sha256: string; code: string }[];
}

/** How a picture is drawn anew: upright, within a longest side, without what the camera wrote beside it. */
export interface Picture {
  blob: Blob;
  width: number;
  height: number;
}
export type Redraw = (source: Blob, use: FileUse) => Promise<Picture>;

export interface Saved {
  /** What was written, in the order of the drafts; log openings are left out. */
  entries: Entry[];
  /** Resolves after the next paint: true when the rows were read back from the database. (False also stands in `attention`.) */
  confirmed: Promise<boolean>;
}

/**
 * A line that needs eyes. `status` is a status of PROTOCOL 5, or `unsaved`: a line that was missing when read back.
 */
export interface Attention {
  stream: string;
  log: string;
  seq: number;
  status: string;
  reason: string;
}

/** `none`: never in contact; `ok`: the last exchange went through; `off`: it did not, `syncing`: one is running. */
export type Contact = 'none' | 'ok' | 'syncing' | 'off';

export interface Status {
  /** Entries recorded on this phone, of these sent, of these still waiting: kept = sent + waiting. */
  kept: number;
  sent: number;
  waiting: number;
  attention: Attention[];
  /** ISO 8601 in UTC, when the last exchange went through. */
  lastSync: string | null;
  contact: Contact;
  /** Code of the last failure, while contact is `off`. */
  trouble: string | null;
  /** Streams whose copy is not whole yet: their conflicts are shown as "incomplete". */
  incomplete: string[];
  files: FilesStatus;
  /** The signing key of this phone is gone: it keeps everything, and must be enrolled anew before it can send. */
  keyLost: boolean;
  /** What the office withdrew and this phone still holds, because something of it is not done. */
  leaving: Leaving[];
  /** What the office withdrew and left this phone, until `seenLeft`. */
  left: Left[];
  /** True after a newer version of the app in another tab has closed this tab's database: ask for a reload. */
  closed: boolean;
}

/** A stream that this phone is no longer to hold; it goes when nothing of it is unsent or half-typed any more. */
export interface Leaving {
  stream: string;
  /** Milliseconds since 1970, when the office first said so. */
  since: number;
  /** Lines and files that the office does not hold yet. */
  unsent: number;
  /** A form of it is open or half-typed. */
  form: boolean;
}

/** A stream whose every trace left this phone. `number`: of the hearing, "" where it was none. */
export interface Left {
  stream: string;
  number: string;
  at: number;
}

export interface Author {
  account: string;
  /** "" while the office's stream has not told it. */
  name: string;
  installation: string;
  label: string;
  /** Written by the server: what a resident sent in, a verdict, a publication. */
  server: boolean;
  /** Written again in a new log after the phone lost its key; the time is that of the first writing. */
  again: boolean;
}

export interface Exchanged {
  /** Lines that went out and came in. */
  sent: number;
  received: number;
}

/** What is unsent as a file: sealed, so that whoever carries it cannot read it. */
export interface Bundle {
  name: string;
  text: string;
}

/** What became of the lines of a file. `held`: the office has them; `waiting`: lines before them are missing. */
export interface HandedOver {
  held: number;
  waiting: number;
  refused: number;
}

/** Files that people carry to where there is a network. */
export interface Couriers {
  /** Everything unsent as one file. It stays unsent until the office says that it has it. */
  share(): Promise<Result<Bundle>>;
  /** Brings a file to the office. The same file twice does no harm. */
  handOver(file: Blob): Promise<Result<HandedOver>>;
  /** Null while that part of the app is not here and cannot be fetched. */
  neighbours(): Promise<Neighbours | null>;
}

export interface Store {
  /** Null before enrolment. */
  readonly identity: Identity | null;
  /** With a code: a phone. With null: a desk browser, by its signed-in session. */
  enrol(code: string | null, label: string): Promise<Result<Identity>>;
  /** All drafts in one strict transaction; resolves when it is complete. Refuses nothing for its meaning. */
  write(...drafts: Write[]): Promise<Result<Saved>>;
  /** Records of one kind, in order of first writing. */
  list(stream: string, kind: string): Rec[];
  get(stream: string, kind: string, record: string): Rec | undefined;
  /** Names of the streams held whose name begins so, e.g. `meeting/`. */
  streams(prefix?: string): string[];
  /** History of one record, oldest first. */
  entries(stream: string, kind: string, record: string): Entry[];
  whoWrote(entry: Entry): Author;
  /** Who writes a log; null of one that is not here. */
  writerOf(log: string): Author | null;
  /** Reason of the verdict that set this entry aside, or null. */
  quarantined(entry: Entry): string | null;
  /** Grows with every change. */
  revision(): number;
  subscribe(listener: () => void): () => void;
  status(): Status;
  sync(): Promise<Result<Exchanged>>;
  /** Aborts an exchange under way; nothing is lost. */
  cancelSync(): void;
  /** Which hearing is on screen, null for none: nothing leaves the phone while somebody works on one. */
  looking(meeting: string | null): void;
  /** The person has read what left the phone. */
  seenLeft(): Promise<void>;
  shown(rec: Rec | undefined, fields: string[]): Shown;
  /** The 32 bytes, base64url, that attendance, vote and tally ids are keyed with; null until the meeting's key is here. */
  meetingKey(stream: string): string | null;
  /** Half-typed forms. They go through the same encryption as lines. */
  saveDraft(name: string, value: Json): Promise<Result<null>>;
  loadDraft(name: string): Promise<Json | undefined>;
  clearDraft(name: string): Promise<Result<null>>;
  /**
   * Draws a picture anew and keeps it sealed; resolves when it is on disk, and only then an entry may name it. It is sent
   * by itself once an entry of this phone names it and has been sent. `refused` with `not_picture` or `picture_too_large`:
   * choose another; `storage`: nothing was kept.
   */
  keepFile(source: Blob, use?: FileUse): Promise<Result<KeptFile>>;
  /** A picture by its hash: from this phone, else from the office. Null: not here, and not to be had now. */
  file(sha256: string): Promise<Blob | null>;
  /** `Authorization` header for calls to the server's API by this installation; {} before enrolment. */
  authorization(): Record<string, string>;
  /** Files that people carry; null while that part of the app is not here and cannot be fetched. */
  courier(): Promise<Couriers | null>;
  /** How far each log of a stream is held here; copies with equal vectors are equal. */
  vector(stream: string): Vector;
  close(): void;
}

/** Everything of the outside world, so that tests can put their own in. */
export interface StoreOptions {
  /** Name of the database. */
  name?: string;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now?: () => number;
  locks?: LockManager;
  /** Sync by itself: on open, visibility, network and a timer. */
  auto?: boolean;
  /** Draws pictures anew; by default on a canvas. */
  redraw?: Redraw;
  /** Runs a task after the next paint. */
  afterPaint?: (task: () => void) => void;
}
