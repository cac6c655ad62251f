// For tests alone: pictures where no browser can draw any. What is "drawn" is the file itself; what is shown has an address.
import { vi } from 'vitest';
import type { Redraw } from '../../store/types';

export const asItIs: Redraw = async (source, use) => {
  const type = use === 'photo' ? 'image/jpeg' : 'image/png';
  return { blob: new Blob([await source.arrayBuffer()], { type }), width: 800, height: 600 };
};

export const picture = (name: string, lastModified = Date.now()): File => new File([name], `${name}.jpg`, { type: 'image/jpeg', lastModified });

/** jsdom has no addresses for files. */
export function withAddresses(): void {
  let n = 0;
  Object.assign(URL, { createObjectURL: vi.fn(() => `blob:${(n += 1)}`), revokeObjectURL: vi.fn() });
}
