// Owns the hybrid logical clock: 13 hex digits of milliseconds since 1970, `-`, 4 of a counter (PROTOCOL.md 1).
// It never goes back and never refuses: a clock set years ahead by somebody else is simply not adopted.

const FORM = /^[0-9a-f]{13}-[0-9a-f]{4}$/;
const DAY = 24 * 60 * 60 * 1000;
const MAX_MS = 2 ** 52 - 1;
const MAX_COUNTER = 0xffff;

export function isStamp(at: unknown): at is string {
  return typeof at === 'string' && FORM.test(at);
}

/** Milliseconds since 1970 that a stamp names. */
export function stampMs(at: string): number {
  return parseInt(at.slice(0, 13), 16);
}

export class Clock {
  last: string;

  constructor(last = '') {
    this.last = last;
  }

  /** The stamp of a new entry: later than every stamp made or observed before. `nowMs` is the wall clock. */
  tick(nowMs: number): string {
    const now = Math.min(Math.max(Math.trunc(nowMs) || 0, 0), MAX_MS);
    let ms = this.last === '' ? -1 : stampMs(this.last);
    let counter = this.last === '' ? 0 : parseInt(this.last.slice(14), 16);
    if (now > ms) {
      ms = now;
      counter = 0;
    } else if (counter < MAX_COUNTER) counter += 1;
    else {
      ms += 1;
      counter = 0;
    }
    this.last = `${ms.toString(16).padStart(13, '0')}-${counter.toString(16).padStart(4, '0')}`;
    return this.last;
  }

  /** Learns of a stamp made elsewhere, unless it lies more than 24 hours after the wall clock. */
  observe(at: string, nowMs: number): void {
    if (at > this.last && isStamp(at) && stampMs(at) <= nowMs + DAY) this.last = at;
  }
}
