// Owns the text of an exchange and of a bundle: an envelope, then lines (PROTOCOL.md 5 and 6).
import { canonical, isObject, Malformed, parse, type Json, type JsonObject } from './canonical';
import { HASH, matches, NAME, STREAM } from './names';
import type { Vector } from './vector';

export type Signature = { log: string; seq: number; hash: string; signature: string };
/** `want`: lines of the stream of which the speaker lacks a part that no redaction it knows of names. */
export type StreamState = { digest: string; vector?: Vector; signatures?: Signature[]; want?: string[] };
export type Status = 'malformed' | 'refused' | 'waiting' | 'fork' | 'quarantined';
export type Result = { log: string; seq: number; hash: string; status: Status; reason: string };
/** How a client fares: its clock (ms since 1970), what it runs, and how many lines and files have not gone out. */
export type Report = { now: number; app: string; schema: string; unsent: number; unsigned: number; files: number };
export type Envelope = {
  v: 1;
  epoch: string | null;
  streams: { [stream: string]: StreamState };
  results?: Result[];
  more?: boolean;
  countersign?: { [stream: string]: string };
  /** Streams that the client named and is no longer to hold. */
  withdrawn?: string[];
  report?: Report;
  /** The server's word for the exact text of the lines of this answer. */
  page?: { digest: string; signature: string };
};

export const MAX_WANT = 100; // hashes a stream

function must(condition: boolean, detail: string): asserts condition {
  if (!condition) throw new Malformed('malformed_envelope', detail);
}

/** Reads an exchange or a bundle. The lines are returned as they came, without LF; reading them is for `parseLine`. */
export function read(text: string): { envelope: Envelope; lines: string[] } {
  const [first = '', ...lines] = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return { envelope: readEnvelope(first), lines };
}

const LF = 10;

/** The same of the bytes that came; `bytes` are those of the lines, so that they need not be made anew to be hashed or kept. */
export function readBytes(all: Uint8Array<ArrayBuffer>): { envelope: Envelope; lines: string[]; bytes: Uint8Array<ArrayBuffer> } {
  const end = all.indexOf(LF);
  return { ...read(new TextDecoder().decode(all)), bytes: end < 0 ? all.subarray(all.length) : all.subarray(end + 1) };
}

function readEnvelope(text: string): Envelope {
  let envelope: Json;
  try {
    envelope = parse(text);
  } catch (error) {
    throw new Malformed('malformed_envelope', error instanceof Malformed ? error.detail : '');
  }
  must(isObject(envelope) && isObject(envelope.streams), 'not an envelope');
  if (envelope.v !== 1) throw new Malformed('unsupported_version', String(envelope.v));
  const { epoch, streams, results, more, countersign, withdrawn, page } = envelope;
  must(epoch === null || matches(NAME, epoch), 'epoch');
  must(Object.entries(streams as JsonObject).every(isStreamState), 'streams');
  must(results === undefined || (Array.isArray(results) && results.every(isResult)), 'results');
  must(more === undefined || typeof more === 'boolean', 'more');
  must(countersign === undefined || (isObject(countersign) && all(countersign, isText)), 'countersign');
  must(withdrawn === undefined || (Array.isArray(withdrawn) && withdrawn.every((name) => matches(STREAM, name))), 'withdrawn');
  must(page === undefined || (isObject(page) && isText(page.digest) && isText(page.signature)), 'page');
  return envelope as Envelope;
}

function all(table: JsonObject, check: (value: Json) => boolean): boolean {
  return Object.values(table).every(check);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isSeq(value: Json | undefined): boolean {
  return typeof value === 'number' && value >= 1;
}

function isStreamState([stream, state]: [string, Json]): boolean {
  if (!matches(STREAM, stream) || !isObject(state) || !matches(HASH, state.digest)) return false;
  const { vector = {}, signatures = [], want = [] } = state;
  const heads = isObject(vector) && Object.entries(vector).every(([log, head]) => matches(NAME, log) && isHead(head));
  const wanted = Array.isArray(want) && want.length <= MAX_WANT && want.every((hash) => matches(HASH, hash));
  return heads && wanted && Array.isArray(signatures) && signatures.every(isSignature);
}

function isHead(head: Json): boolean {
  return Array.isArray(head) && head.length === 2 && isSeq(head[0]) && matches(HASH, head[1]);
}

function isSignature(value: Json): boolean {
  if (!isObject(value) || Object.keys(value).length !== 4) return false;
  return matches(NAME, value.log) && isSeq(value.seq) && matches(HASH, value.hash) && isText(value.signature);
}

function isResult(value: Json): boolean {
  return isObject(value) && isText(value.status) && isText(value.reason);
}

/** Writes an exchange or a bundle. `lines` may or may not end in LF. */
export function write(envelope: Envelope, lines: Iterable<string>): string {
  let text = `${canonical(envelope as unknown as JsonObject)}\n`;
  for (const line of lines) text += line.endsWith('\n') ? line : `${line}\n`;
  return text;
}
