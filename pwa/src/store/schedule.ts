// Owns when the phone syncs by itself: on open, when the page is looked at, when the network is back, soon after a save,
// and on a timer that is patient with a server that does not answer.
import type { Failure, Result } from './types';

const SOON_MS = 1_500;
const WAITING_MS = 30_000;
const IDLE_MS = 300_000;

export class Schedule {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity; // when the timer rings
  private failures = 0;
  private stopped = true;

  constructor(
    private readonly run: () => Promise<Result<unknown>>,
    private readonly hasUnsent: () => boolean,
  ) {}

  start(): void {
    this.stopped = false;
    globalThis.addEventListener?.('online', this.now);
    this.now();
  }

  stop(): void {
    this.stopped = true;
    globalThis.removeEventListener?.('online', this.now);
    clearTimeout(this.timer);
  }

  /** Something happened that makes waiting pointless. */
  now = (): void => {
    this.failures = 0;
    this.at(0);
  };

  /** Something was saved: sync shortly, however fast the tapping goes on. While the server does not answer, the timer is kept. */
  soon(): void {
    if (this.failures === 0 && this.due > Date.now() + SOON_MS) this.at(SOON_MS);
  }

  private at(delay: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.due = Date.now() + delay;
    this.timer = setTimeout(() => void this.go(), delay);
  }

  private async go(): Promise<void> {
    this.due = Infinity;
    const result = await this.run();
    this.failures = result.ok || !worthPatience(result) ? 0 : this.failures + 1;
    const base = this.hasUnsent() || !result.ok ? WAITING_MS : IDLE_MS;
    const pause = Math.min(IDLE_MS, base * 2 ** Math.max(0, this.failures - 1));
    if (this.failures > 0 || this.due > Date.now() + pause) this.at(pause); // a save meanwhile is not made to wait
  }
}

function worthPatience(failure: Failure): boolean {
  return failure.case === 'network' || failure.case === 'refused';
}
