// Removing personal data on request (R5.4): which part of an entry can go, the order to the office, and what was ordered before.
import type { Entry, Result, Store } from '../store/types';
import type { PartName } from '../sync/fold';
import { rulesOf } from '../sync/rules';
import { ask } from './session';

/** Kinds whose public part is what somebody said; the public part of others tells nothing about a person. */
const OWN_WORDS = ['opinion', 'photo'];
/** What these hold are keys and orders: nothing about a person. */
const NEVER = ['log', 'verdict', 'installation', 'account', 'meeting', 'roster_import'];

/** The fields that stand in a part of an entry, as far as it is here. */
export function fieldsIn(entry: Entry, part: PartName): string[] {
  return Object.keys(entry[part] ?? {}).filter((field) => field !== 'why');
}

/** The parts of an entry that may be removed and are still here. */
export function removable(entry: Entry): PartName[] {
  if (NEVER.includes(entry.kind) || entry.redacts !== null) return [];
  const parts: PartName[] = OWN_WORDS.includes(entry.kind) ? ['private', 'body'] : ['private'];
  return parts.filter((part) => Object.keys(entry[part] ?? {}).length > 0);
}

/** The order by which a field of an entry was removed, if there is one among the entries of its record. */
export function orderOf(entries: Entry[], entry: Entry, field: string): Entry | undefined {
  const part: PartName = rulesOf(entry.kind)?.[field]?.private ? 'private' : 'body';
  return entries.find(({ redacts }) => redacts?.hash === entry.hash && redacts.part === part && entry[part] === null);
}

/** Tells the office to remove it, and takes the order in: from then on it is gone here, too. */
export async function remove(store: Store, entry: Entry, part: PartName, reason: string): Promise<Result<unknown>> {
  const body = JSON.stringify({ stream: entry.stream, entry: entry.hash, part, reason });
  const answer = await ask('/api/redactions', { method: 'POST', headers: store.authorization(), body });
  return answer.ok ? store.sync() : answer;
}
