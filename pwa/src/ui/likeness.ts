// Where two like names differ, so that the eye is led there: by what a reader sees as one sign (a consonant with its marks).

export interface Piece {
  text: string;
  differs: boolean;
}

const segmenter = new Intl.Segmenter('th', { granularity: 'grapheme' });

export const signs = (text: string): string[] => [...segmenter.segment(text)].map((one) => one.segment);

/** `text` in pieces; those that have no place in the longest run of signs shared with `other` differ. */
export function pieces(text: string, other: string): Piece[] {
  const a = signs(text);
  const b = signs(other);
  const shared = table(a, b);
  const out: Piece[] = [];
  for (let i = 0, j = 0; i < a.length; i++) {
    while (j < b.length && a[i] !== b[j] && (shared[i]?.[j + 1] ?? 0) >= (shared[i + 1]?.[j] ?? 0) && (shared[i]?.[j + 1] ?? 0) > 0) j++;
    const differs = a[i] !== b[j];
    if (!differs) j++;
    const last = out.at(-1);
    if (last && last.differs === differs) last.text += a[i];
    else out.push({ text: a[i] ?? '', differs });
  }
  return out;
}

/** Number of signs in which two texts differ, counting an exchanged sign once. */
export function distance(one: string, other: string): number {
  const a = signs(one);
  const b = signs(other);
  return Math.max(a.length, b.length) - (table(a, b)[0]?.[0] ?? 0);
}

/** lengths[i][j] = the longest common run of a from i and b from j. */
function table(a: string[], b: string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  return lengths;
}
