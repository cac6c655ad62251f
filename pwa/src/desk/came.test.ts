import { fireEvent, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { settings } from '../ui/settings.svelte';
import { among, cameTo, told, votersOf } from './came';
import { sought } from './filter.svelte';
import { officeOf } from './office';
import Came from './screens/Came.svelte';
import Voters from './screens/Voters.svelte';
import { show, violations } from './testing/show';
import { plantedStore } from './testing/store';

const stream = 'meeting/m1';
const rowsIn = (store = plantedStore()) => cameTo(store, officeOf(store), stream);

afterEach(() => {
  settings.hideNames = false;
  sought.text = '';
});

it('everybody who was recorded has one row with the devices that said so, also who was seen twice (R0.2)', () => {
  const store = plantedStore();
  const rows = rowsIn(store);
  expect(rows.map((row) => row.name?.first).sort()).toEqual(['ประเสริฐ', 'ปิยะธิดา', 'ศิริพร']);
  const twice = rows.find((row) => row.name?.first === 'ประเสริฐ')!;
  expect(told(store, twice, 'standing').phones.sort()).toEqual(['phone-a', 'phone-b']);
  expect(twice.state).toBe('given');
});

it('who differs leads to the question that waits, and who was undone stays in the list', () => {
  const store = plantedStore();
  const rec = store.get(stream, 'attendance', 'a-r3')!;
  store.add('phone-a', { stream, kind: 'attendance', record: 'a-r3', set: { standing: null }, shown: store.shown(rec, ['standing']) });
  const of = new Map(rowsIn(store).map((row) => [row.id, row]));
  expect(of.get('a-r2')).toMatchObject({ state: 'differs', settle: 'meeting.m1~attendance~a-r2~standing' });
  expect(of.get('a-r3')).toMatchObject({ state: 'undone', settle: null });
});

it('voters of a motion are listed with what they said', () => {
  const store = plantedStore();
  const rows = votersOf(store, officeOf(store), store.get(stream, 'motion', 'q5')!);
  expect(rows.map(({ id, state }) => `${id} ${state}`)).toEqual(['v-r3 differs', 'v-r1 given']);
});

it('a search gives rows in the order of its hits, each once', () => {
  const rows = rowsIn();
  expect(among(rows, [{ record: 'r3' }, { record: 'r9' }, { record: 'r1' }, { record: 'r3' }]).map((row) => row.id)).toEqual(['a-r3', 'a-r1']);
});

it('the list of who came is searched by part of a name and leads to the history; names can be hidden', async () => {
  show(Came as never, plantedStore(), { meeting: 'm1' });
  expect(await violations()).toEqual([]);
  await fireEvent.input(screen.getByLabelText('หาชื่อหรือบ้านเลขที่'), { target: { value: 'ประเส' } });
  expect(screen.getByRole('status').textContent).toBe('พบ 1 จาก 3 คน');
  expect(screen.getByRole('link', { name: /ประเสริฐ/ }).getAttribute('href')).toBe('/desk/history/meeting/m1/attendance/a-r1');
  await fireEvent.click(screen.getByLabelText(/^ซ่อนชื่อ/));
  expect(document.body.textContent).not.toContain('ประเสริฐ');
});

it('the list of votes has no fault that axe finds, and shows no choice where phones differ', async () => {
  show(Voters as never, plantedStore(), { meeting: 'm1', motion: 'q5' });
  expect(await violations()).toEqual([]);
  const row = screen.getByRole('link', { name: /ปิยะธิดา/ }).closest('tr')!;
  expect(row.textContent).toContain('รอตัดสิน');
  expect(row.textContent).not.toContain('เห็นด้วย');
});

it('of 5,000 people a hundred are drawn, and the rest are said', () => {
  const store = plantedStore();
  const [model] = store.list(stream, 'attendance');
  const many = Array.from({ length: 5000 }, (_, i) => ({ ...model!, record: `b${i}`, fields: { ...model!.fields, resident: { ...model!.fields.resident!, value: `x${i}` } } }));
  const list = store.list.bind(store);
  store.list = (of, kind) => (kind === 'attendance' ? many : list(of, kind));
  const before = performance.now();
  show(Came as never, store, { meeting: 'm1' });
  expect(performance.now() - before).toBeLessThan(3000);
  expect(document.querySelectorAll('tbody tr')).toHaveLength(100);
  expect(document.body.textContent).toContain('ยังมีอีก 4900 คน');
});
