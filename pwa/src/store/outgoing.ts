// Owns what one request of an exchange says: an envelope with our digests, and the lines the other side may lack. (PROTOCOL 5)
import type { Envelope, Signature as HeadSignature } from '../sync/bundle';
import { put } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import { digest, type Vector } from '../sync/vector';
import type { Pending } from './arrivals';
import type { Core } from './core';
import { claimed } from './intake';
import type { Log } from './logs';
import type { Signing } from './signing';

export const PAGE_LINES = 500;

export interface Page {
  envelope: Envelope;
  entries: Entry[];
  /** Our vectors as this page claims them. */
  vectors: Map<string, Vector>;
  /** The streams it speaks of, i.e. with vector and signatures. */
  spoken: Set<string>;
}

/** Where the other side stands in a log: what its vector says, else what it acknowledged; of foreign logs nothing is pushed unasked. */
function heldBy(theirs: Vector | undefined, log: Log): number {
  if (theirs !== undefined) return theirs[log.row.log]?.[0] ?? 0;
  return log.row.own ? log.row.acked : log.entries.length;
}

export class Outgoing {
  constructor(
    private readonly core: Core,
    private readonly signing: Signing,
  ) {}

  /** `speak` names the streams to speak of, with the other side's vector as far as it is known. */
  async page(epoch: string | null, speak: Map<string, Vector | undefined>, pending: Pending): Promise<Page> {
    await this.signing.signHeads();
    const page: Page = { envelope: { v: 1, epoch, streams: {} }, entries: [], vectors: new Map(), spoken: new Set() };
    for (const stream of new Set([...this.core.logs.streams(), ...speak.keys()])) {
      const vector = claimed(this.core, stream, pending);
      page.vectors.set(stream, vector);
      if (!speak.has(stream)) {
        put(page.envelope.streams, stream, { digest: digest(vector) });
        continue;
      }
      page.spoken.add(stream);
      const signatures = await this.lines(stream, speak.get(stream), page.entries);
      put(page.envelope.streams, stream, { digest: digest(vector), vector, signatures });
    }
    return page;
  }

  /** Adds the lines of a stream while the page has room. A page ends at a signed head, or nothing after it would be admitted. */
  private async lines(stream: string, theirs: Vector | undefined, out: Entry[]): Promise<HeadSignature[]> {
    const signatures: HeadSignature[] = [];
    for (const log of this.core.logs.of(stream)) {
      const { row, entries } = log;
      const room = PAGE_LINES - out.length;
      const lacking = entries.slice(heldBy(theirs, log), row.signature?.seq ?? entries.length);
      if (lacking.length > room && row.own && room > 0) {
        const cut = lacking[room - 1] as Entry;
        const signature = await this.signing.make(log, cut.seq);
        out.push(...lacking.slice(0, room));
        if (signature !== null) signatures.push({ log: row.log, ...signature });
        continue;
      }
      if (lacking.length <= room) out.push(...lacking);
      if (row.signature !== null) signatures.push({ log: row.log, ...row.signature });
    }
    return signatures;
  }
}
