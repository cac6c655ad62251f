// Owns what the store takes for itself of the outside world where nobody put in anything else.
import { afterNextPaint } from './page';
import type { StoreOptions } from './types';

const NAME = 'prachakhom';

/** Without `redraw` pictures are drawn on a canvas, by a part of the app that is fetched then. */
export type Settled = Required<Omit<StoreOptions, 'locks' | 'redraw'>> & Pick<StoreOptions, 'redraw'>;

export function settledOptions(options: StoreOptions): Settled {
  return {
    name: options.name ?? NAME,
    now: options.now ?? Date.now,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    auto: options.auto ?? true,
    afterPaint: options.afterPaint ?? afterNextPaint,
    ...(options.redraw && { redraw: options.redraw }),
  };
}
