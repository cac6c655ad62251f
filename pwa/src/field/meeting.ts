// A hearing as the phone's screens read it from its stream, and the post this phone serves there.
import { value, type Rec, type Store } from '../store/types';
import type { Meeting as Fields, Topic } from '../sync/types.generated';

export type Stage = 'before' | 'during' | 'after';
export interface Post { key: string; name: string }

export interface Meeting {
  stream: string;
  id: string;
  title: string;
  number: string;
  date: string;
  start: string;
  place: string;
  level: number | null;
  stage: Stage | null;
  quorum: number | null;
  posts: Post[];
  topics: string[];
  communities: string[];
  subdistrict: string | null;
  mine: boolean;
  state: 'planned' | 'open' | 'closed';
}

/** One field of a record, typed; undefined unless it is settled. */
export function read<T>(rec: Rec | undefined, name: string): T | undefined {
  return value(rec, name) as T | undefined;
}

export function meetingOf(store: Store, id: string): Meeting | null {
  const stream = `meeting/${id}`;
  const rec = store.get(stream, 'meeting', id);
  if (!rec) return null;
  const of = <K extends keyof Fields>(name: K) => read<NonNullable<Fields[K]>>(rec, name);
  const time = of('time');
  return {
    stream, id,
    title: of('title') ?? '', number: of('number') ?? '', date: time?.date ?? '', start: time?.start ?? '', place: of('place') ?? '',
    level: of('level') ?? null, stage: of('stage') ?? null, quorum: of('quorum') ?? null, posts: of('posts') ?? [],
    topics: of('topics') ?? [], communities: of('communities') ?? [], subdistrict: of('subdistrict') ?? null,
    mine: (of('officers') ?? []).includes(store.identity?.account ?? ''), state: of('state') ?? 'planned',
  };
}

/** Every hearing on this phone, one's own first, then the nearest to `today` (YYYY-MM-DD). */
export function meetings(store: Store, today: string): Meeting[] {
  const far = (one: Meeting) => Math.abs(Date.parse(one.date || '1970-01-01') - Date.parse(today));
  return store
    .streams('meeting/')
    .map((stream) => meetingOf(store, stream.slice('meeting/'.length)))
    .filter((one) => one !== null)
    .sort((a, b) => Number(b.mine) - Number(a.mine) || far(a) - far(b));
}

export function topicOf(store: Store, id: string): { id: string; name: Topic['name'] | undefined; levels: Topic['levels'] | undefined } {
  const rec = store.get(`topic/${id}`, 'topic', id);
  return { id, name: read<NonNullable<Topic['name']>>(rec, 'name'), levels: read<NonNullable<Topic['levels']>>(rec, 'levels') };
}

/** Posts of a hearing; one without posts has a single one, whose name the words give. */
export function postsOf(meeting: Meeting, only: string): Post[] {
  return meeting.posts.length ? meeting.posts : [{ key: 'main', name: only }];
}
