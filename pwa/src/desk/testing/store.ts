// For tests alone: a store in memory that really composes and folds entries, of this desk and of phones it plays.
import type { Author, Couriers, Exchanged, Identity, KeptFile, Rec, Result, Saved, Shown, Status, Store, Write } from '../../store/types';
import type { Json } from '../../sync/canonical';
import { compose, Entry } from '../../sync/entry';
import { b64, randomId } from '../../sync/ids';
import { keyOf, recordsOf } from '../../sync/records';
import { splitParts } from '../../sync/rules';
import { vectorOf, type Vector } from '../../sync/vector';

const DESK = 'desk';

export class FakeStore implements Store {
  identity: Identity | null = {
    installation: DESK, account: 'suda', name: 'สุดา', roles: ['staff', 'approver'], office: 'demo', label: 'โต๊ะ 1', serverKey: '',
  };
  readonly written: Write[] = [];
  readonly state: Status = {
    kept: 0, sent: 0, waiting: 0, attention: [], lastSync: null, contact: 'ok', trouble: null, incomplete: [],
    files: { waiting: 0, bytes: 0, unsent: [], refused: [] }, keyLost: false, leaving: [], left: [], closed: false,
  };
  private all: Entry[] = [];
  private records = new Map<string, Rec[]>();
  private heads = new Map<string, Entry>();
  private logs = new Map<string, { id: string; label: string; account: string }>();
  private listeners = new Set<() => void>();
  private clock = Date.parse('2026-01-17T06:30:00Z');
  private now = 0;

  /** An entry that another device wrote: `device` names its log, its label and its account. */
  add(device: string, write: Omit<Write, 'shown'> & { shown?: Shown }): Entry {
    const log = this.logOf(device, write.stream);
    const head = this.heads.get(log);
    const parts = splitParts(write.kind, write.set);
    if (write.why) parts.private.why = write.why;
    const sets = Object.fromEntries(Object.keys(write.set).map((field) => [field, write.shown?.[field] ?? []]));
    this.clock += 1000;
    const at = `${this.clock.toString(16).padStart(13, '0')}-0000`;
    const by = device === DESK ? 'suda' : device;
    const place = { stream: write.stream, log, seq: (head?.seq ?? 0) + 1, prev: head?.hash ?? '', at, by };
    const entry = compose({ kind: write.kind, record: write.record, ...parts, sets }, place);
    this.heads.set(log, entry);
    this.all.push(entry);
    this.refold(write.stream);
    return entry;
  }

  private logOf(device: string, stream: string): string {
    const key = `${device} ${stream}`;
    const log = this.logs.get(key) ?? { id: randomId(), label: device, account: device };
    this.logs.set(key, log);
    return log.id;
  }

  private refold(stream: string): void {
    this.records.set(stream, recordsOf(this.all.filter((entry) => entry.stream === stream)));
    this.now += 1;
    for (const listener of this.listeners) listener();
  }

  async enrol(): Promise<Result<Identity>> {
    return this.identity ? { ok: true, value: this.identity } : { ok: false, case: 'refused', code: 'not_signed_in' };
  }

  async write(...drafts: Write[]): Promise<Result<Saved>> {
    this.written.push(...drafts);
    return { ok: true, value: { entries: drafts.map((draft) => this.add(DESK, draft)), confirmed: Promise.resolve(true) } };
  }

  list(stream: string, kind: string): Rec[] {
    return (this.records.get(stream) ?? []).filter((rec) => rec.kind === kind);
  }

  get(stream: string, kind: string, record: string): Rec | undefined {
    return this.list(stream, kind).find((rec) => keyOf(rec.kind, rec.record) === keyOf(kind, record));
  }

