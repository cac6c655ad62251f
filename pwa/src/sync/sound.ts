// Owns which values of a record are of the form that the schema gives their fields, and the record without the others.
import { own, put, type Json } from './canonical';
import type { Fields } from './fold';
import { forms } from './forms.generated';
import { fitsForm, type Forms } from './forms';
import type { Rec } from './records';

/** Whether a value is of the form that the schema gives the field; a field that this version does not know fits. */
export function fits(kind: string, field: string, value: Json): boolean {
  const form = own(own(forms as { [kind: string]: Forms }, kind) ?? {}, field);
  return form === undefined || fitsForm(form, value);
}

/**
 * The same record, where a value that is not of its schema's form counts as contradicted and is not shown. The server
 * quarantines such entries, but a phone may fold one before it hears the verdict.
 */
export function sound(rec: Rec): Rec {
  const wrong = Object.entries(rec.fields).filter(([name, { value, provisional: shown = value }]) => {
    return shown !== undefined && !fits(rec.kind, name, shown);
  });
  if (wrong.length === 0) return rec;
  const fields: Fields = { ...rec.fields };
  for (const [name, { candidates }] of wrong) put(fields, name, { state: 'conflict', candidates });
  return { ...rec, fields };
}
