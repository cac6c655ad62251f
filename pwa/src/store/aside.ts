// Owns showing a restored server the branches of others' logs that this phone put aside before: the server that was told of them
// then may have lost them, and staff with it. Each epoch is told once. (PROTOCOL 5)
import { put } from '../sync/canonical';
import type { Entry } from '../sync/entry';
import { digest, type Vector } from '../sync/vector';
import type { read } from '../sync/bundle';
import type { Core } from './core';
import type { Branch, Signature } from './database';
import type { Around, Run } from './exchange';
import type { Log } from './logs';
import type { Outgoing, Page } from './outgoing';
import { openRow } from './rows';
import type { Result } from './types';

const PAGE_LINES = 500;

type Ask = (page: Page) => Promise<Result<ReturnType<typeof read>>>;

/** Shows what this epoch was not told. A cut leaves the rest to the next exchange. Raises what the database raises. */
export async function showBranches({ core, office }: Around, run: Run, outgoing: Outgoing, ask: Ask): Promise<void> {
  const { epoch } = office;
  for (const log of core.logs.all()) {
    for (const branch of log.row.branches ?? []) {
      if (branch.told === epoch || !isPassed(core, run, log, branch)) continue;
      if (!(await show(core, run, log, branch, outgoing, ask))) continue;
      await core.changeRow(log.row.log, (row) => ({ ...row, branches: row.branches?.map((one) => (one.from === branch.from && headOf(one) === headOf(branch) ? { ...one, told: epoch } : one)) ?? [] }));
    }
  }
}

const headOf = ({ heads }: Branch): string => heads.at(-1)?.hash ?? '';

/** The server holds a line where the branch began: else it would take the branch for the log. What leaves is told in any case. */
function isPassed(core: Core, { theirs, withdrawn }: Run, { row }: Log, { from }: Branch): boolean {
  if (withdrawn.has(row.stream)) return true;
  const vector: Vector = theirs.get(row.stream) ?? core.logs.vector(row.stream); // of a stream that is the same it says nothing
  return (vector[row.log]?.[0] ?? 0) >= from;
}

async function show(core: Core, run: Run, log: Log, branch: Branch, outgoing: Outgoing, ask: Ask): Promise<boolean> {
  const entries = await entriesOf(core, log, branch);
  let shown = 0;
  for (const head of pagesOf(branch, entries)) {
    const page = await outgoing.page(new Map(), run);
    const { stream } = log.row;
    const vector = page.vectors.get(stream) ?? {};
    const some = entries.slice(shown, entries.findIndex(({ hash }) => hash === head.hash) + 1);
    page.entries.push(...some);
    put(page.envelope.streams, stream, { digest: digest(vector), vector, signatures: [{ log: log.row.log, ...head }] });
    const answer = await ask(page);
    if (!answer.ok || answer.value.envelope.results?.some(({ log: name, status }) => name === log.row.log && status === 'waiting')) return false;
    shown += some.length;
  }
  return true;
}

/** The lines of the branch, back from its last signed head; none where they cannot be read any more. */
async function entriesOf(core: Core, { row }: Log, { from, heads }: Branch): Promise<Entry[]> {
  const range = IDBKeyRange.bound([row.log, from, ''], [row.log, Number.MAX_SAFE_INTEGER, '\uffff']);
  const rows = await core.database.read(['aside'], (tx) => tx.objectStore('aside').getAll(range));
  const opened = (await Promise.all(rows.map((one) => openRow(core.seam, one)))).flatMap((found) => found ?? []);
  const byHash = new Map(opened.map((entry) => [entry.hash, entry]));
  const chain: Entry[] = [];
  for (let next = byHash.get(heads.at(-1)?.hash ?? ''); next !== undefined; next = byHash.get(next.prev)) chain.unshift(next);
  return chain[0]?.seq === from ? chain : [];
}

/** The heads that pages end at. */
function pagesOf({ heads }: Branch, entries: Entry[]): Signature[] {
  const pages: Signature[] = [];
  let from = (entries[0]?.seq ?? 1) - 1;
  const known = new Set(entries.map(({ hash }) => hash));
  const mine = heads.filter(({ hash }) => known.has(hash));
  for (const [index, head] of mine.entries()) {
    const next = mine[index + 1];
    if (next !== undefined && next.seq <= from + PAGE_LINES) continue;
    pages.push(head);
    from = head.seq;
  }
  return pages;
}
