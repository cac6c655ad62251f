// @vitest-environment node
// A world in small, step by step: whatever is written, lost, doubled or turned round. The twin of tests/sync/test_model.py; at the
// end of each history the engine in Python folds it too.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RULES, runs } from './arbitraries';
import type { Json } from './canonical';
import type { Entry } from './entry';
import { Python } from './testing/python';
import { stateOf } from './testing/state';
import { Copy, INVENTED, RECORDS, SERVER, Writer } from './testing/world';

const PHONES = 3;
const ROUNDS = 12; // exchanges of everybody until nothing moves any more
const ALL = 1_000_000;

const who = fc.nat({ max: PHONES - 1 });
const few = fc.nat({ max: 12 });
const record = fc.constantFrom(...RECORDS);
const value = fc.constantFrom<Json>(0, 1, null, 'ก');
const phone = { phone: who };
const stepArb = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), ...phone, record, field: fc.constantFrom(...Object.keys(RULES)), value, seen: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), ...phone, record, value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redact' as const), which: few, part: fc.constantFrom('body' as const, 'private' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('judge' as const), which: few, state: fc.constantFrom('quarantined', 'quarantined', 'admitted') }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('exchange' as const), ...phone, most: few, page: few, lost: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('load' as const, 'again' as const, 'remember' as const, 'restore' as const, 'wipe' as const), ...phone }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), phone: fc.option(who), picks: fc.array(fc.nat({ max: 400 }), { maxLength: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), ...phone, now: fc.constantFrom(1000, 1e12, 4e12) }) },
);
type Step = typeof stepArb extends fc.Arbitrary<infer T> ? T : never;

class World {
  readonly phones = Array.from({ length: PHONES }, (_, n) => new Writer(`p${n}`));
  readonly server = new Writer(SERVER);
  readonly bag: Entry[] = [];
  readonly snapshots = new Map<number, Writer>();
  readonly acknowledged = new Set<string>();
  wipes = 0;

  get copies(): Copy[] {
    return [this.server, ...this.phones].map(({ copy }) => copy);
  }

  take(step: Step): void {
    const writer = 'phone' in step && step.phone !== null ? (this.phones[step.phone] as Writer) : this.server;
    if (step.do === 'write') writer.set(step.record, step.field, step.field === 'union' ? [step.value] : step.value, step.seen);
    else if (step.do === 'settle') {
      for (const [field, { state }] of Object.entries(writer.copy.folded(step.record))) {
        if (state === 'conflict') writer.set(step.record, field, step.value, true);
      }
    } else if (step.do === 'redact' || step.do === 'judge') this.order(step);
    else if (step.do === 'exchange') this.exchange(writer, step.most, step.page, step.lost);
    else if (step.do === 'deliver') writer.receive(this.bag.length === 0 ? [] : step.picks.map((pick) => this.bag[pick % this.bag.length] as Entry));
    else if (step.do === 'clock') writer.now = step.now;
    else this.phoneLives(step.do, step.phone);
  }

  /** What the server orders: a part removed, an entry set aside or let count again. */
  private order(step: Extract<Step, { do: 'redact' | 'judge' }>): void {
    const held = RECORDS.flatMap((each) => this.server.copy.of(each)).filter(({ redacts }) => !redacts || step.do === 'judge');
    const named = held[step.which % (held.length || 1)];
    if (!named) return;
    if (step.do === 'redact') {
      const redacts = { hash: named.hash, part: step.part };
      this.server.write({ kind: INVENTED, record: named.record, body: {}, private: {}, sets: {}, redacts });
      this.server.receive([]);
    } else {
      const standing = { state: step.state, reason: 'not_allowed' };
      this.server.write({ kind: 'verdict', record: named.hash, body: { standing }, private: {}, sets: { standing: [] } });
    }
  }

  /** The phone sends some of what the server lacks, its branch too; the answer brings some of what the phone lacks, or is lost. */
  exchange(writer: Writer, most: number, page: number, lost: boolean): void {
    this.server.receive(this.server.copy.lacks(writer.copy).slice(0, most));
    for (const { hash } of this.server.copy.entries()) this.acknowledged.add(hash);
    const right = this.server.copy.logs.get(writer.log) ?? [];
    this.server.receive((writer.copy.logs.get(writer.log) ?? []).filter(({ hash, seq }) => right[seq - 1] && right[seq - 1]?.hash !== hash));
    if (lost) return;
    writer.heal(this.server.copy);
    writer.receive(writer.copy.lacks(this.server.copy).slice(0, page));
  }

