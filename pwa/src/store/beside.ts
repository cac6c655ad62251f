// Owns what two phones beside each other tell by pictures: one asks with what it holds and a key for this once, the other
// seals to it the lines that it lacks. (PROTOCOL 9)
import { read, write, type Envelope } from '../sync/bundle';
import { isObject, parse, put, type Json } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import { b64, unb64 } from '../sync/ids';
import { matches, NAME, STREAM } from '../sync/names';
import { Opener, seal, TAG } from '../sync/sealed';
import { digest } from '../sync/vector';
import { Arrivals, type Arrival } from './arrivals';
import type { Core } from './core';
import { takeIn } from './intake';
import { verifiedHead, type Log } from './logs';
import type { Asking, Giving, Neighbours, Taken } from './neighbours';
import type { Office } from './office';
import { fail, ok, storageFailure } from './result';
import type { Signing } from './signing';
import type { Result } from './types';
import { squeezed, unsqueezed } from './wire';

const POINT = 65; // bytes of a key
const MOST_LETTERS = 100_000; // of lines: about 200 entries, and half a minute of pictures

/** What a phone says when it asks: how far it holds each log of each stream. */
interface Asked {
  key: string;
  streams: Map<string, Map<string, number>>;
}

interface Lot {
  log: Log;
  lines: Entry[];
}

export class Beside implements Neighbours {
  constructor(
    private readonly core: Core,
    private readonly signing: Signing,
    private readonly office: Office,
  ) {}

  async ask(): Promise<Result<Asking>> {
    const { membership } = this.core.keyring;
    if (membership === null) return fail('refused', 'not_enrolled');
    const opener = await Opener.make();
    const streams: Record<string, Json> = {};
    for (const stream of this.core.logs.streams()) {
      const held: Record<string, Json> = {};
      for (const { row, entries } of this.core.logs.of(stream)) put(held, row.log, entries.length);
      put(streams, stream, held);
    }
    const asked = JSON.stringify({ v: 1, office: membership.identity.office, key: opener.key, streams });
    const bytes = await squeezed(asked);
    return ok({ bytes, take: (shown) => this.take(opener, shown) });
  }

  async give(bytes: Uint8Array<ArrayBuffer>): Promise<Result<Giving>> {
    const { membership } = this.core.keyring;
    if (membership === null) return fail('refused', 'not_enrolled');
    const asked = await readAsked(bytes, membership.identity.office);
    if (typeof asked === 'string') return fail('refused', asked);
    try {
      await this.signing.signHeads();
      const lots = this.lacking(asked);
      const given = fitting(lots);
      if (given.length === 0) return fail('refused', lots.length > 0 ? 'too_large' : 'nothing_lacking');
      const text = write(this.envelope(given), given.flatMap(({ lines }) => lines.map(({ line }) => line)));
      const sealed = await seal(await squeezed(text), asked.key);
      return ok({ bytes: packed(sealed), entries: told(given), left: told(lots) - told(given) });
    } catch (error) {
      return storageFailure(error);
    }
  }

  /** Of the streams that both hold, what is signed and verified here and not there: their own lines first, then the shortest rest. */
  private lacking({ streams }: Asked): Lot[] {
    const lots: Lot[] = [];
    for (const [stream, held] of streams) {
      for (const log of this.core.logs.of(stream)) {
        const lines = log.entries.slice(held.get(log.row.log) ?? 0, verifiedHead(log)?.seq ?? 0);
        if (lines.length > 0) lots.push({ log, lines });
      }
    }
    return lots.sort((a, b) => Number(b.log.row.own) - Number(a.log.row.own) || a.lines.length - b.lines.length);
  }

  private envelope(given: Lot[]): Envelope {
    const envelope: Envelope = { v: 1, epoch: this.office.epoch, streams: {} };
    for (const { log } of given) {
      const { row } = log;
      const head = verifiedHead(log);
      const state = (envelope.streams[row.stream] ??= { digest: digest(this.core.logs.vector(row.stream)), signatures: [] });
      if (head !== null) state.signatures?.push({ log: row.log, ...head });
    }
    return envelope;
  }

