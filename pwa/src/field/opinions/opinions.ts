// What somebody says at a hearing, in their own words, with everything that makes it answerable. (R2.2a, R2.2b)
import type { Store, Write } from '../../store/types';
import { newReceipt } from '../../store/receipt';
import { randomId } from '../../sync/ids';
import type { Opinion as Fields } from '../../sync/types.generated';
import { today } from '../../text/format';
import { read, type Meeting, type Stage } from '../meeting';

export type Kind = NonNullable<Fields['kind']>;
export type Channel = NonNullable<Fields['channel']>;

export interface Form {
  topic: string;
  stage: Stage | '';
  kind: Kind | '';
  channel: Channel | '';
  /** Who speaks: a person of the lists, a typed name, or nobody named. */
  who: 'resident' | 'name' | 'anonymous' | '';
  resident: string;
  name: string;
  text: string;
}

export interface Said {
  record: string;
  topic: string;
  text: string | null;
  kind: Kind | null;
  stage: Stage | null;
  anonymous: boolean;
  speaker: { resident: string | null; name: string | null } | null;
  receipt: string;
  on: string;
}

export function emptyForm(meeting: Meeting): Form {
  const topic = meeting.topics.length === 1 ? (meeting.topics[0] ?? '') : '';
  return { topic, stage: meeting.stage ?? '', kind: '', channel: 'hearing', who: '', resident: '', name: '', text: '' };
}

export type Missing = 'topic' | 'stage' | 'kind' | 'channel' | 'text' | 'who';

/** What is still missing before the opinion may be saved (R2.2b); date and receiver come by themselves. */
export function missing(form: Form): Missing[] {
  const out: Missing[] = [];
  if (!form.text.trim()) out.push('text');
  for (const name of ['topic', 'stage', 'kind', 'channel'] as const) if (!form[name]) out.push(name);
  if (!form.who || (form.who === 'resident' && !form.resident) || (form.who === 'name' && !form.name.trim())) out.push('who');
  return out;
}

/** A complete form as a draft to write, and the receipt's code that goes with it. */
export function opinionDraft(store: Store, meeting: Meeting, form: Form, now = Date.now()): { draft: Write; receipt: string } {
  const receipt = newReceipt();
  const anonymous = form.who === 'anonymous';
  const speaker = anonymous ? null : { resident: form.who === 'resident' ? form.resident : null, name: form.who === 'name' ? form.name.trim().normalize('NFC') : null };
  const draft: Write = {
    stream: `topic/${form.topic}`, kind: 'opinion', record: randomId(),
    set: {
      text: form.text.trim().normalize('NFC'), stage: form.stage, kind: form.kind, channel: form.channel,
      received: { on: today(now), by: store.identity?.account ?? '' }, meeting: meeting.id, anonymous, speaker, receipt,
    },
  };
  return { draft, receipt };
}

/** Opinions given in this hearing that lie on this phone, latest first. */
export function opinionsOf(store: Store, meeting: Meeting): Said[] {
  return meeting.topics
    .flatMap((topic) => store.list(`topic/${topic}`, 'opinion').map((rec) => ({ topic, rec })))
    .filter(({ rec }) => read(rec, 'meeting') === meeting.id)
    .map(({ topic, rec }) => ({
      record: rec.record, topic,
      text: read<string>(rec, 'text') ?? null, kind: read<Kind>(rec, 'kind') ?? null, stage: read<Stage>(rec, 'stage') ?? null,
      anonymous: read<boolean>(rec, 'anonymous') ?? false, speaker: read<Said['speaker']>(rec, 'speaker') ?? null,
      receipt: read<string>(rec, 'receipt') ?? '', on: read<{ on: string }>(rec, 'received')?.on ?? '',
      at: store.entries(rec.stream, 'opinion', rec.record)[0]?.at ?? '',
    }))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}
