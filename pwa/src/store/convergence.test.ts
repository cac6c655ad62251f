// @vitest-environment node
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../sync/arbitraries';
import { checkIn, freshName, MEETING, open, phone, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Store } from './types';

type Step =
  | { do: 'write'; phone: number; record: string; capacity: string; seen: boolean }
  | { do: 'sync' | 'cut' | 'restart'; phone: number }
  | { do: 'restore'; backup: number };

const PHONES = 3;
const phones = fc.nat({ max: PHONES - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      phone: phones,
      record: fc.constantFrom('a', 'b', 'c'),
      capacity: fc.constantFrom('chair', 'worker', 'minor'),
      seen: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('sync' as const, 'cut' as const, 'restart' as const), phone: phones }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), backup: fc.nat({ max: 6 }) }) },
);

class World {
  readonly written: string[] = [];

  private constructor(
    readonly server: FakeServer,
    readonly stores: Store[],
    private readonly names: string[],
  ) {}

  static async make(): Promise<World> {
    const server = await FakeServer.make();
    const names = Array.from({ length: PHONES }, freshName);
    return new World(server, await Promise.all(names.map((name, index) => phone(server, `p${index}`, { name }))), names);
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'restore') return this.server.restore(step.backup);
    const store = this.stores[step.phone] as Store;
    if (step.do === 'restart') {
      store.close();
      this.stores[step.phone] = await open(this.server, { name: this.names[step.phone] as string });
    } else if (step.do === 'write') {
      const shown = step.seen ? store.shown(store.get(MEETING, 'attendance', step.record), ['standing']) : {};
      const standing = { capacity: step.capacity, voting: true };
      const saved = await store.write({ ...checkIn(step.record, { standing }), shown });
      if (saved.ok) this.written.push(...saved.value.entries.map(({ hash }) => hash));
    } else {
      this.server.cuts = step.do === 'cut' ? 1 : 0;
      await store.sync();
      this.server.cuts = 0;
    }
  }

  /** Everybody syncs twice: once to bring, once to fetch. */
  async settle(): Promise<void> {
    for (const store of [...this.stores, ...this.stores]) await synced(store);
  }

  held(store: Store): string[] {
    return ['a', 'b', 'c'].flatMap((record) => store.entries(MEETING, 'attendance', record).map(({ hash }) => hash)).sort();
  }
}

test('whatever is written, cut, restarted and restored, every phone ends with every entry and the same records', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = await World.make();
      for (const one of steps) await world.take(one);
      await world.settle();
      for (const store of world.stores) {
        expect(world.held(store)).toEqual([...world.written].sort());
        expect(store.status()).toMatchObject({ waiting: 0, attention: [], incomplete: [] });
        for (const record of ['a', 'b', 'c']) {
          expect(store.get(MEETING, 'attendance', record)).toEqual(world.stores[0]?.get(MEETING, 'attendance', record));
        }
      }
      world.stores.forEach((store) => store.close());
    }),
    runs(15),
  );
}, 300_000);
