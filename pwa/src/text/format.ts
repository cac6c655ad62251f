// How times, dates and numbers are shown: Bangkok time, Buddhist years in Thai, Arabic digits for what is counted.
import { language } from './index';

const ZONE = 'Asia/Bangkok';

const locale = () => (language() === 'th' ? 'th-TH-u-ca-buddhist-nu-latn' : 'en-GB');

/** HH:MM in Bangkok of an ISO 8601 time, of milliseconds, or of a logical clock's text; '' when it is none. */
export function hour(at: string | number | null | undefined): string {
  const date = moment(at);
  return date ? new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).format(date) : '';
}

/** A day such as "7 มี.ค. 2569" of YYYY-MM-DD or a time; `long` writes the month in full. */
export function day(at: string | number | null | undefined, length: 'short' | 'long' = 'short'): string {
  const date = moment(at);
  if (!date) return '';
  const parts = new Intl.DateTimeFormat(locale(), { timeZone: ZONE, day: 'numeric', month: length, year: 'numeric' }).formatToParts(date);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('day')} ${part('month')} ${part('year')}`;
}

/** "13:05" today, "7 มี.ค. 13:05" on another day. */
export function recently(at: string | number | null | undefined, now = Date.now()): string {
  const date = moment(at);
  if (!date) return '';
  if (today(date.getTime()) === today(now)) return hour(at);
  const text = new Intl.DateTimeFormat(locale(), { timeZone: ZONE, day: 'numeric', month: 'short' }).format(date);
  return `${text} ${hour(at)}`;
}

/** The Bangkok day of a moment as YYYY-MM-DD, as it is stored. */
export function today(now = Date.now()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}

/** An instant as ISO 8601 with Bangkok's offset, as it is stored: 2026-03-07T13:05:09+07:00. */
export function stamp(now = Date.now()): string {
  return new Date(now + 7 * 3_600_000).toISOString().slice(0, 19) + '+07:00';
}

export function number(n: number): string {
  return new Intl.NumberFormat('en-US').format(n);
}

/** Thai digits, for official names and numbers of resolutions, while Thai is shown. */
export function official(text: string | number): string {
  const plain = String(text);
  return language() === 'th' ? plain.replace(/[0-9]/g, (digit) => '๐๑๒๓๔๕๖๗๘๙'[Number(digit)] ?? digit) : plain;
}

function moment(at: string | number | null | undefined): Date | null {
  if (at === null || at === undefined || at === '') return null;
  if (typeof at === 'string' && /^[0-9a-f]{13}-[0-9a-f]{4}$/.test(at)) return new Date(parseInt(at.slice(0, 13), 16)); // a logical clock
  const date = new Date(typeof at === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(at) ? `${at}T12:00:00+07:00` : at);
  return Number.isNaN(date.getTime()) ? null : date;
}
