// Is this phone ready to go out? What is looked at, and how it came out.
import type { Store } from '../../store/types';
import type { Meeting } from '../meeting';
import { peopleOf } from '../people';

export type State = 'ok' | 'look' | 'bad';
export type Item = 'signed_in' | 'installed' | 'offline' | 'persisted' | 'roster' | 'key' | 'clock' | 'space';
export interface Check { item: Item; state: State; detail: string }

/** Milliseconds by which this phone's clock is ahead of the office's; null when the office cannot be asked. */
export async function skew(fetcher: typeof fetch = fetch): Promise<number | null> {
  try {
    const before = Date.now();
    const answer = await fetcher('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    const there = Date.parse(answer.headers.get('Date') ?? '');
    return Number.isNaN(there) ? null : Math.round((before + Date.now()) / 2 - there - 500); // the header has whole seconds
  } catch {
    return null;
  }
}

const TOLERATED = 120_000; // ms: entries carry logical clocks, so only a gross error matters
/** Whether something of this hearing or of its lists is known at the office and not all here yet: pages come one by one. */
function stillComing(store: Store, meeting: Meeting): boolean {
  const lists = meeting.communities.map((id) => `community/${id}`);
  const own = [meeting.stream, ...lists, ...meeting.topics.map((id) => `topic/${id}`), `subdistrict/${meeting.subdistrict ?? ''}`];
  return store.status().incomplete.some((stream) => own.includes(stream));
}

const LITTLE_SPACE = 50_000_000; // bytes

export async function checks(store: Store, meeting: Meeting): Promise<Check[]> {
  const roster = [...peopleOf(store, meeting).values()].filter((one) => !one.struck).length;
  const [ahead, persisted, room, worker] = await Promise.all([
    skew(),
    navigator.storage?.persisted?.().catch(() => false) ?? false,
    navigator.storage?.estimate?.().catch(() => null) ?? null,
    navigator.serviceWorker?.getRegistration?.().catch(() => undefined) ?? undefined,
  ]);
  const free = room ? (room.quota ?? 0) - (room.usage ?? 0) : null;
  const standalone = matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
  return [
    { item: 'signed_in', state: store.identity ? 'ok' : 'bad', detail: store.identity?.name ?? '' },
    { item: 'offline', state: worker?.active ? 'ok' : 'bad', detail: '' },
    { item: 'roster', state: roster && !stillComing(store, meeting) ? 'ok' : 'bad', detail: String(roster) },
    { item: 'key', state: store.meetingKey(meeting.stream) ? 'ok' : 'bad', detail: '' },
    { item: 'clock', state: ahead === null ? 'look' : Math.abs(ahead) < TOLERATED ? 'ok' : 'bad', detail: ahead === null ? '' : String(Math.round(Math.abs(ahead) / 60_000)) },
    { item: 'space', state: free === null ? 'look' : free > LITTLE_SPACE ? 'ok' : 'bad', detail: free === null ? '' : size(free) },
    { item: 'persisted', state: persisted ? 'ok' : 'look', detail: '' },
    { item: 'installed', state: standalone ? 'ok' : 'look', detail: '' },
  ];
}

function size(bytes: number): string {
  return bytes > 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
