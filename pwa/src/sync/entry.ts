// Owns the line: reading, checking, composing it, and the chain of a log (PROTOCOL.md 1 and 2).
// What is hashed or stored is the exact text that travelled; nothing is ever written anew in order to check it.
import { canonical, isObject, Malformed, own, parse, type Json, type JsonObject } from './canonical';
import type { Foldable, PartName } from './fold';
import { must, readHeader, WHY, type Header, type Redacts, type Sets } from './header';
import { digestOf, logId, randomSalt } from './ids';
import { HASH, matches } from './names';

export { WHY, type Header, type Redacts, type Sets } from './header';

const PARTS: readonly PartName[] = ['body', 'private'];

type Columns = readonly [header: string, salt: string, body: string, salt2: string, private_: string];
type Part = JsonObject | null;

/**
 * One immutable line, read. `body` and `private`: null = withheld or redacted, `{}` = the entry never had it. A part is read
 * when somebody first asks for it: of some thousand lines at the start of a phone, few are looked at.
 */
export class Entry implements Foldable {
  readonly hash: string;
  readonly stream: string;
  readonly log: string;
  readonly seq: number;
  readonly prev: string;
  readonly kind: string;
  readonly record: string;
  readonly sets: Sets;
  readonly redacts: Redacts | null;
  readonly at: string;
  readonly by: string;
  readonly commit: string;
  readonly seal: string;
  /** The line without its LF. */
  readonly text: string;
  #body: Part | undefined;
  #private: Part | undefined;

  /** Checks nothing: of a line that was not checked before, `parseLine` makes the entry. */
  constructor(text: string, header: Header, hash: string, body?: Part, private_?: Part) {
    this.hash = hash;
    this.stream = header.stream;
    this.log = header.log;
    this.seq = header.seq;
    this.prev = header.prev;
    this.kind = header.kind;
    this.record = header.record;
    this.sets = header.sets;
    this.redacts = header.redacts;
    this.at = header.at;
    this.by = header.by;
    this.commit = header.commit;
    this.seal = header.seal;
    this.text = text;
    this.#body = body;
    this.#private = private_;
  }

