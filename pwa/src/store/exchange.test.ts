// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { compose, parseLine } from '../sync/entry';
import { headText } from '../sync/keys';
import { checkIn, freshName, MEETING, must, open, phone, standing, synced } from './testing/phone';
import { FakeServer } from './testing/server';

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.make();
});

const CHAIR = { standing: { capacity: 'chair', voting: true } };
const WORKER = { standing: { capacity: 'worker', voting: true } };

function resident(record: string, first: string) {
  const name = { title: 'นาง', first, last: 'ใจดี' };
  return { kind: 'resident', record, body: {}, private: { name }, sets: { name: [] } };
}

test('two phones record apart, sync in any order, and hold the same records', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR), checkIn('b')));
  await must(two.write(checkIn('a', WORKER), checkIn('c')));
  await synced(two);
  await synced(one);
  await synced(two);
  for (const record of ['a', 'b', 'c']) expect(standing(one, record)).toEqual(standing(two, record));
  expect(standing(one, 'a')).toMatchObject({ state: 'conflict' });
  expect(one.status()).toMatchObject({ kept: 2, sent: 2, waiting: 0, contact: 'ok', attention: [], incomplete: [] });
  expect(one.status().lastSync).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

test('settling covers both candidates, with a reason, and travels', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await must(two.write(checkIn('a', WORKER)));
  await synced(one);
  await synced(two);
  const shown = two.shown(two.get(MEETING, 'attendance', 'a'), ['standing']);
  expect(shown.standing).toHaveLength(2);
  await must(two.write({ ...checkIn('a', CHAIR), shown, why: 'ประธานจริง' }));
  await synced(two);
  await synced(one);
  expect(standing(one, 'a')).toMatchObject({ state: 'ok', value: CHAIR.standing });
  expect(one.entries(MEETING, 'attendance', 'a').map(({ why }) => why)).toEqual([undefined, undefined, 'ประธานจริง']);
});

test('an idle exchange names digests only and is one request', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  await synced(one);
  server.requests = [];
  await synced(one);
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.lines).toEqual([]);
  expect(Object.keys(server.requests[0]?.envelope.streams[MEETING] ?? {})).toEqual(['digest']);
});

test('a cut answer is repeated: the same lines again are success and nothing is doubled', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  server.cuts = 1;
  expect(await one.sync()).toMatchObject({ ok: false, case: 'network', code: 'unreachable' });
  expect(one.status()).toMatchObject({ sent: 0, waiting: 1, contact: 'off', trouble: 'unreachable' });
  await synced(one);
  expect(one.status()).toMatchObject({ sent: 1, waiting: 0 });
  expect([...server.logs(MEETING).values()].map(({ entries }) => entries.length)).toEqual([2]);
});

test('an answer that comes twice changes nothing', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const honest = server.fetch;
  server.fetch = async (input, init) => {
    const text = await (await honest(input, init)).text();
    const lines = text.split('\n');
    return new Response([...lines.slice(0, -1), ...lines.slice(1)].join('\n'));
  };
  const twice = await phone({ fetch: honest } as FakeServer, 'p3', { fetch: (...args) => (args[0] === '/sync' ? server.fetch(...args) : honest(...args)) });
  await synced(twice);
  await synced(twice);
  await synced(two);
  expect(standing(twice, 'a')).toEqual(standing(two, 'a'));
  expect(twice.status().attention).toEqual([]);
});

test('a large push goes in pages that end at signed heads, packed with gzip', async () => {
  const one = await phone(server, 'p1');
  for (let part = 0; part < 6; part += 1) {
    await must(one.write(...Array.from({ length: 200 }, (_, index) => checkIn(`r${part}-${index}`))));
  }
  await synced(one);
  expect(one.status()).toMatchObject({ kept: 1200, sent: 1200, waiting: 0, attention: [] });
  expect(server.requests.map(({ lines }) => lines.length).filter((count) => count > 0)).toEqual([500, 500, 201]);
  expect(server.requests[0]?.gzip).toBe(true);
});

test('a copy that comes in pages is incomplete until its last line is there', async () => {
  await server.append('community/c1', ...Array.from({ length: 1200 }, (_, index) => resident(`r${index}`, `คน${index}`)));
  const one = await phone(server, 'p1');
  const honest = server.fetch;
  let asked = 0;
  const seen: string[][] = [];
  one.subscribe(() => seen.push(one.status().incomplete));
  server.fetch = honest;
  await synced(one);
  asked = server.requests.length;
  expect(asked).toBeGreaterThan(2);
  expect(seen).toContainEqual(['community/c1']);
  expect(one.status().incomplete).toEqual([]);
  expect(one.list('community/c1', 'resident')).toHaveLength(1200);
});

