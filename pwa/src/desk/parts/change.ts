// What a short form hands over when it is saved.
import type { Shown } from '../../store';
import type { Json } from '../../sync/canonical';

export type Change = { set: Record<string, Json>; shown: Shown; why?: string };

/** The reason goes with the write only when there is one. */
export function because(why: string | undefined): { why?: string } {
  return why ? { why } : {};
}
