// Owns writing date, time and place into the picture itself, on a strip below it: nothing of what it shows is covered.
import { drawn, encoded } from '../store/files-picture';
import { fail } from '../store/result';
import type { KeptFile, Result, Store } from '../store/types';

const FONT = 'Sarabun, sans-serif';
const LETTERS = 34; // of the first line's size in the picture's width
const LINE = 1.75; // Thai marks stand above and below
const QUALITY = 0.95; // it is drawn once more when it is kept

/** Keeps a photo with these lines on it. Never throws. */
export async function keepBurnt(store: Pick<Store, 'keepFile'>, source: Blob, lines: string[]): Promise<Result<KeptFile>> {
  let made: Blob;
  try {
    made = await burnt(source, lines);
  } catch (error) {
    return fail('refused', 'not_picture', String(error));
  }
  return store.keepFile(made);
}

/** The picture with a dark strip below it that says the lines in white. Rejects what is no picture. */
export async function burnt(source: Blob, lines: string[]): Promise<Blob> {
  const picture = await drawn(source, 'photo');
  const size = Math.max(14, Math.round(Math.min(picture.width, picture.height * 1.2) / LETTERS));
  await document.fonts?.load(`600 ${size}px ${FONT}`, lines.join('')).catch(() => []);
  const out = document.createElement('canvas');
  const pen = out.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  pen.font = `600 ${size}px ${FONT}`;
  const rows = lines.flatMap((line) => wrapped(line, picture.width - 2 * size, (text) => pen.measureText(text).width));
  out.width = picture.width;
  out.height = picture.height + Math.round((rows.length + 0.5) * size * LINE);
  pen.drawImage(picture, 0, 0);
  pen.fillStyle = '#000';
  pen.fillRect(0, picture.height, out.width, out.height - picture.height);
  pen.fillStyle = '#fff';
  pen.font = `600 ${size}px ${FONT}`; // a new size of the canvas forgot it
  pen.textBaseline = 'middle';
  rows.forEach((row, i) => pen.fillText(row, size, picture.height + (i + 0.75) * size * LINE));
  picture.width = 0;
  return (await encoded(out, 'image/jpeg', QUALITY)).blob;
}

/** A line in as many as its width needs. Thai has no spaces between words: it breaks where a word ends. */
export function wrapped(line: string, width: number, measure: (text: string) => number): string[] {
  if (measure(line) <= width) return [line];
  const rows: string[] = [];
  let row = '';
  for (const { segment } of new Intl.Segmenter('th', { granularity: 'word' }).segment(line)) {
    if (row.trim() && measure(row + segment) > width) {
      rows.push(row.trim());
      row = '';
    }
    row += segment;
  }
  return row.trim() ? [...rows, row.trim()] : rows;
}
