// Owns what is done about lines that did not simply land, and which of it a person is told. (PROTOCOL 5)
import type { Result as LineResult } from '../sync/bundle';
import type { Vector } from '../sync/vector';
import type { Rejected } from './arrivals';
import type { Core } from './core';
import { reissue } from './fork';
import type { Contacts } from './status';
import type { Attention } from './types';
import type { Writer } from './writer';

const LEFT = 'left_behind'; // could not be written again after a fork: a person looks whether something is open again

/** Acts on lines that did not simply land; `attention` gains what to tell. True when something was written again and must be sent. */
export async function heed(
  core: Core,
  writer: Writer,
  attention: Attention[],
  results: LineResult[],
  rejected: Rejected[],
): Promise<boolean> {
  let reissued = false;
  const done = new Set<string>();
  const forks = rejected.filter(({ reason }) => reason === 'fork').map((line) => ({ ...line, status: 'fork' }));
  for (const { log, seq, status, reason } of [...results, ...forks].sort((a, b) => a.seq - b.seq)) {
    const held = core.logs.get(log);
    if (status === 'quarantined' || held === undefined) continue;
    attention.push({ stream: held.row.stream, log, seq, status, reason });
    const branches = status === 'fork' || status === 'malformed';
    if (!branches || !held.row.own || done.has(log)) continue;
    done.add(log);
    const left = await reissue(core, writer, held, seq, { skip: status === 'malformed' ? seq : undefined });
    attention.push(...left.map(({ stream, seq: at }) => ({ stream, log, seq: at, status: LEFT, reason: LEFT })));
    reissued = true;
  }
  for (const { stream, log, seq, reason } of rejected) {
    if (reason !== 'fork') attention.push({ stream, log, seq, status: 'refused', reason });
  }
  return reissued;
}

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
