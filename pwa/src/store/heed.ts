// Owns what is done about lines that did not simply land, and which of it a person is told. (PROTOCOL 5)
import type { Result as LineResult } from '../sync/bundle';
import type { Rejected } from './arrivals';
import type { Core } from './core';
import { reissue } from './fork';
import { LEFT } from './lasting';
import type { Attention } from './types';
import type { Writer } from './writer';

/** Acts on lines that did not simply land; `attention` gains what to tell. True when something was written again and must be sent. */
export async function heed(
  core: Core,
  writer: Writer,
  attention: Attention[],
  results: LineResult[],
  rejected: Rejected[],
): Promise<boolean> {
  let reissued = false;
  const done = new Set<string>();
  const forks = rejected.filter(({ reason }) => reason === 'fork').map((line) => ({ ...line, status: 'fork' }));
  for (const { log, seq, status, reason } of [...results, ...forks].sort((a, b) => a.seq - b.seq)) {
    const held = core.logs.get(log);
    if (status === 'quarantined' || held === undefined) continue;
    attention.push({ stream: held.row.stream, log, seq, status, reason });
    const branches = status === 'fork' || status === 'malformed';
    if (!branches || !held.row.own || done.has(log)) continue;
    done.add(log);
    const left = await reissue(core, writer, held, seq, { skip: status === 'malformed' ? seq : undefined });
    attention.push(...left.map(({ stream, seq: at }) => ({ stream, log, seq: at, status: LEFT, reason: LEFT })));
    reissued = true;
  }
  for (const { stream, log, seq, reason } of rejected) {
    if (reason !== 'fork') attention.push({ stream, log, seq, status: 'refused', reason });
  }
  return reissued;
}
