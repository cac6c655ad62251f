// Owns the strict reading and the one canonical writing of JSON values (PROTOCOL.md 1 and 3).
// JSON.parse alone sees no repeated key, reads 1.0 as 1 and rounds above 2^53: what it made is held against the text.

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
const STRING = /"(?:[^"\\]|\\.)*"/g;
const NUMBER = /[-\d][^,\]}\s]*/g;
const INTEGER = /^(?:0|-?[1-9]\d*)$/;

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

/** How many keys stand in a value and in all within it. */
function keysIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const within = Object.values(value).reduce((sum: number, inner) => sum + keysIn(inner), 0);
  return Array.isArray(value) ? within : within + Object.keys(value).length;
}

/** Reads one JSON value. Throws Malformed, and nothing else, for whatever PROTOCOL.md 1 does not allow. */
export function parse(text: string): Json {
  if (LONE_SURROGATE.test(text)) bad('lone surrogate');
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return bad('no JSON');
  }
  if (canonical(value) !== text) checkForm(value, text); // all that our own programs write is canonical
  return value;
}

/** What a value does not tell of its text: whether its numbers were written as integers, and no key twice. */
function checkForm(value: Json, text: string): void {
  const bare = text.replace(STRING, '');
  const numbers = bare.match(NUMBER) ?? [];
  if (!numbers.every((digits) => INTEGER.test(digits) && Number.isSafeInteger(Number(digits)))) bad('a number that is no integer within range');
  if ((bare.match(/:/g) ?? []).length !== keysIn(value)) bad('a repeated key');
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