test('a copy cut between two pages stays incomplete through a restart, and is made whole later', async () => {
  const name = freshName();
  await server.append('community/c1', ...Array.from({ length: 700 }, (_, index) => resident(`r${index}`, `คน${index}`)));
  await server.append('community/c2', resident('x', 'อีกคน'));
  let answers = 0;
  const flaky: typeof fetch = (input, init) => {
    if (input === '/sync' && ++answers > 1) return Promise.reject(new TypeError('cut'));
    return server.fetch(input, init);
  };
  const one = await phone(server, 'p1', { name, fetch: flaky });
  expect((await one.sync()).ok).toBe(false);
  one.close();
  const again = await open(server, { name });
  expect(again.status().incomplete).toContain('community/c1');
  await synced(again);
  expect(again.status().incomplete).toEqual([]);
  expect(again.list('community/c1', 'resident')).toHaveLength(700);
});

test.each([
  ['a changed body', (line: string) => line.replace('chair', 'minor')],
  ['a changed header', (line: string) => line.replace('"by":"p1"', '"by":"p9"')],
])('a line forged on the way is refused: %s', async (_, forge) => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const forging: typeof fetch = async (input, init) => {
    const answer = await server.fetch(input, init);
    if (input !== '/sync') return answer;
    return new Response((await answer.text()).split('\n').map((line, index) => (index > 0 ? forge(line) : line)).join('\n'));
  };
  const three = await phone(server, 'p3', { fetch: forging });
  await three.sync();
  expect(three.get(MEETING, 'attendance', 'a')).toBeUndefined();
  expect(three.status().attention.length).toBeGreaterThan(0);
  await synced(two);
  expect(standing(two, 'a')).toMatchObject({ state: 'ok' });
});

test('a log whose enrolment the server never signed is refused', async () => {
  const stranger = await FakeServer.make();
  const liar = await phone(stranger, 'p1');
  await must(liar.write(checkIn('a', CHAIR)));
  await synced(liar);
  for (const [log, held] of stranger.logs(MEETING)) server.logs(MEETING).set(log, held);
  const one = await phone(server, 'p2');
  await one.sync();
  expect(one.get(MEETING, 'attendance', 'a')).toBeUndefined();
  expect(one.status().attention).toMatchObject([{ stream: MEETING, status: 'refused', reason: 'not_enrolled' }]);
});

test('nothing beyond the last verified signature is admitted', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const [held] = [...server.logs(MEETING).values()];
  const last = held?.entries.at(-1);
  if (!held || !last) throw new Error('nothing there');
  const place = { stream: MEETING, log: last.log, seq: 3, prev: last.hash, at: last.at, by: 'p1' };
  held.entries.push(compose({ kind: 'attendance', record: 'b', body: CHAIR, private: {}, sets: { standing: [] } }, place));
  await synced(two);
  expect(standing(two, 'a')).toMatchObject({ state: 'ok' });
  expect(two.get(MEETING, 'attendance', 'b')).toBeUndefined();
  expect(two.status().incomplete).toEqual([MEETING]);
});

test('a server restored from a backup gets back what it lost, from the author and from others', async () => {
  const [one, two] = [await phone(server, 'p1'), await phone(server, 'p2')];
  await must(one.write(checkIn('a', CHAIR)));
  await must(two.write(checkIn('b', WORKER)));
  await synced(one);
  await synced(two);
  await synced(one);
  server.restore(0);
  await synced(one);
  const held = [...server.logs(MEETING).values()].map(({ entries }) => entries.length);
  expect(held).toEqual([2, 2]);
  expect(one.status()).toMatchObject({ kept: 1, sent: 1, waiting: 0 });
});

test('a server restored to the middle of a log gets the rest only', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a'), checkIn('b'), checkIn('c')));
  await synced(one);
  server.restore(2);
  await synced(one);
  expect(one.status()).toMatchObject({ kept: 3, sent: 3, waiting: 0, attention: [] });
  expect([...server.logs(MEETING).values()][0]?.entries).toHaveLength(4);
});

test('a fork moves the lines that lost into a new log: nothing recorded is lost', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await must(one.write(checkIn('a')));
  await synced(one);
  // Another life of the same phone (a restored profile) wrote at the next address.
  const [log, held] = [...server.logs(MEETING)][0] ?? [];
  const last = held?.entries.at(-1);
  if (!log || !held || !last) throw new Error('nothing there');
  const place = { stream: MEETING, log, seq: 3, prev: last.hash, at: last.at, by: 'p1' };
  const other = compose({ kind: 'attendance', record: 'z', body: CHAIR, private: {}, sets: { standing: [] } }, place);
  held.entries.push(other);
  await must(one.write(checkIn('b')));
  await must(one.write(checkIn('b', { standing: null })));
  await one.sync();
  await synced(one);
  expect(standing(one, 'b')).toMatchObject({ state: 'ok', value: null });
  expect(server.logs(MEETING).size).toBe(2);
  const moved = [...server.logs(MEETING).values()][1]?.entries ?? [];
  expect(moved.map(({ record }) => record).slice(1)).toEqual(['b', 'b']);
  expect(moved[2]?.sets.standing).toEqual([moved[1]?.hash]);
  expect(one.status()).toMatchObject({ waiting: 0 });
  one.close();
  const again = await open(server, { name });
  expect(standing(again, 'b')).toMatchObject({ state: 'ok', value: null });
  expect(again.status()).toMatchObject({ waiting: 0 });
});

