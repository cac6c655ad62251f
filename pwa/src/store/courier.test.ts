// @vitest-environment node
// Files that people carry: sealed, in any order, twice, beside exchanges. (R5.6)
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { read } from '../sync/bundle';
import { digest } from '../sync/vector';
import { FakeServer } from './testing/server';
import { checkIn, MEETING, must, open, phone, standing, synced } from './testing/phone';
import type { Bundle, Result, Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

/** A phone that has synced once, so it holds the carrier key. */
async function ready(account: string): Promise<Store> {
  const store = await phone(server, account);
  await synced(store);
  await expect.poll(async () => (await share(store)).ok || (await code(store))).not.toBe('no_carrier_key');
  return store;
}

async function code(store: Store): Promise<string> {
  const shared = await share(store);
  return shared.ok ? '' : shared.code;
}

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.case} ${result.code}`);
  return result.value;
}

const share = async (store: Store) => (await store.courier())!.share();
const handOver = async (store: Store, file: Blob) => (await store.courier())!.handOver(file);
const blob = ({ text }: Bundle) => new Blob([text]);

test('what is unsent goes into one file that only the server opens, and stays unsent until the server says it has it', async () => {
  const [one, carrier] = [await ready('p1'), await ready('p2')];
  await must(one.write(checkIn('a'), checkIn('b')));
  const file = got(await share(one));
  expect(file.name).toMatch(/^prachakhom-phone-of-p1-\d{4}-\d\d-\d\d\.txt$/);
  expect(file.text).not.toContain('attendance');
  expect(await server.carrier.open(file.text)).toContain('attendance');
  expect(one.status()).toMatchObject({ sent: 0, waiting: 2 });
  expect(got(await handOver(carrier, blob(file)))).toEqual({ held: 3, waiting: 0, refused: 0 });
  expect(one.status()).toMatchObject({ sent: 0, waiting: 2 });
  expect(got(await handOver(carrier, blob(file)))).toEqual({ held: 3, waiting: 0, refused: 0 });
  await synced(one);
  expect(one.status()).toMatchObject({ sent: 2, waiting: 0, attention: [] });
  expect(await code(one)).toBe('nothing_unsent');
});

test('the lines of a long log have a signed head at the end of each page', async () => {
  const one = await ready('p1');
  await must(one.write(...Array.from({ length: 1_100 }, (_, index) => checkIn(`r${index}`))));
  const file = got(await share(one));
  const { envelope, lines } = read((await server.carrier.open(file.text)) ?? '');
  expect(lines).toHaveLength(1_101);
  expect(envelope.streams[MEETING]?.signatures?.map(({ seq }) => seq)).toEqual([500, 1000, 1101]);
});

test('a phone that never met the server shares nothing, and one that is not enrolled neither', async () => {
  expect(await code(await open(server))).toBe('not_enrolled');
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  expect(await code(one)).toBe('no_carrier_key');
});

test('a key that the server has not signed is not used', async () => {
  const stranger = await FakeServer.make();
  const false_: typeof fetch = (input, init) => (input === '/sync/carrier' ? stranger.fetch(input, init) : server.fetch(input, init));
  const one = await phone(server, 'p1', { fetch: false_ });
  await must(one.write(checkIn('a')));
  await synced(one);
  await must(one.write(checkIn('b')));
  await new Promise((done) => setTimeout(done, 50));
  expect(await code(one)).toBe('no_carrier_key');
});

test('a damaged file, one far too large and no network are answered in words, and nothing changes', async () => {
  const one = await ready('p1');
  await must(one.write(checkIn('a')));
  const { text } = got(await share(one));
  expect(await handOver(one, new Blob([text.slice(0, -9)]))).toMatchObject({ ok: false, code: 'bundle_damaged' });
  expect(await handOver(one, new Blob([new Uint8Array(16_000_001)]))).toMatchObject({ ok: false, code: 'too_large' });
  server.down = true;
  expect(await handOver(one, new Blob([text]))).toMatchObject({ ok: false, code: 'unreachable' });
  expect(server.logs(MEETING).size).toBe(0);
});

test('files in any order, twice, through any carrier, mixed with exchanges: all end equal', async () => {
  const act = fc.record({ who: fc.nat(2), what: fc.constantFrom('write', 'write', 'share', 'bring', 'sync'), which: fc.nat(30) });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      server = await FakeServer.make();
      const phones = [await ready('p1'), await ready('p2'), await ready('p3')];
      const files: Blob[] = [];
      for (const { who, what, which } of acts) {
        const store = phones[who] as Store;
        const file = files[which % Math.max(1, files.length)];
        if (what === 'write') await must(store.write(checkIn(`r${which % 5}`, { standing: { capacity: `c${which % 3}`, voting: true } })));
        if (what === 'share') await share(store).then((shared) => shared.ok && files.push(blob(shared.value)));
        if (what === 'bring' && file) got(await handOver(store, file));
        if (what === 'sync') await synced(store);
      }
      for (const file of files.reverse()) got(await handOver(phones[0] as Store, file));
      for (const store of [...phones, ...phones]) await synced(store);
      const [first, ...rest] = phones.map((store) => ({
        held: digest(store.vector(MEETING)),
        records: ['r0', 'r1', 'r2', 'r3', 'r4'].map((record) => standing(store, record)),
        status: [store.status().waiting, store.status().attention.length],
      }));
      for (const other of rest) expect(other).toEqual(first);
      expect(first?.status).toEqual([0, 0]);
      for (const store of phones) store.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);
