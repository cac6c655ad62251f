// Owns what this phone says of itself with each request: its clock, what it runs, how much has not gone out. (PROTOCOL 5)
import type { Report } from '../sync/bundle';
import { version } from '../sync/version.generated';
import type { Entry } from '../sync/entry';
import type { Core } from './core';
import type { FilesStatus } from './types';

declare const __APP__: string | undefined;

/** Of the build. */
const APP = typeof __APP__ === 'undefined' ? 'dev' : __APP__;

/** What is so once the lines of this page have landed. */
export function report(core: Core, lines: Entry[], files: FilesStatus): Report {
  let [unsent, unsigned] = [-lines.filter(({ log }) => core.logs.get(log)?.row.own).length, 0];
  for (const { row, entries } of core.logs.all()) {
    if (!row.own) continue;
    unsent += Math.max(0, entries.length - row.acked);
    unsigned += Math.max(0, entries.length - (row.signature?.seq ?? 0));
  }
  const now = Math.max(0, Math.floor(core.now()));
  return { now, app: APP, schema: version, unsent: Math.max(0, unsent), unsigned, files: files.waiting };
}