  private phoneLives(what: 'load' | 'again' | 'remember' | 'restore' | 'wipe', number: number): void {
    const writer = this.phones[number] as Writer;
    if (what === 'load') this.bag.push(...writer.copy.entries());
    else if (what === 'remember') this.snapshots.set(number, writer.clone());
    else if (what === 'restore') this.phones[number] = this.snapshots.get(number)?.clone() ?? new Writer(writer.name);
    else if (what === 'wipe') {
      this.phones[number] = new Writer(`p${number}x${++this.wipes}`);
      this.snapshots.delete(number);
    } else {
      for (const copy of [this.server.copy, writer.copy]) {
        const before = [copy.digest(), copy.text()];
        const lines = copy.entries();
        copy.receive([...lines.toReversed(), ...lines]);
        expect([copy.digest(), copy.text()], 'what is held already changes nothing').toEqual(before);
      }
    }
  }

  /** What holds after every step. */
  check(): void {
    for (const copy of this.copies) {
      copy.check();
      const held = new Map(copy.entries().map((entry) => [entry.hash, entry]));
      for (const named of copy.removed()) {
        const [hash, part] = named.split(' ') as [string, 'body' | 'private'];
        expect(held.get(hash)?.[part] ?? null, 'a redacted part is not left').toSatisfy((left) => left === null || JSON.stringify(left) === '{}');
      }
      for (const each of RECORDS) checkFields(copy, each);
    }
    const held = new Set(this.server.copy.entries().map(({ hash }) => hash));
    for (const hash of this.acknowledged) expect(held.has(hash), 'what was acknowledged is there').toBe(true);
  }

  /** Everybody exchanges until nothing moves. */
  rest(): void {
    for (let round = 0; round < ROUNDS; round++) {
      const before = this.copies.map((copy) => copy.digest()).join();
      for (const writer of this.phones) this.exchange(writer, ALL, ALL, false);
      if (before === this.copies.map((copy) => copy.digest()).join()) return;
    }
    throw new Error('the world does not come to rest');
  }
}

/** What is covered is no candidate; what is covered and not here is waited for, and nothing else. */
function checkFields(copy: Copy, each: string): void {
  const entries = copy.of(each);
  const quarantined = copy.quarantined();
  const standing = entries.filter(({ hash }) => !Object.hasOwn(quarantined, hash));
  const hashes = new Set(entries.map(({ hash }) => hash));
  for (const [field, { candidates, waiting = [] }] of Object.entries(copy.folded(each))) {
    const covered = new Set(standing.flatMap(({ sets }) => sets[field] ?? []));
    for (const candidate of candidates) expect(covered.has(candidate), 'what is covered never comes back').toBe(false);
    for (const hash of covered) if (!hashes.has(hash)) expect(waiting).toContain(hash);
    for (const hash of waiting) expect(!hashes.has(hash) || Object.hasOwn(quarantined, hash)).toBe(true);
  }
}

let python: Python;
beforeAll(() => {
  python = new Python();
});
afterAll(() => python.end());

it('loses nothing in a world in small, and all come to the same, in both languages (R0.2, R5.6)', async () => {
  const property = fc.asyncProperty(fc.array(stepArb, { maxLength: 40, size: 'max' }), async (steps) => {
    const world = new World();
    for (const step of steps) {
      world.take(step);
      world.check();
    }
    world.rest();
    world.check();
    const { copy } = world.server;
    for (const each of world.copies) expect([each.digest(), each.text()]).toEqual([copy.digest(), copy.text()]);
    const asked = copy.question();
    expect(await python.hash(asked)).toBe(createHash('sha256').update(stateOf(asked)).digest('base64url'));
  });
  await fc.assert(property, runs(150));
});

it('draws worlds in which something happens', () => {
  const seen = new Set<string>();
  const property = fc.property(fc.array(stepArb, { maxLength: 40, size: 'max' }), (steps) => {
    const world = new World();
    for (const step of steps) {
      world.take(step);
      if (world.copies.some(({ forks }) => forks.size > 0)) seen.add('fork');
      if (world.copies.some(({ early }) => early.size > 0)) seen.add('early');
    }
    for (const sign of ['conflict', 'partial', 'removed', 'waiting']) if (world.copies.some((copy) => copy.text().includes(sign))) seen.add(sign);
  });
  fc.assert(property, { numRuns: 150, seed: 1 });
  expect([...seen].sort()).toEqual(['conflict', 'early', 'fork', 'partial', 'removed', 'waiting']);
});
