// Owns what becomes of lines that were never signed before their key was lost: once this phone is enrolled anew for the same
// account, they are written again in a new log that says so. Of another account they wait for staff. (PROTOCOL 2)
import type { Core } from './core';
import { reissue } from './fork';
import type { Log } from './logs';
import type { Writer } from './writer';

/** Raises what the database raises; each log is done whole or not at all. */
export async function adopt(core: Core, writer: Writer): Promise<void> {
  for (const log of core.logs.all().filter((one) => isOrphaned(core, one))) {
    await reissue(core, writer, log, (log.row.signature?.seq ?? 0) + 1, { orphaned: true });
  }
}

function isOrphaned({ keyring }: Core, { row, key, account, entries }: Log): boolean {
  const mine = row.own && !keyring.signs(key) && account === keyring.membership?.identity.account;
  return mine && !keyring.lost && (row.signature?.seq ?? 0) < entries.length;
}
