// The small form: a list of parts drives what is drawn, checked and written. A part stands for one input; parts whose
// names share the text before the dot make one field of the record, because one statement is one field.
// A form sends only the fields a person changed (PROTOCOL.md section 4).
import { arabicDigits } from '../../store/digits';
import type { Json } from '../../sync/canonical';

export type Raw = string | boolean | string[];
export type Draft = Record<string, Raw>;
export type Choice = { value: string; label: string };

export type Part = {
  /** 'title', or 'time.start' for a member of an object. */
  at: string;
  input: 'text' | 'area' | 'number' | 'date' | 'time' | 'choice' | 'radio' | 'checks' | 'switch' | 'lines' | 'keyed';
  label: string;
  help?: string;
  required?: boolean;
  /** Longest text in code points, as the schema counts. */
  max?: number;
  /** Takes the whole width of the form. */
  wide?: boolean;
  /** Show how many characters are left. */
  counted?: boolean;
  least?: number;
  most?: number;
  choices?: Choice[];
  /** What an empty input becomes: left out (default) or null, which clears. */
  empty?: 'omit' | 'null';
  /** For `choice`: the values are whole numbers. */
  whole?: boolean;
  /** For `keyed`: the member that carries the text beside `key`. */
  word?: string;
  /** An id: letters, digits, - and _ only. */
  code?: boolean;
  /** A change of this part needs a reason. */
  reason?: boolean;
};

export type Fault = 'required' | 'too_long' | 'not_a_number' | 'out_of_bounds' | 'not_a_date' | 'not_a_time' | 'not_a_code' | 'too_few';
export type Faults = Record<string, Fault>;

/** Surrounding space goes, text is NFC. */
export function tidy(text: string): string {
  return text.normalize('NFC').trim();
}

const head = (at: string): string => at.split('.')[0]!;
const tail = (at: string): string | undefined => at.split('.')[1];

export function fieldsOf(parts: Part[]): string[] {
  return [...new Set(parts.map((part) => head(part.at)))];
}

function nothing(part: Part): Raw {
  if (part.input === 'switch') return false;
  return part.input === 'checks' || part.input === 'lines' || part.input === 'keyed' ? [] : '';
}

/** Splits `key = text` lines of a keyed list back and forth: one line an item, the key made when it is new. */
export function keyedLine(item: { key: string; text: string }): string {
  return `${item.key} = ${item.text}`;
}

function readOne(part: Part, value: Json | undefined): Raw {
  if (value === undefined || value === null) return nothing(part);
  if (part.input === 'switch') return value === true;
  if (part.input === 'keyed') {
    const items = Array.isArray(value) ? (value as Record<string, Json>[]) : [];
    return items.map((item) => keyedLine({ key: String(item.key), text: String(item[part.word ?? 'text']) }));
  }
  if (part.input === 'checks' || part.input === 'lines') return Array.isArray(value) ? value.map(String) : [];
  return String(value);
}

/** The draft of a form from the values of a record; `fallback` fills what the record does not say. */
export function read(parts: Part[], values: Record<string, Json | undefined>, fallback: Draft = {}): Draft {
  const draft: Draft = {};
  for (const part of parts) {
    const whole = values[head(part.at)];
    const key = tail(part.at);
    const value = key === undefined ? whole : (whole as Record<string, Json> | null | undefined)?.[key];
    draft[part.at] = value === undefined && part.at in fallback ? fallback[part.at]! : readOne(part, value);
  }
  return draft;
}

function writeKeyed(part: Part, lines: string[]): Json {
  const used = new Set<string>();
  const rows = lines.map(tidy).filter((line) => line !== '');
  const explicit = rows.map((line) => /^([A-Za-z0-9_-]{1,64})\s*=\s*(.+)$/.exec(line));
  explicit.forEach((hit) => hit && used.add(hit[1]!));
  return rows.map((line, index) => {
    const hit = explicit[index];
    const key = hit ? hit[1]! : freeKey(used);
    return { key, [part.word ?? 'text']: hit ? hit[2]! : line };
  });
}

function freeKey(used: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const key = `k${number}`;
    if (used.has(key)) continue;
    used.add(key);
    return key;
  }
}

