// A half-typed form that survives a killed app: kept as it is typed, one write at a time, gone once the form is saved.
import type { Json, Store } from '../store/types';

export class Draft<T> {
  #next: { value: T } | null = null;
  #busy: Promise<void> | null = null;
  #done = false;

  constructor(private readonly store: Store, private readonly name: string) {}

  async load(): Promise<T | undefined> {
    return (await this.store.loadDraft(this.name)) as T | undefined;
  }

  /** Keeps the latest value; while one write runs, later values replace each other. */
  keep(value: T): void {
    if (this.#done) return;
    this.#next = { value };
    this.#busy ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#next) {
      const { value } = this.#next;
      this.#next = null;
      await this.store.saveDraft(this.name, value as Json);
    }
    this.#busy = null;
  }

  /** Nothing is half-typed any more; `keep` after this does nothing. */
  async clear(): Promise<void> {
    this.#done = true;
    this.#next = null;
    await this.#busy;
    await this.store.clearDraft(this.name);
  }
}