  private async take(opener: Opener, shown: Uint8Array<ArrayBuffer>): Promise<Result<Taken>> {
    const content = await opener.open(unpacked(opener.key, shown));
    if (content === null) return fail('refused', 'beside_damaged');
    try {
      const { envelope, lines } = read(await unsqueezed(content));
      const mine = new Set(this.core.logs.streams());
      const signatures = Object.entries(envelope.streams).flatMap(([stream, state]) => (mine.has(stream) ? (state.signatures ?? []) : []));
      const serverKey = this.core.keyring.membership?.identity.serverKey ?? '';
      const pending = new Map<string, Entry[]>();
      const { arrivals, rejected } = await new Arrivals(this.core.logs, serverKey).check(lines, signatures, pending);
      const taken = arrivals.filter((one) => mine.has(one.stream) && !this.core.keyring.holds(one.key) && this.fits(one));
      await takeIn(this.core, taken.map((one) => ({ ...one, beside: true })), this.office.contacts);
      this.core.emit();
      const refused = rejected.length + arrivals.length - taken.length + pending.size;
      return ok({ entries: told(taken.map(({ entries }) => ({ lines: entries }))), refused });
    } catch (error) {
      return storageFailure(error);
    }
  }

  /** Whether it still goes on from what is held: an exchange may have brought the same lines meanwhile. */
  private fits({ log, entries }: Arrival): boolean {
    return entries[0]?.seq === (this.core.logs.head(log)?.[0] ?? 0) + 1;
  }
}

/** Entries as people count them: the opening of a log is none. */
function told(lots: { lines: Entry[] }[]): number {
  return lots.reduce((sum, { lines }) => sum + lines.filter(({ kind }) => kind !== 'log').length, 0);
}

/** Logs are given whole or not at all: half of one could not be taken in. */
function fitting(lots: Lot[]): Lot[] {
  let letters = 0;
  return lots.filter(({ lines }) => {
    const size = lines.reduce((sum, { line }) => sum + line.length, 0);
    if (letters + size > MOST_LETTERS) return false;
    letters += size;
    return true;
  });
}

/** What a picture asks, or the code of why it asks nothing of us. */
async function readAsked(bytes: Uint8Array<ArrayBuffer>, office: string): Promise<Asked | string> {
  try {
    const said = parse(await unsqueezed(bytes));
    if (!isObject(said)) return 'beside_unreadable';
    if (said.v !== 1) return 'unsupported_version';
    const { key, streams } = said;
    if (said.office !== office) return 'beside_elsewhere';
    if (typeof key !== 'string' || unb64(key).length !== POINT || !isObject(streams)) return 'beside_unreadable';
    const known = Object.entries(streams).filter(([stream, held]) => matches(STREAM, stream) && isObject(held));
    return { key, streams: new Map(known.map(([stream, held]) => [stream, heldIn(held)])) };
  } catch {
    return 'beside_unreadable';
  }
}

function heldIn(held: Json): Map<string, number> {
  const entries = Object.entries(isObject(held) ? held : {});
  return new Map(entries.flatMap(([log, seq]) => (matches(NAME, log) && typeof seq === 'number' ? [[log, seq] as const] : [])));
}

/** A sealed file without what whoever asked knows: the key made for it, then what is sealed, as bytes. */
function packed(file: string): Uint8Array<ArrayBuffer> {
  const [, , once = '', sealed = ''] = file.split('\n');
  return new Uint8Array([...unb64(once), ...unb64(sealed)]);
}

function unpacked(key: string, bytes: Uint8Array<ArrayBuffer>): string {
  return [TAG, key, b64(bytes.subarray(0, POINT)), b64(bytes.subarray(POINT))].join('\n');
}
