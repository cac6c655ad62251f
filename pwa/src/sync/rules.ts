// Owns what the schema says of kinds and fields: merge rule, part, writers, streams. The table is made from schema.json.
import { own, put, type JsonObject } from './canonical';
import type { FieldRule, Merge } from './fold';
import { kinds } from './schema.generated';

export type Role = 'officer' | 'staff' | 'approver' | 'administrator' | 'server';
export type Rule = FieldRule & { readonly merge: Merge; readonly writers: readonly Role[] };
export type Rules = { readonly [field: string]: Rule };
export type Kind = { readonly streams: readonly string[]; readonly writers: readonly Role[]; readonly fields: Rules };

export const SCHEMA: { readonly [kind: string]: Kind } = kinds;

/** Kinds that two phones must give the same id, and which field names the parent and the member (PROTOCOL.md 3). */
export const KEYED = {
  attendance: { parent: 'meeting', member: 'resident' },
  vote: { parent: 'motion', member: 'resident' },
  tally: { parent: 'motion', member: 'post' },
} as const;

function kindOf(kind: string): Kind | undefined {
  return own(SCHEMA as { [kind: string]: Kind }, kind);
}

/** The rules of a kind's fields, or null for a kind that this version does not know. */
export function rulesOf(kind: string): Rules | null {
  return kindOf(kind)?.fields ?? null;
}

/** Whether an account with these roles may write these fields. What is unknown here is for the server to judge. */
export function mayWrite(kind: string, fields: Iterable<string>, roles: Iterable<string>): boolean {
  const known = kindOf(kind);
  if (known === undefined) return true;
  const held = new Set(roles);
  const allowed = (writers: readonly string[]) => writers.some((role) => held.has(role));
  const names = [...fields];
  if (names.length === 0) return allowed(known.writers);
  return names.every((name) => allowed(own(known.fields as { [field: string]: Rule }, name)?.writers ?? known.writers));
}

/** Whether a kind may stand in a stream; a kind unknown here may stand anywhere. */
export function streamFits(kind: string, stream: string): boolean {
  const known = kindOf(kind);
  return known === undefined || known.streams.includes(stream.slice(0, stream.indexOf('/')));
}

/** Divides what is set into the part that may be published and the part that may not. */
export function splitParts(kind: string, set: JsonObject): { body: JsonObject; private: JsonObject } {
  const rules = rulesOf(kind) ?? {};
  const parts = { body: {} as JsonObject, private: {} as JsonObject };
  for (const [field, value] of Object.entries(set)) {
    put(own(rules as { [field: string]: Rule }, field)?.private ? parts.private : parts.body, field, value);
  }
  return parts;
}
