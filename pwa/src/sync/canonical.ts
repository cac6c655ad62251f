// Owns the strict reading and the one canonical writing of JSON values (PROTOCOL.md 1 and 3).
// JSON.parse alone sees no repeated key, reads 1.0 as 1 and rounds above 2^53, so the structure is read here by hand.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What is not of the form the protocol asks for. `code` is stable, `detail` is for a log. */
export class Malformed extends Error {
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.name = 'Malformed';
    this.code = code;
    this.detail = detail;
  }
}

export const MAX_DEPTH = 8;
const LONE_SURROGATE = /[\ud800-\udfff]/u; // with the u flag a pair is one character, so only halves match
const NUMBER = /-?(?:0|[1-9][0-9]*)/y;
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const LITERALS: [string, Json][] = [['true', true], ['false', false], ['null', null]];

function bad(detail: string): never {
  throw new Malformed('malformed_line', detail);
}

/** Own property only: a field may be called `constructor`. */
export function own<T>(table: { [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Sets a key whatever its name: plain assignment of `__proto__` would set no key. */
export function put<T>(table: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(table, key, { value, writable: true, enumerable: true, configurable: true });
  } else table[key] = value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Orders two well-formed texts by their UTF-8 bytes: UTF-16 units differ from it above U+D7FF only. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charAt(at - 1 - slashes) === '\\') slashes++;
  return slashes % 2 === 1;
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value(1);
    if (this.peek() !== '') bad('text after the value');
    return value;
  }

  private peek(): string {
    while (BLANKS.has(this.text.charCodeAt(this.at))) this.at++;
    return this.text.charAt(this.at);
  }

  private take(expected: string): void {
    if (this.peek() !== expected) bad(`no ${expected} where one belongs`);
    this.at++;
  }

  private value(depth: number): Json {
    const next = this.peek();
    if (next === '{' || next === '[') {
      if (depth > MAX_DEPTH) bad('too deep');
      return next === '{' ? this.object(depth) : this.list(depth);
    }
    if (next === '"') return this.string();
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private object(depth: number): Json {
    const result: JsonObject = {};
    this.take('{');
    if (this.peek() === '}') return this.close(result);
    for (;;) {
      if (this.peek() !== '"') bad('a key is no string');
      const key = this.string();
      if (Object.hasOwn(result, key)) bad('repeated key');
      this.take(':');
      put(result, key, this.value(depth + 1));
      if (this.peek() === '}') return this.close(result);
      this.take(',');
    }
  }

  private list(depth: number): Json {
    const result: Json[] = [];
    this.take('[');
    if (this.peek() === ']') return this.close(result);
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.peek() === ']') return this.close(result);
      this.take(',');
    }
  }

  private close(result: Json): Json {
    this.at++;
    return result;
  }

  private string(): string {
    const start = this.at;
    let end = start;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) bad('a string does not end');
    } while (isEscaped(this.text, end));
    this.at = end + 1;
    let value: string;
    try {
      value = JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      return bad('an escape or control character in a string');
    }
    if (LONE_SURROGATE.test(value)) bad('lone surrogate');
    return value;
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const digits = NUMBER.exec(this.text)?.[0];
    if (digits === undefined) return bad('no value where one belongs');
    this.at += digits.length;
    const next = this.text.charAt(this.at);
    if (next !== '' && '.eE0123456789'.includes(next)) bad('a number that is no integer');
    const value = Number(digits);
    if (!Number.isSafeInteger(value) || digits === '-0') bad('an integer out of range');
    return value;
  }
}

/** Reads one JSON value. Throws Malformed, and nothing else, for whatever PROTOCOL.md 1 does not allow. */
export function parse(text: string): Json {
  if (LONE_SURROGATE.test(text)) bad('lone surrogate');
  const value = readCanonical(text);
  return value === undefined ? new Reader(text).whole() : value;
}

/** The value of a text that is canonical, as all that our own programs write is: several times as fast as reading it by hand. */
function readCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return write(value, 1) === text ? value : undefined;
  } catch {
    return undefined; // the strict reader says what is wrong
  }
}

/** The canonical text of a value (PROTOCOL.md 3). Throws Malformed if the value could not stand in a line. */
export function canonical(value: Json): string {
  return write(value, 1);
}

function write(value: Json, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (LONE_SURROGATE.test(value)) bad('lone surrogate');
    return JSON.stringify(value); // its escapes are exactly those of PROTOCOL.md 3
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) bad('a number that is no integer within range');
    return String(value);
  }
  if (typeof value !== 'object') return bad('a value that JSON does not know');
  if (depth > MAX_DEPTH) bad('too deep');
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  const keys = Object.keys(value).sort(compareBytes);
  return `{${keys.map((key) => `${write(key, depth)}:${write(value[key] as Json, depth + 1)}`).join(',')}}`;
}
