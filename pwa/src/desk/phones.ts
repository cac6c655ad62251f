// How the phones of a hearing fare, as the office sees it, and what of that a person must do something about.
import type { Result, Store } from '../store/types';
import { version } from '../sync/version.generated';
import { ask } from './session';

export type Range = { from: number; to: number };
export type Log = {
  log: string; last_seq: number; waiting: (Range & { reason: string })[]; missing: Range[]; forks: number; quarantined: number;
  adopts: { log: string; after: number; until: string } | null;
};
/** What a phone never reported is null. */
export type Phone = {
  installation: string; label: string; account: string; name: string; revoked: boolean; last_seen: string | null; app: string | null; schema: string | null;
  skew_ms: number | null; unsent: number | null; unsigned: number | null; files: number | null; holds: 'same' | 'behind' | 'none'; logs: Log[];
};
export type Phones = { phones: Phone[]; unknown: { kind: string; entries: number }[]; vector_digest: string };
export type SetAside = { hash: string; reason: string; stream: string; kind: string; received_at: string };

/** `act`: a person must do something; `wait`: it comes right by itself when the phone next speaks; `know`: worth knowing. */
export type Weight = 'act' | 'wait' | 'know';
export type Concern = {
  weight: Weight; n: number;
  what: 'never' | 'silent' | 'revoked' | 'clock' | 'clockOff' | 'lost' | 'keyless' | 'unsigned' | 'gap' | 'part' | 'quota' | 'quarantined' | 'forks' | 'version' | 'unsent' | 'files' | 'behind' | 'adopted';
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A clock that is further ahead is not followed by others, so what it writes cannot be ordered among theirs. */
const WRONG = DAY;
const OFF = 10 * MINUTE;

export const phonesOf = (store: Store, meeting: string): Promise<Result<Phones>> => ask(`/api/meetings/${encodeURIComponent(meeting)}/phones`, { headers: store.authorization() });

export const setAside = (store: Store): Promise<Result<{ quarantined: SetAside[] }>> => ask('/api/quarantine', { headers: store.authorization() });

export function admit(store: Store, entry: string, reason: string): Promise<Result<{ stream: string }>> {
  return ask(`/api/quarantine/${encodeURIComponent(entry)}/admission`, { method: 'POST', body: JSON.stringify({ reason: reason.normalize('NFC').trim() }), headers: store.authorization() });
}

export const lines = (ranges: Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

const sum = (logs: Log[], count: (log: Log) => number): number => logs.reduce((all, log) => all + count(log), 0);

/** What is to be said of a phone, what needs a person first. */
export function concernsOf(phone: Phone, now = Date.now()): Concern[] {
  const found: Concern[] = [];
  const say = (what: Concern['what'], weight: Weight, n: number): void => void (n > 0 && found.push({ what, weight, n }));
  const early = (reason: string) => sum(phone.logs, ({ waiting }) => lines(waiting.filter((one) => one.reason === reason)));
  const days = phone.last_seen === null ? 0 : Math.floor((now - Date.parse(phone.last_seen)) / DAY);
  const owes = (phone.unsent ?? 0) + (phone.files ?? 0) + sum(phone.logs, ({ waiting, missing }) => lines(waiting) + lines(missing));
  const gone = phone.revoked || days > 0; // it does not come by itself
  const late: Weight = gone ? 'act' : 'wait';
  const skew = Math.abs(phone.skew_ms ?? 0);
  say('revoked', owes > 0 ? 'act' : 'know', Number(phone.revoked));
  say('never', 'know', Number(phone.last_seen === null));
  say('silent', owes > 0 ? 'act' : 'know', days);
  if (skew >= OFF) say(skew >= WRONG ? 'clock' : 'clockOff', skew >= WRONG ? 'act' : 'know', skew);
  say('quarantined', 'act', sum(phone.logs, (log) => log.quarantined));
  say('lost', late, sum(phone.logs, ({ missing }) => lines(missing)));
  say('keyless', 'act', phone.unsigned ?? 0); // it signs before it speaks, if it can
  say('unsigned', late, early('unsigned'));
  say('gap', 'wait', early('gap')); // what is missing before it is told
  say('part', 'wait', early('part'));
  say('forks', 'know', sum(phone.logs, (log) => log.forks));
  say('version', 'know', Number(phone.schema !== null && phone.schema !== version));
  say('unsent', 'wait', phone.unsent ?? 0); // that it has been silent is told
  say('files', 'wait', phone.files ?? 0);
  say('behind', 'wait', Number(phone.holds === 'behind'));
  say('adopted', 'know', phone.logs.filter(({ adopts }) => adopts !== null).length);
  const order: Weight[] = ['act', 'wait', 'know'];
  return found.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
}

export type Stretch = Range & { what: 'held' | 'missing' | 'waiting' };

/** A log from its first line to the last that is known of: what is held, what is missing, what waits. */
export function stretches(log: Log): Stretch[] {
  const held: Stretch[] = log.last_seq > 0 ? [{ from: 1, to: log.last_seq, what: 'held' }] : [];
  return [...held, ...log.missing.map((one) => ({ ...one, what: 'missing' as const })), ...log.waiting.map(({ from, to }) => ({ from, to, what: 'waiting' as const }))];
}

export const lengthOf = (log: Log): number => Math.max(1, ...stretches(log).map(({ to }) => to));

/** A span as one number and its largest unit. */
export function span(ms: number): { n: number; unit: 'years' | 'months' | 'days' | 'hours' | 'minutes' } {
  const units = [['years', 365 * DAY], ['months', 30 * DAY], ['days', DAY], ['hours', 60 * MINUTE], ['minutes', MINUTE]] as const;
  const [unit, size] = units.find(([, one]) => Math.abs(ms) >= one) ?? ['minutes', MINUTE];
  return { n: Math.round(Math.abs(ms) / size), unit };
}
