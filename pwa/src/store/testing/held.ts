// Owns what the tests' server holds, questions about it that change nothing, and how it reads and answers.
import type { Signature } from '../../sync/bundle';
import type { Entry } from '../../sync/entry';
import { lacks } from './mending';

export interface HeldLog {
  entries: Entry[];
  key: string;
  signature: Signature | null;
  /** Of what the server itself wrote: a head at the end of each act. */
  heads?: Signature[];
}

export type Held = Map<string, Map<string, HeldLog>>;

export function copyOf(streams: Held): Held {
  const logs = (held: Map<string, HeldLog>) =>
    new Map([...held].map(([log, { entries, key, signature }]) => [log, { entries: [...entries], key, signature }]));
  return new Map([...streams].map(([stream, held]) => [stream, logs(held)]));
}

/** A part is missing and no redaction says why. */
export function lacksPart(logs: Map<string, HeldLog>, entry: Entry): boolean {
  if (lacks(entry).length === 0) return false;
  const named = [...logs.values()].flatMap(({ entries }) => entries.map(({ redacts }) => redacts?.hash));
  return !named.includes(entry.hash);
}

/** Lines of a stream, admitted or waiting, of which a part is missing. */
export function wanted(logs: Map<string, HeldLog>, waiting: Entry[]): string[] {
  const held = [...logs.values()].flatMap(({ entries }) => entries);
  return [...held, ...waiting].filter((entry) => lacksPart(logs, entry)).map(({ hash }) => hash);
}

export function wholeLine(logs: Map<string, HeldLog>, hash: string): string | undefined {
  const held = [...logs.values()].flatMap(({ entries }) => entries).find((entry) => entry.hash === hash);
  return held && !lacksPart(logs, held) ? held.line : undefined;
}

export function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

export async function textOf(init: RequestInit): Promise<string> {
  const headers = new Headers(init.headers);
  if (headers.get('Content-Encoding') !== 'gzip') return String(init.body);
  return new Response(new Response(init.body).body?.pipeThrough(new DecompressionStream('gzip'))).text();
}
