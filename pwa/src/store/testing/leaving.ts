// Owns what tests of withdrawn hearings begin with: an office, and a phone that holds two hearings and a community.
import type { Store, StoreOptions } from '../types';
import { checkIn, freshName, MEETING, must, phone, resident, synced } from './phone';
import { redraw } from './pictures';
import { FakeServer } from './server';

export const OTHER = 'meeting/m2';
const PERSON = { title: 'นาย', first: 'สมชาย', last: 'ใจดี' };

export async function office(): Promise<FakeServer> {
  const server = await FakeServer.make();
  const hearing = { kind: 'meeting', record: 'm1', body: { number: '3/2569' }, private: {}, sets: { number: [] } };
  await server.append(MEETING, hearing, resident('r1', 'มาลี'));
  await server.append('community/c1', resident('r2', 'บุญมี'));
  return server;
}

/** It recorded a person and an attendance in the first hearing, an attendance in the other, and has not sent them. */
export async function officerOf(server: FakeServer, options: StoreOptions): Promise<{ one: Store; name: string }> {
  const name = options.name ?? freshName();
  const one = await phone(server, 'p1', { redraw, ...options, name });
  await synced(one);
  await must(one.write({ stream: MEETING, kind: 'resident', record: 'w', set: { name: PERSON } }, checkIn('a')));
  await must(one.write({ ...checkIn('b'), stream: OTHER }));
  return { one, name };
}

/** The records of the hearing that the office has heard of. */
export function recorded(server: FakeServer): string[] {
  return [...server.logs(MEETING).values()].flatMap(({ entries }) => entries.map(({ record }) => record));
}