function writeOne(part: Part, raw: Raw): Json | undefined {
  if (part.input === 'switch') return raw === true;
  if (part.input === 'keyed') return writeKeyed(part, raw as string[]);
  if (part.input === 'checks') return raw as string[];
  if (part.input === 'lines') return (raw as string[]).map(tidy).filter((line) => line !== '');
  const text = tidy(raw as string);
  if (text === '') return part.empty === 'null' ? null : undefined;
  return part.input === 'number' || part.whole ? Number(arabicDigits(text)) : text;
}

/** The value of one field from the draft; undefined when nothing in it was filled in. */
function fieldValue(parts: Part[], field: string, draft: Draft): Json | undefined {
  const mine = parts.filter((part) => head(part.at) === field);
  const only = mine[0]!;
  if (mine.length === 1 && tail(only.at) === undefined) return writeOne(only, draft[only.at] ?? nothing(only));
  const made: Record<string, Json> = {};
  for (const part of mine) {
    const value = writeOne(part, draft[part.at] ?? nothing(part));
    if (value !== undefined) made[tail(part.at)!] = value;
  }
  const lacks = (value: Json | undefined): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
  return mine.some((part) => part.required && lacks(made[tail(part.at)!])) ? undefined : made;
}

const same = (a: Raw | undefined, b: Raw | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The parts that differ from what was drawn. */
export function touched(parts: Part[], drawn: Draft, now: Draft): Part[] {
  return parts.filter((part) => !same(drawn[part.at], now[part.at]));
}

/** All parts of the fields that these parts belong to. */
export function within(parts: Part[], some: Part[]): Part[] {
  const fields = fieldsOf(some);
  return parts.filter((part) => fields.includes(head(part.at)));
}

/** What to write: the fields a person changed since the form was drawn. */
export function changes(parts: Part[], drawn: Draft, now: Draft): Record<string, Json> {
  const set: Record<string, Json> = {};
  for (const field of new Set(touched(parts, drawn, now).map((part) => head(part.at)))) {
    const value = fieldValue(parts, field, now);
    if (value !== undefined) set[field] = value;
  }
  return set;
}

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIME = /^[0-9]{2}:[0-9]{2}$/;

function numberFault(part: Part, text: string): Fault | undefined {
  if (!/^[0-9]+$/.test(arabicDigits(text))) return 'not_a_number';
  const value = Number(arabicDigits(text));
  return value < (part.least ?? 0) || value > (part.most ?? 1_000_000) ? 'out_of_bounds' : undefined;
}

function faultOf(part: Part, raw: Raw): Fault | undefined {
  if (typeof raw === 'boolean') return undefined;
  if (Array.isArray(raw)) {
    const filled = raw.filter((line) => tidy(line) !== '').length;
    return part.required && filled < (part.least ?? 1) ? (part.least ? 'too_few' : 'required') : undefined;
  }
  const text = tidy(raw);
  if (text === '') return part.required ? 'required' : undefined;
  if (part.max !== undefined && [...text].length > part.max) return 'too_long';
  if (part.code && !/^[A-Za-z0-9_-]{1,64}$/.test(text)) return 'not_a_code';
  if (part.input === 'number') return numberFault(part, text);
  if (part.input === 'date' && !DATE.test(text)) return 'not_a_date';
  return part.input === 'time' && !TIME.test(text) ? 'not_a_time' : undefined;
}

/** Whether some other part of the same object was filled in: then its required members are needed. */
function begun(parts: Part[], part: Part, draft: Draft): boolean {
  if (tail(part.at) === undefined) return true;
  return parts.some((other) => head(other.at) === head(part.at) && other.required === true && !same(draft[other.at], nothing(other)));
}

/** Everything that keeps a draft from being written, by part. `optional` lists fields that may stay empty altogether. */
export function faults(parts: Part[], draft: Draft, optional: string[] = []): Faults {
  const found: Faults = {};
  for (const part of parts) {
    if (optional.includes(head(part.at)) && !begun(parts, part, draft)) continue;
    const fault = faultOf(part, draft[part.at] ?? nothing(part));
    if (fault) found[part.at] = fault;
  }
  return found;
}

/** Whether one of the changed parts asks for a reason (R2.0: a level is changed with a reason only). */
export function needsReason(parts: Part[], drawn: Draft, now: Draft): boolean {
  return touched(parts, drawn, now).some((part) => part.reason === true);
}

/** What to write of a record that is new: everything filled in, and every switch, since off is an answer too. */
export function firstValues(parts: Part[], draft: Draft): Record<string, Json> {
  const set = changes(parts, {}, draft);
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
}
