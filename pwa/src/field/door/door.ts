// The door: checking people in and out, and what is known of each who came. (R5.6)
import { field, type FieldState, type Json, type Rec, type Result, type Saved, type Store, type Write } from '../../store/types';
import { keyedId, randomId } from '../../sync/ids';
import type { Attendance } from '../../sync/types.generated';
import { stamp } from '../../text/format';
import { read, type Meeting } from '../meeting';
import { mayVote, type Capacity, type Consent, type Name, type Person, type Signing } from '../people';

export type Standing = NonNullable<Attendance['standing']>;

export interface Came {
  record: string;
  resident: string;
  /** Provisional while two phones differ; null when the check-in was undone. */
  standing: Standing | null;
  at: string;
  post: string;
  signing: Signing | null;
  conflict: boolean;
  rec: Rec;
}

/** The keyed id of a person's attendance, or null while the hearing's key is not on this phone. */
export function attendanceId(store: Store, meeting: Meeting, resident: string): string | null {
  const key = store.meetingKey(meeting.stream);
  return key && keyedId(key, 'attendance', meeting.id, resident);
}

/** Who came, by resident. */
export function cameTo(store: Store, meeting: Meeting): Map<string, Came> {
  const came = new Map<string, Came>();
  for (const rec of store.list(meeting.stream, 'attendance')) {
    const one = cameOf(rec);
    if (one) came.set(one.resident, one);
  }
  return came;
}

export function cameOf(rec: Rec): Came | null {
  const resident = read<string>(rec, 'resident');
  if (!resident) return null;
  const standing = field(rec, 'standing');
  const arrived = read<{ at: string; post: string }>(rec, 'arrived');
  return {
    record: rec.record, resident, rec, standing: seen<Standing | null>(standing) ?? null,
    at: arrived?.at ?? '', post: arrived?.post ?? '', signing: read<Signing>(rec, 'signing') ?? null,
    conflict: standing?.state === 'conflict' || standing?.state === 'partial',
  };
}

/** The value, or what stands for the moment while phones differ. */
function seen<T>(state: FieldState | undefined): T | undefined {
  if (state?.state === 'ok') return state.value as T;
  return state && 'provisional' in state ? (state.provisional as T) : undefined;
}

export interface CheckIn {
  person: Pick<Person, 'id' | 'community'>;
  post: string;
  capacity: Capacity;
  voting: boolean;
  signing: Signing;
  /** A walk-in's community is not copied into attendance: staff may yet find that it is somebody on a list. */
  walkIn?: boolean;
}

const FIELDS = ['resident', 'standing', 'arrived', 'community', 'signing'];

export function checkInDraft(store: Store, meeting: Meeting, one: CheckIn, now = Date.now()): Write | null {
  const record = attendanceId(store, meeting, one.person.id);
  if (!record) return null;
  const set: Record<string, Json> = {
    resident: one.person.id,
    standing: { capacity: one.capacity, voting: one.voting },
    arrived: { at: stamp(now), post: one.post },
    signing: one.signing,
  };
  if (!one.walkIn) set.community = one.person.community;
  return { stream: meeting.stream, kind: 'attendance', record, set, shown: store.shown(store.get(meeting.stream, 'attendance', record), FIELDS) };
}

/** Changes standing or signing of somebody who is here: only what a person changed, over what the sheet showed. */
export function amendDraft(came: Came, shown: Write['shown'], change: { standing?: Standing; signing?: Signing }): Write {
  return { stream: came.rec.stream, kind: 'attendance', record: came.record, set: change as Record<string, Json>, shown };
}

/** Undoes a check-in on seeing it: the person is not here. The entry stays; a later tap brings the person back. */
export function undoDraft(store: Store, meeting: Meeting, record: string): Write {
  const rec = store.get(meeting.stream, 'attendance', record);
  return { stream: meeting.stream, kind: 'attendance', record, set: { standing: null }, shown: store.shown(rec, ['standing']) };
}

/** Undoes what was just saved, and nothing that another door sent in the meantime. */
export function undoSaved(meeting: Meeting, record: string, saved: Saved): Write {
  const mine = saved.entries.filter((entry) => entry.record === record).map((entry) => entry.hash);
  return { stream: meeting.stream, kind: 'attendance', record, set: { standing: null }, shown: { standing: mine } };
}

export interface WalkIn {
  name: Name;
  house: string;
  phone: string;
  /** Id of a community, null outside any. */
  community: string | null;
  capacity: Capacity;
  signing: Signing;
  consent: Omit<Consent, 'privacy_notice_shown'>;
}

/** A person who stands on no list, and that he or she is here: two records, saved together or not at all. */
export function walkInDrafts(store: Store, meeting: Meeting, one: WalkIn, post: string, now = Date.now()): Write[] | null {
  const home = one.community ? `community/${one.community}` : outsideOf(store, meeting);
  const id = randomId();
  const voting = mayVote(one.capacity);
  const here = checkInDraft(store, meeting, { person: { id, community: null }, post, capacity: one.capacity, voting, signing: one.signing, walkIn: true }, now);
  if (!home || !here) return null;
  const set: Record<string, Json> = {
    name: { ...one.name }, capacity: one.capacity, voting, signing: one.signing,
    consent: { privacy_notice_shown: true, ...one.consent },
  };
  if (one.house) set.address = { house_no: one.house };
  if (one.phone) set.phone = one.phone;
  return [{ stream: home, kind: 'resident', record: id, set }, here];
}

/** The stream of residents outside any community: the hearing's sub-district. */
function outsideOf(store: Store, meeting: Meeting): string | null {
  return meeting.subdistrict ? `subdistrict/${meeting.subdistrict}` : (store.streams('subdistrict/')[0] ?? null);
}

export type Outcome = Result<Saved>;
