// Owns what the schema says of kinds and fields: merge rule, part, writers, streams. The table is made from schema.json.
import { own, put, type Json, type JsonObject } from './canonical';
import type { FieldRule, Merge } from './fold';
import { fitsForm, type Form } from './forms';
import { keyedId } from './ids';
import { kinds } from './schema.generated';

export type Role = 'officer' | 'staff' | 'approver' | 'administrator' | 'server';
export type Rule = FieldRule & { readonly merge: Merge; readonly writers: readonly Role[]; readonly form: Form };
export type Rules = { readonly [field: string]: Rule };
export type Kind = { readonly streams: readonly string[]; readonly writers: readonly Role[]; readonly fields: Rules };

export const SCHEMA: { readonly [kind: string]: Kind } = kinds;

type KeyedBy = { readonly parent: string | null; readonly member: string };

/**
 * Kinds that two phones must give the same id, and the fields that name parent and member (PROTOCOL.md 3). The parent
 * of an attendance is the meeting, whose record has the name of the stream.
 */
export const KEYED: { readonly [kind: string]: KeyedBy } = {
  attendance: { parent: null, member: 'resident' },
  vote: { parent: 'motion', member: 'resident' },
  tally: { parent: 'motion', member: 'post' },
};

function kindOf(kind: string): Kind | undefined {
  return own(SCHEMA as { [kind: string]: Kind }, kind);
}

function ruleOf(kind: string, field: string): Rule | undefined {
  return own((kindOf(kind)?.fields ?? {}) as { [field: string]: Rule }, field);
}

/** The rules of a kind's fields, or null for a kind that this version does not know. */
export function rulesOf(kind: string): Rules | null {
  return kindOf(kind)?.fields ?? null;
}

/**
 * Whether each of these fields may be written by one of these roles. A field that this version does not know has the
 * writers of its kind; a kind that it does not know is not judged.
 */
export function mayWrite(kind: string, fields: Iterable<string>, roles: Iterable<string>): boolean {
  const known = kindOf(kind);
  if (known === undefined) return true;
  const held = new Set(roles);
  const allowed = (writers: readonly string[]) => writers.some((role) => held.has(role));
  const asked = [...fields].map((name) => ruleOf(kind, name)?.writers ?? known.writers);
  return asked.length === 0 ? allowed(known.writers) : asked.every(allowed);
}

/** Whether a value is of the form that the schema gives the field; a field that this version does not know fits. */
export function fits(kind: string, field: string, value: Json): boolean {
  const rule = ruleOf(kind, field);
  return rule === undefined || fitsForm(rule.form, value);
}

/** Whether a kind may stand in a stream; a kind unknown here may stand anywhere. */
export function streamFits(kind: string, stream: string): boolean {
  const known = kindOf(kind);
  return known === undefined || known.streams.includes(stream.slice(0, stream.indexOf('/')));
}

/** The id that a record with these fields must have; null if its kind has free ids or the fields do not tell. */
export function keyedRecord(key: string, kind: string, stream: string, fields: JsonObject): string | null {
  const by = own(KEYED as { [kind: string]: KeyedBy }, kind);
  if (by === undefined) return null;
  const parent = by.parent === null ? stream.slice(stream.indexOf('/') + 1) : own(fields, by.parent);
  const member = own(fields, by.member);
  return typeof parent === 'string' && typeof member === 'string' ? keyedId(key, kind, parent, member) : null;
}

/** Divides what is set into the part that may be published and the part that may not. */
export function splitParts(kind: string, set: JsonObject): { body: JsonObject; private: JsonObject } {
  const parts = { body: {} as JsonObject, private: {} as JsonObject };
  for (const [field, value] of Object.entries(set)) {
    put(ruleOf(kind, field)?.private ? parts.private : parts.body, field, value);
  }
  return parts;
}
