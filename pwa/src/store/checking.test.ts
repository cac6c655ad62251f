// @vitest-environment node
// What the server vouched for and nobody has verified yet: what is said of it, and that nothing of it is handed on. (PROTOCOL 5)
import { beforeEach, expect, test, vi } from 'vitest';
import { verifyLines } from './checking';
import type { LogRow } from './database';
import { store } from './intake';
import { verifiedHead, type Log } from './logs';
import type { Office } from './office';
import { coreOf, freshName, phone, synced } from './testing/phone';
import { COMMUNITY, mend, roll, ROLL, rowsOf, spoil, whole } from './testing/roll';
import { FakeServer } from './testing/server';
import { Gaps, Wants } from './wants';

const work = <T>(task: () => Promise<T>): Promise<T> => task();
let server: FakeServer;

beforeEach(async () => {
  server = await FakeServer.make();
  server.signsPages = true;
  server.pageLines = 120;
});

test('lines whose storing ends just as those before them are verified are not taken for verified', async () => {
  await roll(server, 0, 100);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  await whole(one);
  const core = coreOf(one);
  const { log } = core.logs.all()[0]!.row;
  await core.changeRow(log, (row) => ({ ...row, checked: 0 }));
  const { office } = one as unknown as { office: Office };
  const further = (row: LogRow): LogRow => ({ ...row, signature: { ...row.signature!, seq: 300 } }); // on disk, and not yet in memory
  let once = false;
  await verifyLines(core, office, work, async () => {
    if (once) return;
    once = true;
    await core.database.change(['logs'], async (tx) => void (await tx.objectStore('logs').put(further((await tx.objectStore('logs').get(log))!))));
  });
  expect((await rowsOf(name)).logs.map(({ checked }) => checked)).toEqual([101]);
});

test('nothing is handed on that is not verified: not to a server that was restored, not beside, not to one that wants a part', async () => {
  await roll(server, 0, ROLL);
  const one = await phone(server, 'p1');
  await synced(one);
  await whole(one);
  const two = await phone(server, 'p2');
  const core = coreOf(one);
  const [{ row, entries }] = core.logs.all() as [Log];
  const head = row.heads!.find(({ seq }) => seq < ROLL)!;
  await core.changeRow(row.log, (held) => ({ ...held, checked: head.seq + 1 }));
  const wants = new Wants(core, new Gaps());
  const state = { digest: '', want: [entries[1]!.hash, entries[head.seq + 2]!.hash] };
  wants.hear({ v: 1, epoch: null, streams: { [COMMUNITY]: state } });
  expect(wants.give(COMMUNITY, (lines) => lines.length)).toEqual([entries[1]]);
  expect(verifiedHead(core.logs.get(row.log)!)).toEqual(head);
  server.restore(0);
  await core.changeRow(row.log, (held) => ({ ...held, checked: head.seq + 1 }));
  (one as unknown as { line: { verify(): Promise<void> } }).line.verify = async () => {};
  await synced(one);
  expect(server.vector(COMMUNITY)).toEqual({ [row.log]: [head.seq, head.hash] });
  await synced(two);
  await core.changeRow(row.log, (held) => ({ ...held, checked: 0 }));
  const asking = await (await (await two.courier())!.neighbours())!.ask();
  if (asking.ok) expect(await (await (await one.courier())!.neighbours())!.give(asking.value.bytes)).toMatchObject({ ok: false, code: 'nothing_lacking' });
  await core.changeRow(row.log, ({ checked: _, ...held }) => held);
  await synced(one);
  expect(server.vector(COMMUNITY)).toEqual(one.vector(COMMUNITY));
});

test('what comes behind lines that left meanwhile is not kept, and is asked for again', async () => {
  await roll(server, 0, ROLL);
  spoil(server, 200);
  const name = freshName();
  const one = await phone(server, 'p1', { name });
  await synced(one);
  const core = coreOf(one);
  const [log] = core.logs.all().map((held) => ({ ...held, row: held.row, entries: [...held.entries] }));
  await vi.waitFor(() => expect(one.status().attention).toHaveLength(1), 10_000);
  const late = { log: log!.row.log, stream: COMMUNITY, key: log!.key, entries: log!.entries.slice(250), signature: log!.row.signature! };
  await expect(store(core, [late], (one as unknown as { office: Office }).office.contacts, [])).rejects.toThrow('gap');
  expect((await rowsOf(name)).lines.every(({ seq }) => seq < 200)).toBe(true);
  mend(server, 200);
  await synced(one);
  expect(one.list(COMMUNITY, 'resident')).toHaveLength(ROLL);
});
