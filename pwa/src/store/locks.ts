// Owns the exclusive Web Locks of this tab: one a log, held while the page is visible, given back when it hides.
// Two tabs never write to one log: the second finds the lock taken and writes to a log of its own.

export class Locks {
  private readonly held = new Map<string, () => void>();

  /** Without a lock manager every lock is had; that a row can only be added once still keeps logs whole. */
  constructor(
    private readonly manager: LockManager | undefined,
    private readonly scope: string,
  ) {}

  has(name: string): boolean {
    return this.held.has(name);
  }

  /** True when the lock is (already) ours; never waits for another holder. */
  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return true;
    if (this.manager === undefined) {
      this.held.set(name, () => {});
      return true;
    }
    const manager = this.manager;
    return new Promise<boolean>((resolve) => {
      manager
        .request(`${this.scope}:${name}`, { mode: 'exclusive', ifAvailable: true }, (lock) => {
          if (lock === null) {
            resolve(false);
            return undefined;
          }
          return new Promise<void>((release) => {
            this.held.set(name, release);
            resolve(true);
          });
        })
        // Stolen, or the page is going away: what we held is no longer ours.
        .catch(() => this.held.delete(name))
        .then(() => resolve(false));
    });
  }

  release(name: string): void {
    this.held.get(name)?.();
    this.held.delete(name);
  }

  releaseAll(): void {
    for (const name of [...this.held.keys()]) this.release(name);
  }
}
