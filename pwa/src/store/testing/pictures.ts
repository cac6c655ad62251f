// For tests alone: pictures as a camera gives them, kept and recorded, and waiting until all were sent.
import { expect, vi } from 'vitest';
import type { KeptFile, Picture, Redraw, Store, Write } from '../types';
import { MEETING, must } from './phone';
import type { FakeServer } from './server';

/** Stands in for the canvas: the picture is what the "camera" wrote. */
export const redraw: Redraw = async (source): Promise<Picture> => {
  if (source.type === 'text/plain') throw new Error('no picture');
  return { blob: new Blob([await source.arrayBuffer()], { type: 'image/jpeg' }), width: 40, height: 30 };
};

let made = 0;
export function picture(size = 1000): Blob {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  bytes[0] = made += 1;
  return new Blob([bytes]);
}

export function photo(file: KeptFile, record = `photo${made}`): Write {
  return { stream: MEETING, kind: 'photo', record, set: { shows: 'sheet', file } };
}

export async function kept(store: Store, blob = picture()): Promise<KeptFile> {
  const result = await store.keepFile(blob);
  if (!result.ok) throw new Error(`${result.code} ${result.detail}`);
  return result.value;
}

/** Keeps a picture and records it. */
export async function taken(store: Store, size?: number): Promise<KeptFile> {
  const file = await kept(store, picture(size));
  await must(store.write(photo(file)));
  return file;
}

/** Lets what runs beside come to rest. */
export async function settled(store: Store, waiting = 0): Promise<void> {
  await vi.waitFor(() => expect(store.status().files.waiting).toBe(waiting), { timeout: 5000 });
}

/** Waits until the office has been asked nothing about files for a while. */
export async function idle(server: FakeServer): Promise<void> {
  const before = server.blobs.seen.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  if (server.blobs.seen.length > before) await idle(server);
}
