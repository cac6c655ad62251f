// Owns who may write what, and where, by the schema.
import { own } from './canonical';
import { rights } from './rights.generated';

export type Role = 'officer' | 'staff' | 'approver' | 'administrator' | 'server';
/** `fields` names those whose writers are not those of the kind. */
export type Rights = {
  readonly streams: readonly string[];
  readonly writers: readonly Role[];
  readonly fields: { readonly [field: string]: readonly Role[] };
};

function rightsOf(kind: string): Rights | undefined {
  return own(rights as { [kind: string]: Rights }, kind);
}

/**
 * Whether each of these fields may be written by one of these roles. A field that this version does not know has the
 * writers of its kind; a kind that it does not know is not judged.
 */
export function mayWrite(kind: string, fields: Iterable<string>, roles: Iterable<string>): boolean {
  const known = rightsOf(kind);
  if (known === undefined) return true;
  const held = new Set(roles);
  const allowed = (writers: readonly string[]) => writers.some((role) => held.has(role));
  const asked = [...fields].map((name) => own(known.fields as { [field: string]: readonly Role[] }, name) ?? known.writers);
  return asked.length === 0 ? allowed(known.writers) : asked.every(allowed);
}

/** Whether a kind may stand in a stream; a kind unknown here may stand anywhere. */
export function streamFits(kind: string, stream: string): boolean {
  const known = rightsOf(kind);
  return known === undefined || known.streams.includes(stream.slice(0, stream.indexOf('/')));
}
