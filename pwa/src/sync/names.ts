// Owns the forms of names: what ids, streams and hashes look like (PROTOCOL.md 1).

export const NAME = /^[A-Za-z0-9_-]{1,64}$/;
export const STREAM = /^(?:office|community|subdistrict|topic|meeting)\/[A-Za-z0-9_-]{1,64}$/;
export const HASH = /^[A-Za-z0-9_-]{43}$/; // base64url of 32 bytes: hashes, commitments, salts

/** Whether the value is a text and the pattern describes all of it. */
export function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}
