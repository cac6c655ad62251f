// Owns receipt codes of opinions: made on the phone without network, short, checked, unguessable. (R2.2b)
//
// A code is 12 symbols of Crockford's base32 (no I, L, O, U), shown 4-4-4: ten random ones (50 bits) and two check
// symbols, a Reed-Solomon code over GF(32) (x^5 + x^2 + 1, roots a and a^2), so that any two wrong symbols and
// any two swapped neighbours are noticed.
// Normal form, which is stored and hashed: upper case, I and L read as 1, O as 0, Thai digits as Arabic,
// everything else (spaces, hyphens) dropped.
import { arabicDigits } from './digits';

export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM = 10;
const CHECK = 2;

/** Product in GF(32). */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit += 1) {
    if ((b >> bit) & 1) product ^= a << bit;
  }
  for (let bit = 8; bit >= 5; bit -= 1) {
    if ((product >> bit) & 1) product ^= 0b100101 << (bit - 5);
  }
  return product;
}

/** Remainder of the code word by (x + a)(x + a^2) = x^2 + 6x + 8. */
function remainder(symbols: number[]): [number, number] {
  let high = 0;
  let low = 0;
  for (const symbol of symbols) {
    const lead = symbol ^ high;
    high = low ^ times(lead, 6);
    low = times(lead, 8);
  }
  return [high, low];
}

/** A new code in normal form. */
export function newReceipt(): string {
  const symbols = [...crypto.getRandomValues(new Uint8Array(RANDOM))].map((byte) => byte & 31);
  return [...symbols, ...remainder(symbols)].map((symbol) => ALPHABET[symbol]).join('');
}

/** Normal form of what a person typed; whether it is a code says `isReceipt`. */
export function normalReceipt(typed: string): string {
  return arabicDigits(typed)
    .toUpperCase()
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0')
    .replace(/[^0-9A-Z]/g, '');
}

/** True when the code has 12 symbols and its check symbols fit. */
export function isReceipt(typed: string): boolean {
  const symbols = [...normalReceipt(typed)].map((symbol) => ALPHABET.indexOf(symbol));
  if (symbols.length !== RANDOM + CHECK || symbols.includes(-1)) return false;
  return remainder(symbols).every((rest) => rest === 0);
}

/** As shown and printed: XXXX-XXXX-XXXX. */
export function showReceipt(code: string): string {
  return (normalReceipt(code).match(/.{1,4}/g) ?? []).join('-');
}
