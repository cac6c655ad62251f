// Owns the standing sync line: how much is kept, sent, waiting, and what needs eyes.
import { compareBytes } from '../sync/canonical';
import type { Core } from './core';
import { isUnverified } from './logs';
import type { Attention, Leaving, Left, Status } from './types';

/** Lines of a log of ours that the office could not take yet, as they were last sent. */
export interface Wait {
  from: number;
  until: number;
  reason: string;
  epoch: string | null;
  /** Milliseconds since 1970. */
  at: number;
}
export type Waits = Record<string, Wait>;

/** What the exchange knows; kept in `meta`, nothing personal in it. */
export interface Contacts {
  lastSync: string | null;
  attention: Attention[];
  incomplete: string[];
  /** Streams of which a restored server said nothing: it may have lost them whole, so they are offered to it. */
  lost?: string[];
  /** By log. */
  waits?: Waits;
  /** Streams that this phone is no longer to hold, and still does. */
  leaving?: Leaving[];
  /** Those that left, until the person has seen it. */
  left?: Left[];
}

export const NO_CONTACTS: Contacts = { lastSync: null, attention: [], incomplete: [] };

/** Entries of our own, and those of them that the server has acknowledged; openings of logs are not counted. */
export function counts(core: Core): { kept: number; sent: number; waiting: number } {
  let kept = 0;
  let sent = 0;
  for (const { row, entries } of core.logs.all()) {
    if (!row.own || entries.length === 0) continue;
    kept += entries.length - 1;
    sent += Math.max(0, Math.min(row.acked, entries.length) - 1);
  }
  return { kept, sent, waiting: kept - sent };
}

/** True when some line of our own has not been acknowledged, an opening included. */
export function hasUnsent(core: Core): boolean {
  return core.logs.all().some(({ row, entries }) => row.own && row.acked < entries.length);
}

function quarantined(core: Core): Attention[] {
  const own = core.logs.all().filter(({ row }) => row.own);
  return own.flatMap(({ entries }) =>
    entries.flatMap(({ stream, log, seq, hash }) => {
      const reason = core.records.quarantined(hash);
      return reason === null ? [] : [{ stream, log, seq, status: 'quarantined', reason }];
    }),
  );
}

/** Streams that lack lines, whose lines are not verified yet, or of which some cannot be read any more. */
function incomplete(core: Core, contacts: Contacts): string[] {
  const unverified = core.logs.all().filter(isUnverified);
  const damaged = core.damaged();
  if (unverified.length + damaged.length === 0) return contacts.incomplete;
  return [...new Set([...contacts.incomplete, ...unverified.map(({ row }) => row.stream), ...damaged.map(({ stream }) => stream)])].sort(compareBytes);
}

export function statusOf(core: Core, contacts: Contacts, now: Pick<Status, 'contact' | 'trouble' | 'closed' | 'files'>): Status {
  return {
    ...counts(core),
    attention: [...core.damaged(), ...contacts.attention, ...quarantined(core)],
    lastSync: contacts.lastSync,
    incomplete: incomplete(core, contacts),
    keyLost: core.keyring.lost,
    leaving: contacts.leaving ?? [],
    left: contacts.left ?? [],
    ...now,
  };
}
