// Owns a file's way onto this phone and off its disk again: drawn anew, hashed, sealed, on disk before anything names it.
import { sha256 as digest } from '@noble/hashes/sha2.js';
import { b64 } from '../sync/ids';
import type { Core } from './core';
import type { FileRow } from './database';
import type { Files } from './files';
import { fail, ok, storageFailure } from './result';
import type { FileUse, KeptFile, Picture, Redraw, Result } from './types';

const LARGEST_SOURCE = 60_000_000; // bytes: what no phone's camera writes, and a cheap phone cannot open
const LARGEST = 10_000_000; // bytes: what the office takes

const placeOf = (sha256: string): string => `file ${sha256}`;

export function hashOf(bytes: Uint8Array): string {
  return b64(digest(bytes));
}

/** Never throws. The same picture twice is one file. */
export async function keep(core: Core, files: Files, redraw: Redraw, source: Blob, use: FileUse): Promise<Result<KeptFile>> {
  if (source.size > LARGEST_SOURCE) return fail('refused', 'picture_too_large');
  let made: Picture;
  try {
    made = await redraw(source, use);
  } catch (error) {
    return fail('refused', 'not_picture', String(error));
  }
  try {
    const bytes = new Uint8Array(await made.blob.arrayBuffer());
    if (bytes.length > LARGEST) return fail('refused', 'picture_too_large');
    const { width, height } = made;
    const file: KeptFile = { sha256: hashOf(bytes), type: made.blob.type as KeptFile['type'], bytes: bytes.length, width, height };
    await store(core, files, file, bytes);
    return ok(file);
  } catch (error) {
    return storageFailure(error);
  }
}

async function store(core: Core, files: Files, file: KeptFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const sealed = await core.seam.sealBytes(bytes, placeOf(file.sha256));
  const row = await core.database.change(['files', 'filebook'], async (tx) => {
    const held = await tx.objectStore('filebook').get(file.sha256);
    const next: FileRow = held ?? { ...file, keptAt: core.now(), acked: null, refused: null };
    await tx.objectStore('files').put(sealed, file.sha256);
    await tx.objectStore('filebook').put(next);
    return next;
  });
  files.take(row);
}

/** The bytes of a file on this phone; null when it is not here or cannot be read. */
export async function bytesOf(core: Core, sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const sealed = await core.database.read(['files'], (tx) => tx.objectStore('files').get(sha256));
    return sealed === undefined ? null : new Uint8Array(await core.seam.openBytes(sealed, placeOf(sha256)));
  } catch {
    return null;
  }
}
