// Owns what an answer says about how far the other side holds our logs, and what a restored server makes of that. (PROTOCOL 5)
import type { Envelope } from '../sync/bundle';
import { countersignText, verify } from '../sync/keys';
import type { Core } from './core';
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

/** Notes how far the server holds our logs: as its vector says, or all of it where it signs that the copies are the same. */
export async function acknowledge(core: Core, page: Page, envelope: Envelope): Promise<void> {
  const results = envelope.results ?? [];
  const spoilt = new Set(results.filter(({ status }) => status !== 'quarantined').map(({ log }) => log));
  const withdrawn = new Set(envelope.withdrawn);
  for (const { row, entries } of core.logs.all()) {
    const { log, stream } = row;
    if (!row.own || spoilt.has(log)) continue;
    const theirs = envelope.streams[stream]?.vector ?? ((await same(core, page, envelope, stream)) ? page.vectors.get(stream) : undefined);
    if (withdrawn.has(stream) && theirs?.[log] === undefined) continue; // it tells of the logs that were pushed only
    const landed = results.filter((result) => result.log === log).map(({ seq }) => seq); // in quarantine, but there
    const [seq, hash] = theirs?.[log] ?? [0, ''];
    const fits = seq === 0 || entries[seq - 1]?.hash === hash;
    const acked = theirs === undefined ? Math.max(row.acked, ...landed) : seq;
    if (fits && acked !== row.acked) await core.changeRow(log, (held) => ({ ...held, acked }));
  }
  await acknowledgeBeside(core, page, envelope);
}

/** Notes how far the server holds what was taken beside or in another epoch: as its vector says, or as far as it took what was pushed to it. */
async function acknowledgeBeside(core: Core, page: Page, envelope: Envelope): Promise<void> {
  for (const { row, entries } of core.logs.all().filter((log) => log.row.beside !== undefined)) {
    const { log, stream } = row;
    const apart = (envelope.results ?? []).some((result) => result.log === log && !['quarantined', 'fork'].includes(result.status)); // these are kept there
    const pushed = apart ? undefined : page.entries.filter((entry) => entry.log === log).at(-1)?.seq;
    const theirs = envelope.streams[stream]?.vector ?? ((await same(core, page, envelope, stream)) ? page.vectors.get(stream) : undefined);
    const [seq, hash] = theirs?.[log] ?? [0, ''];
    const held = Math.max(pushed ?? 0, entries[seq - 1]?.hash === hash ? seq : 0);
    if (held <= (row.beside ?? 0)) continue;
    await core.changeRow(log, ({ beside, ...rest }) => (beside === undefined || held >= (rest.signature?.seq ?? 0) ? rest : { ...rest, beside: Math.max(beside, held) }));
  }
}

/** True when the answer leaves a stream out and the server has signed that it holds what we hold. */
async function same(core: Core, page: Page, envelope: Envelope, stream: string): Promise<boolean> {
  const signature = envelope.countersign?.[stream];
  const digest = page.envelope.streams[stream]?.digest;
  if (signature === undefined || digest === undefined || envelope.epoch === null || envelope.streams[stream]) return false;
  const serverKey = core.keyring.membership?.identity.serverKey ?? '';
  return verify(serverKey, countersignText(envelope.epoch, stream, digest), signature);
}
