// Papers of a hearing: what one may ask for, and how the desk gets the file (the server sets the type).
import { arabicDigits } from '../store/digits';
import type { Result, Store } from '../store/types';

export const PAPERS = ['sign-in', 'opinions', 'slips', 'cards', 'agenda', 'notice'] as const;
export type Paper = (typeof PAPERS)[number];
/** Bounds of the numbers, as the server checks them. */
export const BOUNDS = { blank: [0, 200], slips: [1, 400], first: [1, 99000] } as const;
export type Count = keyof typeof BOUNDS;
export type Wish = { thai: boolean } & Record<Count, string>;

/** The number somebody typed, in either digits; null outside its bounds. */
export function countOf(name: Count, typed: string): number | null {
  const text = arabicDigits(typed).trim();
  const [from, to] = BOUNDS[name];
  const number = /^[0-9]{1,6}$/.test(text) ? Number(text) : NaN;
  return number >= from && number <= to ? number : null;
}

/** What of a wish this paper depends on. */
export function countsOf(paper: Paper): Count[] {
  if (paper === 'sign-in') return ['blank'];
  return paper === 'slips' ? ['slips', 'first'] : [];
}

/** The paper as a file. It goes by the desk's own token, because a session may be over while the desk still works. */
export async function paperOf(store: Store, meeting: string, paper: Paper, wish: Wish): Promise<Result<Blob>> {
  const asked = new URLSearchParams({ thai_digits: String(wish.thai) });
  for (const name of countsOf(paper)) asked.set(name, String(countOf(name, wish[name])));
  let answer: Response;
  try {
    answer = await fetch(`/api/meetings/${encodeURIComponent(meeting)}/papers/${paper}?${asked}`, { headers: { Accept: 'application/pdf, application/json', ...store.authorization() } });
    if (answer.ok) return { ok: true, value: await answer.blob() };
  } catch {
    return { ok: false, case: 'network', code: 'unreachable' };
  }
  const said = (await answer.json().catch(() => ({}))) as { code?: string; message?: string };
  return { ok: false, case: 'refused', code: said.code ?? `status_${answer.status}`, detail: said.message ?? '' };
}
