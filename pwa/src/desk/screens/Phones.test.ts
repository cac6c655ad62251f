// The page of a hearing's phones: what each has sent, what is missing, what a person must do, and letting entries count. (R5.6)
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { version } from '../../sync/version.generated';
import { concernsOf, lengthOf, span, stretches, type Log, type Phone, type Phones, type SetAside } from '../phones';
import { show, violations } from '../testing/show';
import { plantedStore } from '../testing/store';
import Room from './Phones.svelte';

const NOW = Date.parse('2026-01-17T16:00:00+07:00');
const log = (more: Partial<Log> = {}): Log => ({ log: 'logAAAAAAAA', last_seq: 12, waiting: [], missing: [], forks: 0, quarantined: 0, adopts: null, ...more });
const phone = (more: Partial<Phone> = {}): Phone => ({
  installation: 'i1', label: 'มือถือของกนก', account: 'kanok', name: 'กนกวรรณ', revoked: false, last_seen: '2026-01-17T15:00:00+07:00', app: '1.0', schema: version,
  skew_ms: 500, unsent: 0, unsigned: 0, files: 0, holds: 'same', logs: [log()], ...more,
});
const said = (more: Partial<Phone>) => concernsOf(phone(more), NOW).map(({ what, weight, n }) => `${weight} ${what} ${n}`);

let told: Phones;
let aside: SetAside[];
let asked: { url: string; body: unknown }[];
beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  asked = [];
  aside = [];
  told = { phones: [phone()], unknown: [], vector_digest: 'x' };
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    asked.push({ url: String(url), body: init.body ? JSON.parse(String(init.body)) : undefined });
    if (init.method === 'POST') aside = [];
    return new Response(JSON.stringify(init.method === 'POST' ? { stream: 'meeting/m1' } : url === '/api/quarantine' ? { quarantined: aside } : told));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('only what a person must do is red: what comes by itself at the next contact is not', () => {
  expect(said({})).toEqual([]);
  expect(said({ unsent: 4, holds: 'behind' })).toEqual(['wait unsent 4', 'wait behind 1']);
  expect(said({ unsent: 4, last_seen: '2026-01-14T15:00:00+07:00' })).toEqual(['act silent 3', 'wait unsent 4']);
  expect(said({ last_seen: '2026-01-14T15:00:00+07:00' })).toEqual(['know silent 3']);
  expect(said({ last_seen: null, unsent: null, files: null, skew_ms: null, schema: null, holds: 'none', logs: [] })).toEqual(['know never 1']);
  expect(said({ revoked: true })).toEqual(['know revoked 1']);
  expect(said({ revoked: true, logs: [log({ waiting: [{ from: 13, to: 20, reason: 'unsigned' }] })] })).toEqual(['act revoked 1', 'act unsigned 8']);
  expect(said({ logs: [log({ missing: [{ from: 13, to: 14 }], waiting: [{ from: 15, to: 15, reason: 'gap' }, { from: 16, to: 17, reason: 'part' }] })] })).toEqual(['wait lost 2', 'wait gap 1', 'wait part 2']);
  expect(said({ logs: [log({ quarantined: 2, forks: 3, adopts: { log: 'x', after: 1, until: 'h' } })] })).toEqual(['act quarantined 2', 'know forks 3', 'know adopted 1']);
  expect(said({ unsigned: 4 })).toEqual(['act keyless 4']);
  expect(said({ skew_ms: -3 * 365 * 86_400_000 }).map((one) => one.slice(0, 9))).toEqual(['act clock']);
  expect(said({ skew_ms: 20 * 60_000, schema: '9-ffffffff', files: 1 })).toEqual(['wait files 1', 'know clockOff 1200000', 'know version 1']);
});

it('a span is told in its largest unit, a log drawn from its first line to the last that is known of', () => {
  expect([3 * 365, 70, 2].map((days) => span(-days * 86_400_000))).toEqual([{ n: 3, unit: 'years' }, { n: 2, unit: 'months' }, { n: 2, unit: 'days' }]);
  expect(span(90 * 60_000)).toEqual({ n: 2, unit: 'hours' });
  const gappy = log({ last_seq: 12, missing: [{ from: 13, to: 14 }], waiting: [{ from: 15, to: 20, reason: 'gap' }] });
  expect(stretches(gappy).map(({ what, from, to }) => [what, from, to])).toEqual([['held', 1, 12], ['missing', 13, 14], ['waiting', 15, 20]]);
  expect([lengthOf(gappy), lengthOf(log({ last_seq: 0 }))]).toEqual([20, 1]);
});

