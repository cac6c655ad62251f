// Owns which lines that did not simply land a person still has to look at when an exchange is over. (PROTOCOL 5)
import type { Vector } from '../sync/vector';
import type { Core } from './core';
import type { Contacts } from './status';
import type { Attention } from './types';

export const LEFT = 'left_behind'; // could not be written again after a fork: a person looks whether something is open again

/** What stays open for a person after an exchange: of lines of one log that wait for one reason, the first tells. */
export function lasting(core: Core, contacts: Contacts, found: Attention[], theirs: Map<string, Vector>): Attention[] {
  const again = new Set(found.map(({ log, status }) => `${log} ${status}`));
  const stays = ({ log, status }: Attention): boolean =>
    status === 'malformed' || status === LEFT || status === 'lost' || (status === 'waiting' && contacts.waits?.[log] !== undefined && !again.has(`${log} ${status}`));
  const items = [...contacts.attention.filter(stays), ...found].filter((item) => isOpen(core, theirs, item));
  const key = ({ log, seq, status, reason }: Attention): string => (status === 'waiting' ? `${log} ${status}` : `${log} ${seq} ${status} ${reason}`);
  return [...new Map(items.reverse().map((item) => [key(item), item])).values()].reverse();
}

/** Lines that waited or were refused and were taken after all, later in the same exchange, are no concern. */
function isOpen(core: Core, theirs: Map<string, Vector>, { stream, log, seq, status }: Attention): boolean {
  const held = core.logs.get(log);
  if (held === undefined || (status !== 'waiting' && status !== 'refused')) return true;
  if (held.row.own && seq > held.entries.length) return false; // written again in another log
  return (held.row.own ? held.row.acked : (theirs.get(stream)?.[log]?.[0] ?? 0)) < seq;
}