test('a verdict sets an entry aside on every copy, and its author sees it', async () => {
  const one = await phone(server, 'p1');
  const saved = await must(one.write(checkIn('a', CHAIR)));
  await synced(one);
  const entry = saved.entries[0];
  if (!entry) throw new Error('nothing saved');
  const body = { standing: { state: 'quarantined', reason: 'wrong_id' } };
  await server.append(MEETING, { kind: 'verdict', record: entry.hash, body, private: {}, sets: { standing: [] } });
  await synced(one);
  expect(standing(one, 'a')).toBeUndefined();
  expect(one.quarantined(entry)).toBe('wrong_id');
  expect(one.status().attention).toMatchObject([{ log: entry.log, seq: 2, status: 'quarantined', reason: 'wrong_id' }]);
});

test('a redaction takes the part from this phone too, in memory and on disk', async () => {
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  const person = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: person } }));
  await synced(one);
  const hash = saved.entries[0]?.hash as string;
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(one);
  expect(one.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
  one.close();
  const again = await open(server, { name });
  expect(again.entries(MEETING, 'resident', 'r')[0]?.private).toBeNull();
  expect(again.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});

test('a redacted line arrives on a new phone only together with the redaction that names it', async () => {
  const one = await phone(server, 'p1');
  const saved = await must(one.write({ stream: MEETING, kind: 'resident', record: 'r', set: { name: { title: '', first: 'ก', last: null } } }));
  await synced(one);
  const [held] = [...server.logs(MEETING).values()];
  const entry = held?.entries[1];
  if (!held || !entry) throw new Error('nothing there');
  held.entries[1] = entry.without('private');
  const two = await phone(server, 'p2');
  await synced(two);
  expect(two.get(MEETING, 'resident', 'r')).toBeUndefined();
  const hash = saved.entries[0]?.hash as string;
  await server.append(MEETING, { kind: 'resident', record: 'r', body: {}, private: {}, sets: {}, redacts: { hash, part: 'private' } });
  await synced(two);
  expect(two.get(MEETING, 'resident', 'r')?.fields.name).toMatchObject({ state: 'removed' });
});

test('who wrote: the account by its name, the phone by its label, from the stream of the office', async () => {
  const one = await phone(server, 'p1');
  const installation = one.identity?.installation as string;
  const account = { kind: 'account', record: 'p1', body: { name: 'สมศรี' }, private: {}, sets: { name: [] } };
  const enrolled = { account: 'p1', label: 'เครื่อง 1', at: '2026-03-01' };
  await server.append('office/office1', account, { kind: 'installation', record: installation, body: { enrolled }, private: {}, sets: { enrolled: [] } });
  await synced(one);
  const saved = await must(one.write(checkIn('a')));
  const entry = saved.entries[0];
  expect(entry && one.whoWrote(entry)).toEqual({ account: 'p1', name: 'สมศรี', installation, label: 'เครื่อง 1', server: false });
});

test('an exchange can be cancelled, and says so', async () => {
  const never: typeof fetch = (input, init) =>
    input === '/sync'
      ? new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
      : server.fetch(input, init);
  const one = await phone(server, 'p1', { fetch: never });
  const running = one.sync();
  await vi.waitFor(() => expect(one.status().contact).toBe('syncing'));
  one.cancelSync();
  expect(await running).toMatchObject({ ok: false, case: 'aborted' });
});

test('a revoked phone is told so by code, and keeps what it recorded', async () => {
  const honest = server.fetch;
  const one = await phone(server, 'p1', {
    fetch: (input, init) => (input === '/sync' ? Promise.resolve(new Response('{"code":"not_enrolled","message":"x"}', { status: 401 })) : honest(input, init)),
  });
  await must(one.write(checkIn('a')));
  expect(await one.sync()).toMatchObject({ ok: false, case: 'refused', code: 'not_enrolled' });
  expect(one.status()).toMatchObject({ waiting: 1, contact: 'off', trouble: 'not_enrolled' });
});

test('what is pushed is signed by the key of the log', async () => {
  const one = await phone(server, 'p1');
  await must(one.write(checkIn('a')));
  await synced(one);
  const push = server.requests.find(({ lines }) => lines.length > 0);
  const [signature] = push?.envelope.streams[MEETING]?.signatures ?? [];
  const last = parseLine(push?.lines.at(-1) ?? '');
  expect(signature).toMatchObject({ log: last.log, seq: 2, hash: last.hash });
  expect(headText(MEETING, last.log, 2, last.hash)).toContain(last.hash);
});
