// Owns Web Locks for tests: exclusive locks by name, shared by everybody who holds the same manager.

export class FakeLocks {
  readonly taken = new Set<string>();

  /** Only what the store uses: `ifAvailable`, exclusive. */
  async request(name: string, _options: LockOptions, callback: (lock: Lock | null) => unknown): Promise<unknown> {
    if (this.taken.has(name)) return callback(null);
    this.taken.add(name);
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      this.taken.delete(name);
    }
  }

  get manager(): LockManager {
    return this as unknown as LockManager;
  }
}
