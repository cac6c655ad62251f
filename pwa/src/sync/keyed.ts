// Owns which records two phones must give the same id, and which id that is (PROTOCOL.md 3).
import { own, type JsonObject } from './canonical';
import { keyedId } from './ids';

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

/** The id that a record with these fields must have; null if its kind has free ids or the fields do not tell. */
export function keyedRecord(key: string, kind: string, stream: string, fields: JsonObject): string | null {
  const by = own(KEYED as { [kind: string]: KeyedBy }, kind);
  if (by === undefined) return null;
  const parent = by.parent === null ? stream.slice(stream.indexOf('/') + 1) : own(fields, by.parent);
  const member = own(fields, by.member);
  return typeof parent === 'string' && typeof member === 'string' ? keyedId(key, kind, parent, member) : null;
}
