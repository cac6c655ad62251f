// What is written into a photo: always in Thai with the Buddhist year, for it is shown as evidence.
import type { Failure } from '../store/types';
import { t } from '../text';
import { common } from '../text/common';
import { hour } from '../text/format';
import { photos } from '../text/photos';
import type { Facts } from './photos';

const DAY = new Intl.DateTimeFormat('th-TH-u-ca-buddhist-nu-latn', { timeZone: 'Asia/Bangkok', day: 'numeric', month: 'long', year: 'numeric' });
const SHOWN = ['day', 'month', 'year'];

function thaiDay(at: string): string {
  return DAY.formatToParts(new Date(at)).filter(({ type }) => SHOWN.includes(type)).map(({ value }) => value).join(' ');
}

/** Date and time, place, then what it shows and of which hearing. */
export function burntLines({ shows, at, place, caption }: Facts, number: string): string[] {
  const { burnt, showing } = photos.th;
  const lines = [burnt.when(thaiDay(at), hour(at)), place.trim() && burnt.where(place.trim()), burnt.what(showing[shows], number), caption.trim()];
  return lines.filter(Boolean).map((line) => line.normalize('NFC'));
}

/** Why a picture was not kept. */
export function pictureTrouble(failure: Failure): string {
  const own: Record<string, string> = t(photos).trouble;
  return own[failure.code] ?? t(common).trouble[failure.case];
}
