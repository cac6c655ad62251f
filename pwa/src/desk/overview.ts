// What the overview of a hearing shows: arrivals over time, opinions by topic, the last entry of each device.
import type { Entry, Store } from '../store/types';
import { field } from '../sync/records';
import { recordsOf } from './contradictions';
import { shownValue, type Office } from './office';
import { opinionsOf } from './work';

export type Arrival = { at: string; n: number };

/** Minutes at which people arrived and how many were there by then, in order of time. */
export function arrivals(office: Office, stream: string): Arrival[] {
  const here = office.list(stream, 'attendance').filter((rec) => field(rec, 'standing')?.state === 'ok' && field(rec, 'standing')?.value !== null);
  const times = here.flatMap((rec) => (shownValue(rec, 'arrived') as { at: string } | undefined)?.at.slice(0, 16) ?? []).sort();
  const steps: Arrival[] = [];
  times.forEach((at, index) => {
    if (steps.at(-1)?.at === at) steps.at(-1)!.n = index + 1;
    else steps.push({ at, n: index + 1 });
  });
  return steps;
}

export type Device = { installation: string; label: string; name: string; entries: number; last: string };

/** Every device that wrote into this hearing, the last to speak first. */
export function devices(store: Store, stream: string): Device[] {
  const found = new Map<string, Device>();
  for (const rec of recordsOf(store, stream)) {
    for (const entry of store.entries(stream, rec.kind, rec.record)) add(found, store, entry);
  }
  return [...found.values()].sort((a, b) => (a.last < b.last ? 1 : -1));
}

function add(found: Map<string, Device>, store: Store, entry: Entry): void {
  const who = store.whoWrote(entry);
  if (who.server) return;
  const key = who.installation || entry.log;
  const device = found.get(key) ?? { installation: key, label: who.label, name: who.name || who.account, entries: 0, last: '' };
  device.entries += 1;
  if (entry.at > device.last) device.last = entry.at;
  found.set(key, device);
}

export type Bar = { id: string; name: string; n: number };

/** Opinions given at a hearing, by topic; the largest first. */
export function opinionsByTopic(store: Store, office: Office, meeting: string): Bar[] {
  const counts = new Map<string, number>();
  for (const { rec } of opinionsOf(store, office)) {
    if (shownValue(rec, 'meeting') === meeting) counts.set(rec.stream, (counts.get(rec.stream) ?? 0) + 1);
  }
  return bars([...counts].map(([stream, n]) => ({ id: stream, name: office.topicName(stream.slice('topic/'.length)), n })));
}

export function bars(all: Bar[]): Bar[] {
  return all.sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1));
}
