// Owns half-typed forms: sealed like everything else, one a name, gone when the form is saved.
import { canonical, parse, type Json } from '../sync/canonical';
import type { Database } from './database';
import { ok, storageFailure } from './result';
import type { Seam } from './seam';
import type { Result } from './types';

export const placeOfDraft = (name: string): string => `draft ${name}`;

export class Drafts {
  constructor(
    private readonly database: Database,
    private readonly seam: Seam,
  ) {}

  async save(name: string, value: Json): Promise<Result<null>> {
    try {
      const sealed = await this.seam.seal(canonical(value), placeOfDraft(name));
      await this.database.change(['drafts'], async (tx) => {
        await tx.objectStore('drafts').put(sealed, name);
      });
      return ok(null);
    } catch (error) {
      return storageFailure(error);
    }
  }

  /** Undefined when there is none, or when it cannot be read any more: a draft is a convenience. */
  async load(name: string): Promise<Json | undefined> {
    try {
      const sealed = await this.database.read(['drafts'], (tx) => tx.objectStore('drafts').get(name));
      return sealed === undefined ? undefined : parse(await this.seam.open(sealed, placeOfDraft(name)));
    } catch {
      return undefined;
    }
  }

  async clear(name: string): Promise<Result<null>> {
    try {
      await this.database.change(['drafts'], (tx) => tx.objectStore('drafts').delete(name));
      return ok(null);
    } catch (error) {
      return storageFailure(error);
    }
  }
}
