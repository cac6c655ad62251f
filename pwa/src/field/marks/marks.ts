// The mark that somebody leaves for being here: a signature on the screen, a thumbprint with a witness, a guardian's word. (R0.1)
import { field, type Json, type KeptFile, type Store, type Write } from '../../store/types';
import type { Attendance } from '../../sync/types.generated';
import type { Came } from '../door/door';
import { read } from '../meeting';

export type Mark = NonNullable<Attendance['mark']>;
export type Somebody = { resident: string; name: string };

/** A person of the lists, or a typed name; null when nobody is named yet. */
export function named({ resident, name }: Somebody): { resident: string | null; name: string | null } | null {
  const typed = name.trim().normalize('NFC');
  if (!resident && !typed) return null;
  return resident ? { resident, name: null } : { resident: null, name: typed };
}

export function markOf(came: Came | undefined): Mark | null {
  return read<Mark | null>(came?.rec, 'mark') ?? null;
}

function amend(store: Store, came: Came, set: Record<string, Json>): Write {
  return { stream: came.rec.stream, kind: 'attendance', record: came.record, set, shown: store.shown(came.rec, Object.keys(set)) };
}

export function signatureDraft(store: Store, came: Came, file: KeptFile): Write {
  return amend(store, came, { mark: { form: 'signature', file: { ...file }, witness: null }, signing: 'touch' });
}

/** A photo of a thumbprint on paper, as one would file the paper: it is never measured or compared. */
export function thumbprintDraft(store: Store, came: Came, file: KeptFile, witness: Somebody): Write | null {
  const who = named(witness);
  return who && amend(store, came, { mark: { form: 'thumbprint', file: { ...file }, witness: who }, signing: 'thumbprint_with_witness' });
}

export function guardianDraft(store: Store, came: Came, guardian: Somebody): Write | null {
  const who = named(guardian);
  return who && amend(store, came, { guardian: who, signing: 'guardian' });
}

/** What stood before a mark, said again: the undo of the last tap. */
export function markBackDraft(store: Store, came: Came, before: Came): Write {
  const was = (name: string): Json => (field(before.rec, name)?.value as Json | undefined) ?? null;
  return amend(store, came, { mark: was('mark'), ...(before.signing ? { signing: before.signing } : {}) });
}
