// Owns what the schema says of kinds and fields to fold and to write them: merge rule and part. What else it says stands in
// `forms` and `rights`, which the first screen of the phone does not need. The tables are made from schema.json.
import { own, put, type JsonObject } from './canonical';
import type { FieldRule, Merge } from './fold';
import { kinds } from './schema.generated';

export type Rule = FieldRule & { readonly merge: Merge };
export type Rules = { readonly [field: string]: Rule };

/** The rules of a kind's fields, or null for a kind that this version does not know. */
export function rulesOf(kind: string): Rules | null {
  return own(kinds as { [kind: string]: Rules }, kind) ?? null;
}

/** Divides what is set into the part that may be published and the part that may not. */
export function splitParts(kind: string, set: JsonObject): { body: JsonObject; private: JsonObject } {
  const parts = { body: {} as JsonObject, private: {} as JsonObject };
  for (const [field, value] of Object.entries(set)) {
    put(own((rulesOf(kind) ?? {}) as { [field: string]: Rule }, field)?.private ? parts.private : parts.body, field, value);
  }
  return parts;
}
