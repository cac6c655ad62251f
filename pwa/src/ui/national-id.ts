// Notices what may be a national identity number, which this program never collects (PDPA data minimisation).

/** True when the text holds a run of 13 digits, Arabic or Thai, also written in groups with spaces or hyphens. */
export function mayHoldNationalId(text: string): boolean {
  const plain = text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
  return /(?<!\d)(?:\d[ -]?){12}\d(?!\d)/.test(plain);
}
