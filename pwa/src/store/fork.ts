// Owns what happens when the server holds another branch of one of our logs (a restored phone, a lost write), or cannot
// read one of its lines: what this phone recorded there is written again in a new log, so that nothing is lost. A branch of
// somebody else's log is put aside. (PROTOCOL 5)
import { put } from '../sync/canonical';
import type { Entry, Sets } from '../sync/entry';
import type { Core } from './core';
import type { LineRow } from './database';
import type { Log } from './logs';
import { addRow, rowWith, sealRow, sealRows } from './rows';
import type { Writer } from './writer';

/** The covers of an entry, where they name entries that were written again. */
function renamed(sets: Sets, names: Map<string, string>): Sets {
  const result: Sets = {};
  for (const [field, hashes] of Object.entries(sets)) put(result, field, hashes.map((hash) => names.get(hash) ?? hash));
  return result;
}

/** Copies entries onto a run of a new log, with their own times; answers those of which a part was removed on request. */
function copy(writer: Writer, run: Parameters<Writer['extend']>[0], lost: Entry[], core: Core): Entry[] {
  const names = new Map<string, string>();
  const left: Entry[] = [];
  for (const entry of lost) {
    if (entry.kind === 'log') continue;
    if (entry.body === null || entry.private === null) {
      left.push(entry);
      continue;
    }
    const { kind, record, body, private: hidden, redacts, at, hash } = entry;
    const draft = { kind, record, body, private: hidden, redacts, sets: renamed(entry.sets, names) };
    const membership = core.keyring.membership;
    if (membership !== null) names.set(hash, writer.extend(run, draft, membership, at).hash);
  }
  return left;
}

export interface How {
  /** A line that is not copied. */
  skip?: number | undefined;
  /** The lines were never signed, and the key that could is lost: the new log says whose they were. */
  orphaned?: boolean;
  /** Lines on disk behind rows that cannot be opened any more, and these rows: instead of the lines in memory. */
  behind?: Entry[];
  unread?: LineRow[];
}

/**
 * Moves our lines from `seq` on aside and writes them again in a new log. Answers the entries that cannot be written again,
 * because a part was removed: what they settled may be open again. Raises what the database raises; then nothing has changed.
 */
export function reissue(core: Core, writer: Writer, log: Log, seq: number, how: How = {}): Promise<Entry[]> {
  return writer.queued(async () => {
    const membership = core.keyring.membership;
    const { skip, orphaned, unread = [] } = how;
    const lost = how.behind ?? log.entries.slice(seq - 1);
    if (membership === null || lost.length + unread.length === 0) return [];
    const until = lost.at(-1)?.hash ?? '';
    const adopts = orphaned ? { log: log.row.log, after: seq - 1, until } : undefined;
    const run = await writer.open(log.row.stream, membership, true, adopts);
    const left = copy(writer, run, lost.filter((entry) => entry.seq !== skip), core);
    const rows = await sealRows(core.seam, run.entries, false);
    const { acked, signature } = log.row;
    const kept = signature !== null && signature.seq < seq ? signature : null;
    const old = { ...log.row, retired: true, acked: Math.min(acked, seq - 1), signature: kept };
    await core.database.change(['lines', 'aside', 'logs'], async (tx) => {
      for (const one of [...lost, ...unread]) {
        const row = await tx.objectStore('lines').get([one.log, one.seq]);
        if (row === undefined) continue;
        await tx.objectStore('aside').put(row);
        await tx.objectStore('lines').delete([one.log, one.seq]);
      }
      await Promise.all(rows.map((row) => addRow(tx, row)));
      await Promise.all([tx.objectStore('logs').put(old), tx.objectStore('logs').put(run.row)]);
    });
    core.records.remove(core.logs.cut(log.row.log, seq));
    core.logs.setRow(old);
    core.take(run.row, run.entries);
    core.emit();
    return left;
  });
}

/**
 * Moves somebody else's lines from `seq` on aside: the server of this epoch has them as a branch, and its own take their
 * place. Raises what the database raises; then nothing has changed.
 */
export async function makeWay(core: Core, { row, entries }: Log, seq: number, epoch: string | null): Promise<void> {
  const lost = entries.slice(seq - 1);
  const aside = await sealRows(core.seam, lost, false);
  const first = await core.database.read(['lines'], (tx) => rowWith(tx, row.log, seq));
  const [begin, ...more] = entries.slice((first?.seq ?? seq) - 1, seq - 1);
  const kept = begin === undefined ? null : await sealRow(core.seam, [begin, ...more]);
  const known = [...(row.heads ?? []), ...(row.signature === null ? [] : [row.signature])];
  const signed = [...new Map(known.map((head) => [head.seq, head])).values()];
  const heads = signed.filter((head) => head.seq < seq);
  const branch = { from: seq, heads: signed.filter((head) => head.seq >= seq), told: epoch };
  const old = { ...row, heads, branches: [...(row.branches ?? []), branch], signature: heads.at(-1) ?? null };
  await core.database.change(['lines', 'aside', 'logs'], async (tx) => {
    await tx.objectStore('lines').delete(IDBKeyRange.bound([row.log, first?.seq ?? seq], [row.log, Number.MAX_SAFE_INTEGER]));
    if (kept !== null) await tx.objectStore('lines').put(kept);
    await Promise.all([...aside.map((one) => tx.objectStore('aside').put(one)), tx.objectStore('logs').put(old)]);
  });
  core.records.remove(core.logs.cut(row.log, seq));
  core.logs.setRow(old);
}
