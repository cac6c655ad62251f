// What in somebody's own words may point at a person: shown to the one who decides whether the words may be published.
// It warns and never decides; a finding may be wrong, and what it does not find may still be personal (R2.2a, R5.4).

export type Concern = { kind: 'id_number' | 'phone' | 'house_no'; found: string };

const DIGIT = '[0-9๐-๙]';
const THIRTEEN = new RegExp(`(?<!${DIGIT})${DIGIT}(?:[ -]?${DIGIT}){12}(?![ -]?${DIGIT})`, 'g');
const PHONE = new RegExp(`(?<!${DIGIT})[0๐]${DIGIT}(?:[ -]?${DIGIT}){7,8}(?!${DIGIT})`, 'g');
// A house number, but not the number of a meeting with its Buddhist year, as in ๑/๒๕๖๙.
const HOUSE = new RegExp(
  `(?:บ้านเลขที่|เลขที่|ห้อง)\\s*${DIGIT}+(?:[/-]${DIGIT}+)?|(?<!${DIGIT})${DIGIT}{1,4}/(?![2๒][5๕]${DIGIT}{2})${DIGIT}{1,4}(?!${DIGIT}|/)`,
  'g',
);

function all(kind: Concern['kind'], pattern: RegExp, text: string): Concern[] {
  return [...text.matchAll(pattern)].map((hit) => ({ kind, found: hit[0] }));
}

/** Runs of 13 digits, telephone numbers and house numbers, in Arabic or Thai digits. */
export function concerns(text: string): Concern[] {
  const numbers = all('id_number', THIRTEEN, text);
  const rest = numbers.reduce((left, hit) => left.replace(hit.found, ' '), text);
  return [...numbers, ...all('phone', PHONE, rest), ...all('house_no', HOUSE, rest)];
}
