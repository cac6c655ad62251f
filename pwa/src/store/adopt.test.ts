// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { CHAIR, checkIn, coreOf, freshName, loseKeys, MEETING, must, open, phone, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';
import type { Store } from './types';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

/** A phone with one line at the office, one signed but not sent, whose key then is gone, and two lines written after that. */
async function orphaned(name = freshName()): Promise<{ one: Store; log: string; times: string[] }> {
  const before = await phone(server, 'p1', { name });
  await must(before.write(checkIn('sent')));
  await synced(before);
  const { entries } = await must(before.write(checkIn('signed')));
  await vi.waitFor(() => expect(coreOf(before).logs.get(entries[0]?.log as string)?.row.signature?.seq).toBe(3));
  before.close();
  await loseKeys(name);
  const one = await open(server, { name });
  await vi.waitFor(() => expect(one.status().keyLost).toBe(true));
  const saved = await must(one.write(checkIn('b')));
  await must(one.write({ ...checkIn('b', CHAIR), shown: { standing: [saved.entries[0]?.hash as string] } }));
  return { one, log: entries[0]?.log as string, times: one.entries(MEETING, 'attendance', 'b').map(({ at }) => at) };
}

test('a phone whose key is gone says so, keeps everything, and delivers what was signed; what was not waits where staff see it', async () => {
  const { one, log } = await orphaned();
  expect(one.status()).toMatchObject({ keyLost: true, kept: 4, sent: 1, waiting: 3 });
  await synced(one);
  expect(server.logs(MEETING).get(log)?.entries.map(({ record }) => record).slice(1)).toEqual(['sent', 'signed']);
  expect([...server.mending.waiting.values()].map(({ entry, reason }) => [entry.seq, reason])).toEqual([[4, 'unsigned'], [5, 'unsigned']]);
  expect(one.status()).toMatchObject({ sent: 2, waiting: 2 });
  expect(one.status().attention).toEqual([{ stream: MEETING, log, seq: 4, status: 'waiting', reason: 'unsigned' }]);
});

test('enrolled anew, it writes again what was never signed, in a new log that says so, with its own times', async () => {
  const name = freshName();
  const { one, log, times } = await orphaned(name);
  await synced(one);
  expect((await one.enrol('p1', 'x')).ok).toBe(true);
  expect(one.status()).toMatchObject({ keyLost: false, kept: 4 });
  const [again] = [...coreOf(one).logs.all()].filter(({ entries }) => entries[0]?.body?.adopts !== undefined);
  expect(again?.entries[0]?.body?.adopts).toMatchObject({ log, after: 3 });
  await synced(one);
  expect(server.mending.waiting.size).toBe(0);
  const [, first, second] = server.logs(MEETING).get(again?.row.log as string)?.entries ?? [];
  expect([first?.at, second?.at]).toEqual(times);
  expect(second?.sets.standing).toEqual([first?.hash]);
  expect(standing(one, 'b')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  expect(one.entries(MEETING, 'attendance', 'b').map((entry) => one.whoWrote(entry).again)).toEqual([true, true]);
  expect(one.status()).toMatchObject({ kept: 4, sent: 4, waiting: 0, attention: [] });
  const { entries } = await must(one.write(checkIn('c')));
  expect(one.whoWrote(entries[0] as never).again).toBe(false);
  one.close();
  const reopened = await open(server, { name });
  expect(standing(reopened, 'b')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  await synced(reopened);
  expect(reopened.status()).toMatchObject({ kept: 5, sent: 5, waiting: 0, attention: [] });
});

test('a phone that was never in contact adopts its whole log, the opening aside', async () => {
  const name = freshName();
  const before = await phone(server, 'p1', { name });
  before.close();
  await loseKeys(name);
  const one = await open(server, { name });
  await must(one.write(checkIn('a'), checkIn('b')));
  await one.enrol('p1', 'x');
  await synced(one);
  expect(one.status()).toMatchObject({ kept: 2, sent: 2, waiting: 0, attention: [] });
  expect([...server.logs(MEETING).values()].map(({ entries }) => entries.length)).toEqual([3]);
});

test('a crash before the new log is written leaves everything, and the next exchange does it', async () => {
  const name = freshName();
  const { one } = await orphaned(name);
  const put = IDBObjectStore.prototype.put;
  const failing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name === 'aside') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  });
  await one.enrol('p1', 'x');
  failing.mockRestore();
  one.close();
  const again = await open(server, { name });
  expect(again.status()).toMatchObject({ kept: 4, keyLost: false });
  await synced(again);
  expect(again.status()).toMatchObject({ kept: 4, sent: 4, waiting: 0, attention: [] });
});

test('enrolled anew for somebody else, it adopts nothing: what the other person wrote waits for staff', async () => {
  const { one } = await orphaned();
  await one.enrol('p2', 'x');
  await synced(one);
  expect(server.mending.waiting.size).toBe(2);
  expect(one.status()).toMatchObject({ kept: 4, sent: 2, waiting: 2 });
});

test('a key that fails once is tried again; one that fails for good is lost without a restart', async () => {
  const one = await phone(server, 'p1');
  const sign = vi.spyOn(crypto.subtle, 'sign').mockRejectedValueOnce(new DOMException('busy', 'OperationError'));
  await must(one.write(checkIn('a')));
  await synced(one);
  expect(one.status()).toMatchObject({ keyLost: false, sent: 1 });
  sign.mockRejectedValue(new DOMException('gone', 'InvalidAccessError'));
  await must(one.write(checkIn('b')));
  await vi.waitFor(() => expect(one.status().keyLost).toBe(true));
  sign.mockRestore();
  expect(one.status()).toMatchObject({ kept: 2, sent: 1, waiting: 1 });
});
