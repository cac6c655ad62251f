// Owns how bytes become a series of pictures and bytes again, whichever pictures are missed: a fountain code. (PROTOCOL 9)
//
// First every block by itself, once; then, without end, blocks added to each other, so that whatever a camera missed comes
// back in any later one. A picture that was misread or belongs to something else is told by its own check and left out.
import { sha256 } from '@noble/hashes/sha2.js';
import { createDecoder, createEncoder, type EncodedBlock, type LtDecoder } from 'luby-transform';
import { base45, unbase45 } from './base45';

/** Bytes of a picture: a coarse one is for a bad camera, bad light or a scratched screen. */
export const FINE = 400;
export const COARSE = 160;

const CHECK = 4; // bytes of a hash over the rest
const HEAD = CHECK + 4 + 3 + 2; // and: checksum, size, number of blocks
const MOST_BLOCKS = 4096;
/** Stands before what is shown. It also keeps the library from taking bytes of ours for its own compression and undoing it. */
const VERSION = 1;

function framed({ k, bytes, checksum, indices, data }: EncodedBlock): Uint8Array {
  const marks = Math.ceil(k / 8);
  const frame = new Uint8Array(HEAD + marks + data.length);
  const view = new DataView(frame.buffer);
  view.setUint32(4, checksum);
  view.setUint8(8, bytes >> 16);
  view.setUint16(9, bytes & 0xffff);
  view.setUint16(11, k);
  for (const index of indices) frame[HEAD + (index >> 3)]! |= 1 << (index & 7);
  frame.set(data, HEAD + marks);
  frame.set(sha256(frame.subarray(CHECK)).subarray(0, CHECK));
  return frame;
}

function unframed(text: string): EncodedBlock | null {
  const frame = unbase45(text);
  if (frame === null || frame.length <= HEAD) return null;
  if (!sha256(frame.subarray(CHECK)).subarray(0, CHECK).every((byte, at) => byte === frame[at])) return null;
  const view = new DataView(frame.buffer);
  const [checksum, bytes, k] = [view.getUint32(4), view.getUint8(8) * 65_536 + view.getUint16(9), view.getUint16(11)];
  const marks = Math.ceil(k / 8);
  const data = frame.slice(HEAD + marks);
  const indices = Array.from({ length: k }, (_, index) => index).filter((index) => (frame[HEAD + (index >> 3)] ?? 0) & (1 << (index & 7)));
  const sound = k > 0 && k <= MOST_BLOCKS && indices.length > 0 && bytes <= k * data.length && bytes > (k - 1) * data.length;
  return sound ? { k, bytes, checksum, indices, data } : null;
}

/** The texts of the pictures, without end. One is enough for what fits into it. */
export function* pictures(bytes: Uint8Array, size = FINE): Generator<string, never> {
  const content = new Uint8Array([VERSION, ...bytes]);
  const encoder = createEncoder(content, Math.min(size, content.length), false);
  while (encoder.k === 1) yield base45(framed(encoder.createBlock([0])));
  for (let index = 0; index < encoder.k; index += 1) yield base45(framed(encoder.createBlock([index])));
  for (const block of encoder.fountain()) yield base45(framed(block));
  throw new Error('a fountain that ends');
}

/** Parts that are certain, of so many. */
export interface Progress {
  have: number;
  of: number;
}

/** What a camera has seen of one series. Another series that comes into sight begins anew: the other phone started again. */
export class Gathering {
  private decoder: LtDecoder = createDecoder();
  private series: EncodedBlock | null = null;

  get progress(): Progress {
    return { have: this.decoder.decodedCount, of: this.series?.k ?? 0 };
  }

  /** Takes in the text of a picture; null: it is none of ours. True when this one was news or the whole is here. */
  add(text: string): boolean | null {
    const block = unframed(text);
    if (block === null) return null;
    const { series } = this;
    if (series?.checksum !== block.checksum || series.k !== block.k || series.data.length !== block.data.length) this.begin(block);
    const before = this.progress.have;
    this.decoder.addBlock(block);
    return this.progress.have > before || this.whole;
  }

  private begin(series: EncodedBlock | null): void {
    this.decoder = createDecoder();
    this.series = series;
  }

  private get whole(): boolean {
    return this.progress.of > 0 && this.progress.have === this.progress.of;
  }

  /** The bytes, once every part is certain. A series whose sum is wrong, or of another version, is forgotten: null, and it begins anew. */
  bytes(): Uint8Array<ArrayBuffer> | null {
    if (!this.whole) return null;
    try {
      const content = this.decoder.getDecoded() ?? new Uint8Array();
      if (content[0] === VERSION) return new Uint8Array(content.subarray(1));
    } catch {
      // The sum is wrong.
    }
    this.begin(null);
    return null;
  }
}
