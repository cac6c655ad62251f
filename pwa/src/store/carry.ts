// Owns files that others carry: everything unsent as one sealed text, and handing over a file that came here. (PROTOCOL 6)
import { write, type Envelope, type Signature as HeadSignature } from '../sync/bundle';
import { compareBytes, isObject, put } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import { carrierText, verify } from '../sync/keys';
import { seal } from '../sync/sealed';
import { digest } from '../sync/vector';
import type { Core } from './core';
import type { Log } from './logs';
import type { Neighbours } from './neighbours';
import type { Office } from './office';
import { fail, ok, storageFailure } from './result';
import type { Signing } from './signing';
import type { Bundle, Couriers, HandedOver, Result } from './types';
import { post, squeezed, type Fetch } from './wire';

const CARRIER = 'carrier'; // where the key lies in `meta`
const PAGE_LINES = 500; // whoever takes a file in cuts it there
const LARGEST = 16_000_000; // bytes; no server takes more
const IN_BANGKOK = 7 * 3_600_000; // ms

/** Asks for the server's carrier key and keeps it if the server has signed it. False: ask again another time. */
async function askForKey(core: Core, fetch: Fetch): Promise<boolean> {
  try {
    const answer = await fetch('/sync/carrier', { credentials: 'omit', cache: 'no-store' });
    const said: unknown = await answer.json();
    if (!isObject(said) || typeof said.key !== 'string' || typeof said.signature !== 'string') return false;
    const { key, signature } = said;
    const serverKey = core.keyring.membership?.identity.serverKey ?? '';
    if (!(await verify(serverKey, carrierText(key), signature))) return false;
    await core.database.change(['meta'], async (tx) => void (await tx.objectStore('meta').put(key, CARRIER)));
    return true;
  } catch {
    return false;
  }
}

export class Courier implements Couriers {
  private keyKept = false;

  constructor(
    private readonly core: Core,
    private readonly signing: Signing,
    private readonly office: Office,
    private readonly fetch: Fetch,
  ) {}

  /**
   * All own lines that the server has not acknowledged, sealed so that only the server can read them. Nothing counts as
   * sent by this. `refused` with `no_carrier_key`: exchange once first; with `nothing_unsent`.
   */
  async share(): Promise<Result<Bundle>> {
    const membership = this.core.keyring.membership;
    if (membership === null) return fail('refused', 'not_enrolled');
    try {
      const carrier = await this.core.database.read(['meta'], (tx) => tx.objectStore('meta').get(CARRIER));
      if (typeof carrier !== 'string') return fail('refused', 'no_carrier_key');
      await this.signing.signHeads();
      const { envelope, lines } = await this.unsent();
      if (lines.length === 0) return fail('refused', 'nothing_unsent');
      const text = await seal(await squeezed(write(envelope, lines.map(({ line }) => line))), carrier);
      return ok({ name: nameOf(membership.identity.label, this.core.now()), text });
    } catch (error) {
      return storageFailure(error);
    }
  }

  /** Brings a file to the office, whoever made it. Nothing of it is kept here. */
  async handOver(file: Blob): Promise<Result<HandedOver>> {
    if (file.size > LARGEST) return fail('refused', 'too_large');
    try {
      const headers = { 'Content-Type': 'text/plain; charset=utf-8', ...this.core.keyring.authorization() };
      const answer = await post(this.fetch, { path: '/sync/bundles', headers, body: await file.text() });
      return answer.ok ? ok(became(answer.value)) : answer;
    } catch {
      return fail('refused', 'bundle_unreadable'); // a file that the phone itself could not read
    }
  }

  async neighbours(): Promise<Neighbours | null> {
    const beside = await import('./beside').catch(() => null);
    return beside && new beside.Beside(this.core, this.signing, this.office);
  }

  /** After an exchange that went through: the key that files are sealed to is asked for once, while there is a network. */
  async keepKey(): Promise<void> {
    if (this.keyKept) return;
    this.keyKept = true;
    this.keyKept = await askForKey(this.core, this.fetch);
  }

  private async unsent(): Promise<{ envelope: Envelope; lines: Entry[] }> {
    const { logs } = this.core;
    const envelope: Envelope = { v: 1, epoch: this.office.epoch, streams: {} };
    const lines: Entry[] = [];
    for (const stream of logs.streams()) {
      const signatures: HeadSignature[] = [];
      for (const log of logs.of(stream).filter(isUnsent).sort(byAge)) {
        signatures.push(...(await heads(this.signing, log)));
        lines.push(...log.entries.slice(log.row.acked, log.row.signature?.seq));
      }
      const vector = logs.vector(stream);
      if (signatures.length > 0) put(envelope.streams, stream, { digest: digest(vector), vector, signatures });
    }
    return { envelope, lines };
  }
}

/** The server's answer to a file. What it set aside for staff to look at is held, too. */
function became(text: string): HandedOver {
  const said: unknown = JSON.parse(text);
  const table = isObject(said) && isObject(said.became) ? said.became : {};
  const number = (status: string): number => (typeof table[status] === 'number' ? table[status] : 0);
  const [held, waiting] = [number('held') + number('quarantined'), number('waiting')];
  const lines = isObject(said) && typeof said.lines === 'number' ? said.lines : 0;
  return { held, waiting, refused: lines - held - waiting };
}

function isUnsent({ row, entries }: Log): boolean {
  return row.own && row.signature !== null && row.acked < Math.min(row.signature.seq, entries.length);
}

/** Who began a stream stands before those whom it lets in. */
function byAge(a: Log, b: Log): number {
  return compareBytes(a.entries[0]?.at ?? '', b.entries[0]?.at ?? '');
}

/** The signed heads of a log: one at the end of each page, and the last. */
async function heads(signing: Signing, log: Log): Promise<HeadSignature[]> {
  const { row } = log;
  const found: HeadSignature[] = [];
  for (let seq = row.acked + PAGE_LINES; seq < (row.signature?.seq ?? 0); seq += PAGE_LINES) {
    const signature = await signing.make(log, seq);
    if (signature !== null) found.push({ log: row.log, ...signature });
  }
  return row.signature === null ? found : [...found, { log: row.log, ...row.signature }];
}

function nameOf(label: string, now: number): string {
  const plain = label.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').slice(0, 40).replace(/^-+|-+$/g, '');
  return `prachakhom-${plain || 'phone'}-${new Date(now + IN_BANGKOK).toISOString().slice(0, 10)}.txt`;
}
