// Owns who wrote an entry, in words: the account by its name, the phone by its label, as the office's stream tells them.
import { isObject } from '../sync/canonical';
import { value } from '../sync/records';
import type { Core } from './core';
import type { Author, Entry } from './types';

export function authorOf(core: Core, entry: Entry): Author {
  const log = core.logs.get(entry.log);
  const genesis = log?.entries[0];
  const installation = log?.installation ?? '';
  const office = `office/${core.keyring.membership?.identity.office ?? ''}`;
  const name = value(core.records.get(office, 'account', entry.by), 'name');
  const enrolled = value(core.records.get(office, 'installation', installation), 'enrolled');
  const label = isObject(enrolled) && typeof enrolled.label === 'string' ? enrolled.label : '';
  return {
    account: entry.by,
    name: typeof name === 'string' ? name : '',
    installation,
    label,
    server: log?.server ?? false,
    again: genesis?.body?.adopts !== undefined && entry.at < genesis.at,
  };
}