  streams(prefix = ''): string[] {
    return [...this.records.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  entries(stream: string, kind: string, record: string): Entry[] {
    return this.all.filter((entry) => entry.stream === stream && entry.kind === kind && entry.record === record);
  }

  whoWrote(entry: Entry): Author {
    const device = [...this.logs.values()].find((log) => log.id === entry.log);
    return { account: entry.by, name: `เจ้าหน้าที่${entry.by}`, installation: entry.log, label: device?.label ?? '', server: false, again: false };
  }

  writerOf(log: string): Author | null {
    const first = this.all.find((entry) => entry.log === log);
    return first ? this.whoWrote(first) : null;
  }

  quarantined(): string | null {
    return null;
  }

  revision(): number {
    return this.now;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  status(): Status {
    return this.state;
  }

  async sync(): Promise<Result<Exchanged>> {
    return { ok: true, value: { sent: 0, received: 0 } };
  }

  cancelSync(): void {}

  looking(): void {}

  async seenLeft(): Promise<void> {}

  shown(rec: Rec | undefined, fields: string[]): Shown {
    return Object.fromEntries(fields.map((field) => [field, [...(rec?.fields[field]?.candidates ?? [])]]));
  }

  meetingKey(): string | null {
    return b64(new Uint8Array(32));
  }

  async saveDraft(): Promise<Result<null>> {
    return { ok: true, value: null };
  }

  async loadDraft(): Promise<Json | undefined> {
    return undefined;
  }

  async clearDraft(): Promise<Result<null>> {
    return { ok: true, value: null };
  }

  async keepFile(): Promise<Result<KeptFile>> {
    return { ok: false, case: 'refused', code: 'not_picture' };
  }

  async file(): Promise<Blob | null> {
    return null;
  }

  authorization(): Record<string, string> {
    return {};
  }

  async courier(): Promise<Couriers> {
    return {
      share: async () => ({ ok: false, case: 'refused', code: 'nothing_unsent' }),
      handOver: async () => ({ ok: true, value: { held: 3, waiting: 0, refused: 0 } }),
      neighbours: async () => null,
    };
  }

  vector(stream: string): Vector {
    return vectorOf(this.all.filter((entry) => entry.stream === stream));
  }

  close(): void {}
}

/** A hearing with a roll call, in which two phones differ as the story of the sample plants it. */
export function plantedStore(): FakeStore {
  const store = new FakeStore();
  const stream = 'meeting/m1';
  store.add('server', { stream: 'office/demo', kind: 'account', record: 'suda', set: { name: 'สุดา', roles: ['staff'] } });
  store.add('server', { stream: 'office/demo', kind: 'community', record: 'c1', set: { name: { th: 'ชุมชนท่าน้ำสมมติ' } } });
  for (const [id, first] of [['r1', 'ประเสริฐ'], ['r2', 'ศิริพร'], ['r3', 'ปิยะธิดา']] as const) {
    store.add('server', { stream: 'community/c1', kind: 'resident', record: id, set: { name: { title: 'นาง', first, last: 'สมมติ' } } });
  }
  const options = [{ key: 'agree', text: 'เห็นด้วย' }, { key: 'disagree', text: 'ไม่เห็นด้วย' }];
  store.add('desk', { stream, kind: 'meeting', record: 'm1', set: { title: 'เวทีสมมติ', number: '๑/๒๕๖๙', quorum: 3, state: 'open', posts: [{ key: 'a', name: 'ประตู ก' }, { key: 'b', name: 'ประตู ข' }], topics: ['t1'] } });
  store.add('desk', { stream, kind: 'motion', record: 'q5', set: { question: { no: 5, text: 'ร่วมตรวจรับงาน', options }, method: 'roll_call', rule: 'simple_majority', state: 'open' } });
  const came = (device: string, person: string, capacity: string, voting = true, post = 'a') =>
    store.add(device, { stream, kind: 'attendance', record: `a-${person}`, set: { resident: person, standing: { capacity, voting }, arrived: { at: '2026-01-17T13:05:00+07:00', post }, community: 'c1' } });
  came('phone-a', 'r1', 'resident');
  came('phone-b', 'r1', 'resident', true, 'b');
  came('phone-a', 'r2', 'committee');
  came('phone-b', 'r2', 'observer', false, 'b');
  came('phone-a', 'r3', 'resident');
  const voted = (device: string, person: string, choice: string) =>
    store.add(device, { stream, kind: 'vote', record: `v-${person}`, set: { motion: 'q5', resident: person, choice, channel: 'roll_call' } });
  voted('phone-a', 'r1', 'agree');
  voted('phone-a', 'r3', 'agree');
  voted('phone-b', 'r3', 'disagree');
  return store;
}
