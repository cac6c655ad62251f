// What screens need around files that people carry: giving one away, words for what went wrong, the code of a copy.
import { ALPHABET } from '../store/receipt';
import type { Bundle, Failure } from '../store/types';
import { t } from '../text';
import { beside } from '../text/beside';
import { carry } from '../text/carry';
import { common } from '../text/common';
import { unb64 } from '../sync/ids';
import { digest, type Vector } from '../sync/vector';

const SYMBOLS = 8;

export const UNREACHED: Failure = { ok: false, case: 'network', code: 'unreachable' };

/** Why there is no file, or why one was not taken. */
export function carryTrouble(failure: Failure): string {
  const own: Record<string, string> = t(carry).trouble;
  return own[failure.code] ?? t(common).trouble[failure.case];
}

/** Why two phones beside each other could not hand anything over. */
export function besideTrouble(failure: Failure): string {
  const own: Record<string, string> = t(beside).trouble;
  return own[failure.code] ?? carryTrouble(failure);
}

function fileOf({ name, text }: Bundle): File {
  return new File([text], name, { type: 'text/plain' });
}

/** Whether this browser hands files to other apps. */
export function canShare(bundle: Bundle): boolean {
  return navigator.canShare?.({ files: [fileOf(bundle)] }) ?? false;
}

/** Offers the file to other apps. False if that was not possible; a person who turns away from it is not a failure. */
export async function share(bundle: Bundle): Promise<boolean> {
  try {
    await navigator.share({ files: [fileOf(bundle)], title: bundle.name });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}

/** Saves the file where this browser saves files. */
export function download(bundle: Bundle): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(fileOf(bundle));
  link.download = bundle.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The first 40 bits of the digest of a vector, in Crockford's base 32, as 4-4: for the eyes of two people side by side. */
export function codeOf(vector: Vector): string {
  let bits = 0n;
  for (const byte of unb64(digest(vector)).subarray(0, (SYMBOLS * 5) / 8)) bits = (bits << 8n) | BigInt(byte);
  const symbols = Array.from({ length: SYMBOLS }, (_, place) => ALPHABET[Number((bits >> BigInt(5 * (SYMBOLS - 1 - place))) & 31n)]);
  return `${symbols.slice(0, 4).join('')}-${symbols.slice(4).join('')}`;
}
