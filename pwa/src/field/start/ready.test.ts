// Pre-flight: a list that has only begun to come is not ready.
import { expect, test, vi } from 'vitest';
import type { Store } from '../../store/types';
import { meetingOf } from '../meeting';
import { HALL, hall, officer } from '../testing/hall';
import { checks } from './ready';

async function rosterOf(store: Store) {
  return (await checks(store, meetingOf(store, HALL)!)).find((one) => one.item === 'roster');
}

test('R5.6 a list that is still coming page by page is not ready, however many are there already', async () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const store = await officer(await hall());
  expect(await rosterOf(store)).toMatchObject({ state: 'ok', detail: '8' });
  const coming = (stream: string): Store => new Proxy(store, { get: (target, name) => (name === 'status' ? () => ({ ...target.status(), incomplete: [stream] }) : Reflect.get(target, name)) });
  expect(await rosterOf(coming('community/c2'))).toMatchObject({ state: 'bad', detail: '8' });
  expect(await rosterOf(coming('community/elsewhere'))).toMatchObject({ state: 'ok' });
});