it('shows each phone with what to do, those that need somebody first, and its ranges as a table', async () => {
  told.phones = [
    phone({ installation: 'i1', label: 'ก ครบ' }),
    phone({ installation: 'i2', label: 'ข นาฬิกาผิด', skew_ms: -3 * 365 * 86_400_000, logs: [log({ missing: [{ from: 13, to: 14 }], waiting: [{ from: 15, to: 20, reason: 'gap' }] })] }),
  ];
  told.unknown = [{ kind: 'drone_flight', entries: 2 }];
  show(Room as never, plantedStore(), { meeting: 'm1' });
  expect(await screen.findByText('2 เครื่อง ต้องทำ 1 เครื่อง')).toBeTruthy();
  expect(screen.getAllByRole('heading', { level: 2 }).map((one) => one.textContent)).toEqual(['ข นาฬิกาผิด กนกวรรณ', 'ก ครบ กนกวรรณ', 'สิ่งที่รุ่นนี้ยังไม่รู้จัก']);
  const wrong = within(screen.getByRole('region', { name: 'ข นาฬิกาผิด · กนกวรรณ' }));
  expect(wrong.getByText(/นาฬิกาช้า 3 ปี ตั้งเวลาเครื่องให้ตรง/)).toBeTruthy();
  expect(wrong.getAllByRole('cell').map((one) => one.textContent?.trim()).slice(1)).toEqual(['12', '13 ถึง 14', '15 ถึง 20', '0', '0']);
  expect(within(screen.getByRole('region', { name: 'ก ครบ · กนกวรรณ' })).getByText('ครบ ไม่มีเรื่องต้องทำ')).toBeTruthy();
  expect(screen.getByText('drone_flight 2 รายการ')).toBeTruthy();
  expect(asked.map(({ url }) => url)).toContain('/api/meetings/m1/phones');
  expect(await violations()).toEqual([]);
});

it('lets an entry of this hearing count after all, with a reason', async () => {
  aside = [
    { hash: 'h1', reason: 'not_allowed', stream: 'meeting/m1', kind: 'attendance', received_at: '2026-01-17T14:00:00+07:00' },
    { hash: 'h2', reason: 'invalid_body', stream: 'meeting/m2', kind: 'vote', received_at: '2026-01-17T14:00:00+07:00' },
  ];
  show(Room as never, plantedStore(), { meeting: 'm1' });
  expect(await screen.findByText('ผู้บันทึกไม่มีหน้าที่จดเรื่องนี้')).toBeTruthy();
  expect(screen.getAllByRole('button', { name: 'ให้นับ' })).toHaveLength(1);
  await fireEvent.click(screen.getByRole('button', { name: 'ให้นับ' }));
  expect(screen.getByText('ใส่เหตุผลก่อน')).toBeTruthy();
  expect(await violations()).toEqual([]);
  await fireEvent.input(screen.getByLabelText('เหตุที่ให้นับ'), { target: { value: ' ประธานมอบให้จดแทน ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'ให้นับ' }));
  await waitFor(() => expect(asked).toContainEqual({ url: '/api/quarantine/h1/admission', body: { reason: 'ประธานมอบให้จดแทน' } }));
  await waitFor(() => expect(screen.queryByText('ผู้บันทึกไม่มีหน้าที่จดเรื่องนี้')).toBeNull());
});

it('without the office it says so and asks again', async () => {
  const answers = globalThis.fetch;
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError()));
  show(Room as never, plantedStore(), { meeting: 'm1' });
  expect(await screen.findByText(/ติดต่อสำนักงานไม่ได้/)).toBeTruthy();
  vi.stubGlobal('fetch', answers);
  await fireEvent.click(screen.getByRole('button', { name: 'ลองใหม่' }));
  expect(await screen.findByText('1 เครื่อง ไม่มีเรื่องที่ต้องทำ')).toBeTruthy();
});
