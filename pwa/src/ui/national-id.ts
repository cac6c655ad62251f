// Notices what may be a national identity number, which this program never collects (PDPA data minimisation).
import { arabicDigits } from '../store/digits';

/** True when the text holds a run of 13 digits, Arabic or Thai, also written in groups with spaces or hyphens. */
export function mayHoldNationalId(text: string): boolean {
  const plain = arabicDigits(text);
  return /(?<!\d)(?:\d[ -]?){12}\d(?!\d)/.test(plain);
}
