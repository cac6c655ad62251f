// Owns our lines that the office cannot take yet (status `waiting`): what is sent of them again, and when. (PROTOCOL 5)
import type { Envelope } from '../sync/bundle';
import type { Core } from './core';
import { verifiedHead, type Log } from './logs';
import type { Office } from './office';
import type { Page } from './outgoing';
import type { Wait, Waits } from './status';

const AGAIN_MS = 3_600_000; // before the same lines are sent once more, although nothing has changed

/** Up to which seq lines of a log can be sent: of others what is verified, of ours the signed ones, or all where the key is lost and staff may help. */
export function sendable({ core }: Around, log: Log): number {
  const { row, key, entries } = log;
  if (!row.own) return verifiedHead(log)?.seq ?? 0;
  return core.keyring.signs(key) ? (row.signature?.seq ?? 0) : entries.length;
}

export interface Around {
  core: Core;
  office: Office;
}

/** After which seq a log of ours is sent, when the office holds it until `held`: what waits there is not sent in a loop. */
export function sentFrom({ core, office }: Around, log: Log, held: number): number {
  const wait = office.contacts.waits?.[log.row.log];
  if (wait === undefined || wait.epoch !== office.epoch || wait.from > held + 1) return held;
  const age = core.now() - wait.at;
  if (age < 0 || age >= AGAIN_MS) return held;
  return wait.reason === 'quota' ? log.entries.length : Math.max(held, wait.until);
}

/** Logs of ours of which something is to be sent. */
export function unsent(around: Around): Log[] {
  return around.core.logs.all().filter((log) => log.row.own && sentFrom(around, log, log.row.acked) < sendable(around, log));
}

/** What waits once an answer to a page is known. */
export function waitsAfter({ core, office }: Around, page: Page, { results = [], epoch }: Envelope): Waits {
  const waits: Waits = { ...office.contacts.waits };
  for (const [log, wait] of Object.entries(waits)) {
    const held = core.logs.get(log);
    if (held === undefined || held.row.acked >= wait.until || held.entries.length < wait.until) delete waits[log];
  }
  for (const log of new Set(page.entries.map((entry) => entry.log))) {
    if (core.logs.get(log)?.row.own !== true) continue;
    const said = results.filter((result) => result.log === log && result.status === 'waiting');
    const lines = page.entries.filter((entry) => entry.log === log);
    const [first, last] = [lines[0], lines.at(-1)];
    if (said[0] === undefined || first === undefined || last === undefined) delete waits[log];
    else waits[log] = { from: begun(waits[log], first.seq, epoch), until: last.seq, reason: said[0].reason, epoch, at: core.now() } satisfies Wait;
  }
  return waits;
}

/** Lines that follow those which wait already wait with them. */
function begun(before: Wait | undefined, first: number, epoch: string | null): number {
  return before?.epoch === epoch && before.until === first - 1 ? before.from : first;
}
