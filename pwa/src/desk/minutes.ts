// The minutes of a hearing as the office makes them, and what the desk writes into them (R5.3).
// Reading, adopting and files go by REST; every edit is an entry of the kinds `minutes` and `minutes_item`.
import type { Rec, Result, Shown, Store, Write } from '../store/types';
import type { Json } from '../sync/canonical';
import { ask } from './session';

export type Line = { name: string; role: string; proxy_for?: string | null; reason?: string };
export type Hours = { began: string | null; ended: string | null };
export type Value = string | Line[] | Hours | null;
export type Part = { name: string; generated: Value; edited: Value; changed: boolean };
export type Block = { style: string; cells: string[] };
export type Minutes = {
  state: 'draft' | 'proposed' | 'adopted'; parts: Part[]; items: { id: string; no: number; title: string }[]; blocks: Block[]; public: Block[];
  problems: string[]; notes: string[]; next_number: string; later: { id: string; name: string; day: string }[];
  adopted: { meeting: string; day: string; at: string; sha256: string; changed: boolean } | null;
};
export type Kind = 'hours' | 'members' | 'absent' | 'attendees' | 'opening' | 'closing' | 'said' | 'resolution';
export type Place = { kind: Kind; record: 'minutes' | 'minutes_item'; id: string };

/** Longest texts, as the schema gives them. */
export const LONGEST = { opening: 8000, closing: 8000, said: 8000, resolution: 4000 } as const;
export const LONGEST_CORRECTION = 4000;
const BLANK = '…'; // a reason that is not known yet; the schema asks for a text

const path = (meeting: string): string => `/api/minutes/${encodeURIComponent(meeting)}`;

export function minutesOf(store: Store, meeting: string): Promise<Result<Minutes>> {
  return ask<Minutes>(path(meeting), { headers: store.authorization() });
}

export function adopt(store: Store, meeting: string, later: string, corrections: string): Promise<Result<Minutes>> {
  const body = JSON.stringify({ meeting: later, corrections: corrections.normalize('NFC').trim() || null });
  return ask<Minutes>(`${path(meeting)}/adoption`, { method: 'POST', body, headers: store.authorization() });
}

/** The file, or null when it could not be made or fetched. */
export async function fileOf(store: Store, meeting: string, asked: { format: 'pdf' | 'docx'; copy: 'office' | 'public'; digits: 'thai' | 'arabic' }): Promise<Blob | null> {
  try {
    const response = await fetch(`${path(meeting)}/paper?${new URLSearchParams(asked)}`, { credentials: 'same-origin', headers: store.authorization() });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** Where a part is written: `opening` in the minutes, `said/<item>` in those of an item of the agenda. */
export function placeOf(meeting: string, name: string): Place {
  const cut = name.indexOf('/');
  if (cut < 0) return { kind: name as Kind, record: 'minutes', id: meeting };
  return { kind: name.slice(0, cut) as Kind, record: 'minutes_item', id: name.slice(cut + 1) };
}

export function recordOf(store: Store, meeting: string, name: string): Rec | undefined {
  const place = placeOf(meeting, name);
  return store.get(`meeting/${meeting}`, place.record, place.id);
}

/** What to write for an edited part; null gives it back to the records. `shown`: as it stood when the editor was drawn. */
export function editOf(meeting: string, name: string, value: Value, shown: Shown): Write {
  const place = placeOf(meeting, name);
  return { stream: `meeting/${meeting}`, kind: place.record, record: place.id, set: { [place.kind]: value as Json }, shown };
}

export type Fault = 'needName' | 'needTime' | 'tooLong' | null;

const tidy = (text: string | null | undefined): string => (text ?? '').normalize('NFC').trim();
const length = (text: string): number => [...text].length;

/** An edited value as it is written, and what keeps it from being so. */
export function tidied(kind: Kind, value: Value): { value: Value; fault: Fault } {
  if (typeof value === 'string') {
    const text = tidy(value);
    return { value: text, fault: length(text) > LONGEST[kind as keyof typeof LONGEST] ? 'tooLong' : null };
  }
  if (Array.isArray(value)) {
    const lines = value.map((line) => tidyLine(kind, line));
    const long = lines.some((line) => length(line.name) > 200 || length(line.role) > 200 || length(line.proxy_for ?? '') > 200 || length(line.reason ?? '') > 300);
    return { value: lines, fault: lines.some((line) => !line.name) ? 'needName' : long ? 'tooLong' : null };
  }
  if (!value) return { value, fault: null };
  return { value: { began: value.began || null, ended: value.ended || null }, fault: value.began ? null : 'needTime' };
}

function tidyLine(kind: Kind, line: Line): Line {
  const plain = { name: tidy(line.name), role: tidy(line.role) };
  if (kind === 'members') return { ...plain, proxy_for: tidy(line.proxy_for) || null };
  return kind === 'absent' ? { ...plain, reason: tidy(line.reason) || BLANK } : plain;
}

/** A new line of a list. */
export function blankLine(kind: Kind): Line {
  if (kind === 'members') return { name: '', role: '', proxy_for: null };
  return kind === 'absent' ? { name: '', role: '', reason: '' } : { name: '', role: '' };
}