  get body(): Part {
    return (this.#body === undefined ? (this.#body = partOf(this.commit, this.columns[2])) : this.#body);
  }

  get private(): Part {
    return (this.#private === undefined ? (this.#private = partOf(this.seal, this.text.slice(this.text.lastIndexOf('\t') + 1))) : this.#private);
  }

  get columns(): Columns {
    return this.text.split('\t') as unknown as Columns;
  }

  get headerText(): string {
    return this.columns[0];
  }

  /** Whether every part is here that the entry committed to: told without reading any. */
  get isWhole(): boolean {
    return isWhole(this.text, this);
  }

  /** The text as it travels, with its LF. */
  get line(): string {
    return `${this.text}\n`;
  }

  /** The same entry with a part and its salt gone, as a redaction or a right leaves it. */
  without(part: PartName): Entry {
    const [header, salt, body, salt2, private_] = this.columns;
    return parseLine((part === 'body' ? [header, '', '', salt2, private_] : [header, salt, body, '', '']).join('\t'));
  }

  /** The reason of a correction or settlement, if its part is here and holds one. */
  get why(): Json | undefined {
    return own(this.body ?? {}, WHY) ?? own(this.private ?? {}, WHY);
  }
}

/** See `Entry.isWhole`: of a line without LF, and its header. */
export function isWhole(text: string, { commit, seal }: { commit: string; seal: string }): boolean {
  return (seal === '' || !text.endsWith('\t')) && (commit === '' || !text.startsWith('\t\t\t', text.indexOf('\t')));
}

/** A part whose text was checked before: every text that the strict reader takes, this one reads alike. */
function partOf(commitment: string, text: string): Part {
  if (text === '') return commitment === '' ? {} : null;
  return JSON.parse(text) as JsonObject;
}

function readPart(part: PartName, commitment: string, salt: string, text: string): JsonObject | null {
  if (text === '') {
    must(salt === '', 'a salt without its part');
    return commitment === '' ? {} : null;
  }
  must(matches(HASH, salt), 'a salt is 32 bytes');
  const value = parse(text);
  must(isObject(value), `${part} is an object`);
  if (digestOf(`prachakhom/1/${part}`, salt, text) !== commitment) {
    throw new Malformed('wrong_hash', `${part} is not what the header committed to`);
  }
  return value;
}

/** `sets` names exactly the fields of both parts; of a part that is missing its fields cannot be told. */
function checkFields(entry: Entry): void {
  const seen = new Set<string>();
  for (const name of PARTS) {
    for (const field of Object.keys(entry[name] ?? {})) {
      if (field === WHY) {
        must(typeof entry[name]?.[WHY] === 'string', 'why is a text');
        continue;
      }
      must(!seen.has(field), 'a field stands in one part only');
      must(Object.hasOwn(entry.sets, field), 'a field that sets does not name');
      seen.add(field);
    }
  }
  const whole = entry.body !== null && entry.private !== null;
  must(!whole || Object.keys(entry.sets).every((field) => seen.has(field)), 'sets names a field that no part holds');
}

/** Reads one line, with or without its LF. Throws Malformed: `malformed_line`, or `wrong_hash` for a broken commitment. */
export function parseLine(line: string): Entry {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  must(!/[\n\r]/.test(text), 'a line is one line');
  const columns = text.split('\t');
  must(columns.length === 5, 'a line has five columns');
  const [headerText, salt, body, salt2, private_] = columns as unknown as Columns;
  const header = readHeader(headerText);
  const parts = [readPart('body', header.commit, salt, body), readPart('private', header.seal, salt2, private_)] as const;
  const entry = new Entry(text, header, digestOf('prachakhom/1/entry', headerText), ...parts);
  checkFields(entry);
  return entry;
}

/** What somebody means to write; `sets` names for each field the hashes it covers. */
export type Draft = {
  kind: string;
  record: string;
  body: JsonObject;
  private: JsonObject;
  sets: Sets;
  redacts?: Redacts | null;
};

/** Where a draft will stand: `seq` and `prev` follow the head of the log. */
export type Place = { stream: string; log: string; seq: number; prev: string; at: string; by: string };

/** Makes the entry of a draft, with fresh salts. Throws Malformed rather than make a line others would refuse. */
export function compose(draft: Draft, place: Place): Entry {
  const [commit, salt, body] = commitTo('body', draft.body);
  const [seal, salt2, private_] = commitTo('private', draft.private);
  const header: JsonObject = { v: 1, ...place, kind: draft.kind, record: draft.record, sets: draft.sets, commit, seal };
  if (draft.redacts) header.redacts = { ...draft.redacts };
  return parseLine([canonical(header), salt, body, salt2, private_].join('\t'));
}

function commitTo(part: PartName, value: JsonObject): [commitment: string, salt: string, text: string] {
  if (Object.keys(value).length === 0) return ['', '', ''];
  const text = canonical(value);
  const salt = randomSalt();
  return [digestOf(`prachakhom/1/${part}`, salt, text), salt, text];
}

/** The server's word for a key: the statement, and its signature of it. */
export type Enrolment = { statement: string; signature: string };
/** Whose last lines, never signed before their key was lost, are written again: those of `log` after seq `after`, to the hash `until`. */
export type Adopts = { log: string; after: number; until: string };
export type Genesis = Enrolment & { stream: string; key: string; nonce: string; adopts?: Adopts };

/** Entry 1 of a log: the public key that signs it, the nonce, and the enrolment signed by the server. */
export function genesisDraft({ stream, key, nonce, statement, signature, adopts }: Genesis): Draft {
  const body: JsonObject = { key, nonce, enrolment: { statement, signature } };
  if (adopts !== undefined) body.adopts = { ...adopts };
  const sets = Object.fromEntries(Object.keys(body).map((field) => [field, []]));
  return { kind: 'log', record: logId(key, stream, nonce), body, private: {}, sets };
}

/** Throws Malformed `gap` or `wrong_hash` unless the entries follow each other, and `after` = [seq, hash] before them. */
export function checkChain(entries: readonly Entry[], after: readonly [number, string] | null = null): void {
  let [seq, hash] = after ?? [0, ''];
  const first = entries[0];
  for (const entry of entries) {
    if (entry.log !== first?.log || entry.stream !== first.stream) throw new Malformed('wrong_hash', 'another log');
    if (entry.seq !== seq + 1) throw new Malformed('gap', `${entry.seq} after ${seq}`);
    if (entry.prev !== hash) throw new Malformed('wrong_hash', `prev of ${entry.seq}`);
    ({ seq, hash } = entry);
  }
}
