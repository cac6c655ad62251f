// Owns what an answer says about how far the other side holds our logs, and what a restored server makes of that. (PROTOCOL 5)
import type { Envelope, Result } from '../sync/bundle';
import { countersignText, verify } from '../sync/keys';
import type { Vector } from '../sync/vector';
import type { Core } from './core';
import type { Log } from './logs';
import { CONTACTS, EPOCH, type Office } from './office';
import type { Page } from './outgoing';

/**
 * Another epoch: the server was restored from a backup. What it acknowledged before counts no more, and streams of which
 * it says nothing at all, neither that they differ nor that they are the same, it may have lost whole.
 */
export async function changeEpoch(core: Core, office: Office, envelope: Envelope, page: Page): Promise<void> {
  const { epoch } = envelope;
  if (epoch === null || epoch === office.epoch) return;
  const contacts = { ...office.contacts };
  if (office.epoch !== null) {
    for (const { row } of core.logs.all()) await core.changeRow(row.log, (held) => ({ ...held, acked: 0, ...(!held.own && { beside: 0 }) }));
    contacts.lost = unspoken(envelope, [...page.vectors.keys()]);
  }
  await core.database.change(['meta'], async (tx) => {
    await Promise.all([tx.objectStore('meta').put(epoch, EPOCH), tx.objectStore('meta').put(contacts, CONTACTS)]);
  });
  office.epoch = epoch;
  office.contacts = contacts;
}

/** The streams of which an answer says nothing at all. */
export function unspoken({ streams, countersign = {}, withdrawn = [] }: Envelope, names: string[]): string[] {
  const spoken = new Set([...Object.keys(streams), ...Object.keys(countersign), ...withdrawn]);
  return names.filter((stream) => !spoken.has(stream));
}

/** Notes how far the server holds our logs, and what was taken beside or in another epoch. */
export async function acknowledge(core: Core, page: Page, envelope: Envelope): Promise<void> {
  const results = envelope.results ?? [];
  const there = await held(core, page, envelope);
  for (const log of core.logs.all()) {
    const { row } = log;
    const told = results.filter((result) => result.log === row.log);
    const theirs = there.get(row.stream);
    if (row.own) await acknowledgeOwn(core, log, theirs, told, envelope);
    else if (row.beside !== undefined) await acknowledgeBeside(core, log, theirs, told, page);
  }
}

async function acknowledgeOwn(core: Core, { row, entries }: Log, theirs: Vector | undefined, told: Result[], envelope: Envelope): Promise<void> {
  if (told.some(({ status }) => status !== 'quarantined')) return;
  if (envelope.withdrawn?.includes(row.stream) && theirs?.[row.log] === undefined) return; // it tells of the logs that were pushed only
  const [seq, hash] = theirs?.[row.log] ?? [0, ''];
  const fits = seq === 0 || entries[seq - 1]?.hash === hash;
  const acked = theirs === undefined ? Math.max(row.acked, ...told.map((line) => line.seq)) : seq; // in quarantine, but there
  if (fits && acked !== row.acked) await core.changeRow(row.log, (now) => ({ ...now, acked }));
}

/** As far as the server's vector says, or as it took what was pushed to it. */
async function acknowledgeBeside(core: Core, { row, entries }: Log, theirs: Vector | undefined, told: Result[], page: Page): Promise<void> {
  const apart = told.some(({ status }) => status !== 'quarantined' && status !== 'fork'); // these are kept there
  const pushed = apart ? undefined : page.entries.filter(({ log }) => log === row.log).at(-1)?.seq;
  const [seq, hash] = theirs?.[row.log] ?? [0, ''];
  const until = Math.max(pushed ?? 0, entries[seq - 1]?.hash === hash ? seq : 0);
  if (until <= (row.beside ?? 0)) return;
  await core.changeRow(row.log, ({ beside, ...rest }) => (beside === undefined || until >= (rest.signature?.seq ?? 0) ? rest : { ...rest, beside: Math.max(beside, until) }));
}

/** What the server holds of each stream: its vector, or ours where it leaves the stream out and signs that it holds the same. */
async function held(core: Core, page: Page, envelope: Envelope): Promise<Map<string, Vector | undefined>> {
  const there = new Map(Object.entries(envelope.streams).map(([stream, { vector }]) => [stream, vector]));
  const serverKey = core.keyring.membership?.identity.serverKey ?? '';
  for (const [stream, mine] of page.vectors) {
    const signature = envelope.countersign?.[stream];
    const digest = page.envelope.streams[stream]?.digest;
    if (there.has(stream) || signature === undefined || digest === undefined || envelope.epoch === null) continue;
    if (await verify(serverKey, countersignText(envelope.epoch, stream, digest), signature)) there.set(stream, mine);
  }
  return there;
}
