// Values and contradictions in words: what a person reads in place of keys and ids.
import type { Rec } from '../store/types';
import type { Json } from '../sync/canonical';
import { t } from '../text';
import { common } from '../text/common';
import { decisions, forms, opinions, paper, settle } from '../text/desk';
import { day, hour, official } from '../text/format';
import { photos } from '../text/photos';
import { nameText, questionOf, shownValue, type Office, type Option } from './office';

type Table = Record<string, string>;

/** The option's words; an answer that was taken back says so. */
export function choiceText(options: Option[], key: Json | undefined): string {
  if (key === null || key === undefined) return t(settle).undone;
  if (key === 'abstain') return t(common).abstain;
  if (key === 'invalid') return t(common).spoilt;
  return options.find((option) => option.key === key)?.text ?? String(key);
}

/** "ญัตติ ๕" */
export function motionName(office: Office, stream: string, id: string): string {
  const motion = office.motions(stream).find((rec) => rec.record === id);
  return t(forms).motion.name(motion ? official(questionOf(motion).no) : id);
}

export function motionOf(office: Office, rec: Rec): Rec | undefined {
  const id = rec.kind === 'motion' ? rec.record : shownValue(rec, 'motion');
  return office.list(rec.stream, 'motion').find((motion) => motion.record === id);
}

function standing(value: Json): string {
  if (value === null) return t(settle).undone;
  const { capacity, voting } = value as { capacity: string; voting: boolean };
  return `${(t(common).capacity as Table)[capacity] ?? capacity} · ${voting ? t(settle).voting_yes : t(settle).voting_no}`;
}

function counts(value: Json, options: Option[]): string {
  if (value === null) return t(settle).undone;
  const count = value as { options: Record<string, number>; abstain: number; invalid: number; ballots: number | null };
  const rows = Object.entries(count.options).map(([key, n]) => `${choiceText(options, key)} ${n}`);
  return [...rows, `${t(common).abstain} ${count.abstain}`, `${t(common).spoilt} ${count.invalid}`].join(' · ');
}

const WORDS: Record<string, () => Table> = {
  'vote.channel': () => ({ ...t(common).channel, ...t(common).method }),
  'meeting.state': () => t(common).meetingState,
  'motion.state': () => t(common).motionState,
  'motion.method': () => t(common).method,
  'motion.rule': () => t(forms).motion.rules,
  'opinion.kind': () => t(common).kind,
  'opinion.channel': () => t(common).channel,
  'opinion.stage': () => t(common).stage,
  'meeting.stage': () => t(common).stage,
  'attendance.signing': () => t(common).signing,
  'resident.signing': () => t(common).signing,
  'resident.capacity': () => t(common).capacity,
  'decision.status': () => t(decisions).statuses,
};

/** Any value of any field in words; what has no words of its own is shown member by member. */
export function valueText(office: Office, rec: Rec, field: string, value: Json | undefined): string {
  if (value === undefined) return t(settle).removed;
  if (rec.kind === 'vote' && field === 'choice') return choiceText(questionOf(motionOf(office, rec)).options, value);
  if (rec.kind === 'tally' && field === 'counts') return counts(value, questionOf(motionOf(office, rec)).options);
  if (rec.kind === 'attendance' && field === 'standing') return standing(value);
  if (field === 'arrived') return `${hour((value as { at: string }).at)} · ${office.post(rec.stream, (value as { post: string }).post)}`;
  const paperwork = paperText(office, rec, field, value);
  if (paperwork !== undefined) return paperwork;
  const name = nameOfId(office, rec, field, value);
  if (name !== undefined) return name;
  if (field === 'community') return office.community(value as string | null) || t(common).outside;
  if (field === 'resident' || field === 'guardian' || field === 'same_as') return nameText(office.person(value)?.name) || t(settle).nobody;
  if (rec.kind === 'resident' && field === 'name') return nameText(value as never);
  if (field === 'answer') return answer(value as { status: string; reason: string | null });
  if (field === 'time') return time(value as { date: string; start: string; end: string | null });
  const words = WORDS[`${rec.kind}.${field}`]?.();
  return typeof value === 'string' && words?.[value] ? words[value] : plain(office, value);
}

type Somebody = { resident: string | null; name: string | null } | null;

const somebody = (office: Office, one: Somebody): string => one?.name ?? (nameText(office.person(one?.resident ?? undefined)?.name) || t(settle).nobody);

/** Marks, photos and paper; undefined for any other field, and for what was cleared. */
function paperText(office: Office, rec: Rec, field: string, value: Json): string | undefined {
  if (value === null) return undefined;
  if (field === 'source') return t(paper).source;
  if (rec.kind === 'attendance' && field === 'guardian') return somebody(office, value as Somebody);
  if (field === 'mark') {
    const { form, witness } = value as { form: 'signature' | 'thumbprint'; witness: Somebody };
    return [t(paper)[form], witness && t(paper).witness(somebody(office, witness))].filter(Boolean).join(' · ');
  }
  if (rec.kind !== 'photo') return undefined;
  if (field === 'shows') return (t(photos).showing as Table)[String(value)] ?? String(value);
  if (field === 'file') return t(photos).title;
  if (field !== 'taken') return undefined;
  const { at, place } = value as { at: string; place: string | null };
  return [`${day(at)} ${hour(at)}`, place].filter(Boolean).join(' · ');
}

/** Ids that stand for something with a name: undefined when the field holds none. */
function nameOfId(office: Office, rec: Rec, field: string, value: Json): string | undefined {
  if (field === 'key') return '•••';
  if (Array.isArray(value)) {
    const name = { topics: (id: string) => office.topicName(id), communities: (id: string) => office.community(id), officers: (id: string) => office.account(id) }[field];
    return name && value.map((id) => name(String(id))).join(', ');
  }
  if (typeof value !== 'string') return undefined;
  if (field === 'motion') return motionName(office, rec.kind === 'decision' ? `meeting/${String(shownValue(rec, 'meeting'))}` : rec.stream, value);
  if (field === 'post') return office.post(rec.stream, value);
  if (field === 'meeting') return office.meetingName(value);
  return field === 'topic' ? office.topicName(value) : undefined;
}

const answer = ({ status, reason }: { status: string; reason: string | null }): string =>
  [(t(common).answer as Table)[status] ?? status, reason].filter(Boolean).join(' · ');

const time = ({ date, start, end }: { date: string; start: string; end: string | null }): string => `${day(date)} ${start}${end ? `–${end}` : ''}`;

function plain(office: Office, value: Json): string {
  if (value === null) return t(settle).cleared;
  if (typeof value === 'boolean') return value ? t(settle).yes : t(settle).no;
  if (Array.isArray(value)) return value.map((item) => plain(office, item)).join(', ') || t(settle).cleared;
  if (typeof value === 'object') return Object.values(value).map((item) => plain(office, item)).join(' · ');
  return typeof value === 'string' && office.accounts.has(value) ? office.account(value) : String(value);
}

export function kindName(kind: string): string {
  return (t(settle).kind as Table)[kind] ?? kind;
}

/** The field's name as its form calls it. */
export function fieldName(kind: string, field: string): string {
  const own = ((kind === 'opinion' ? t(opinions) : kind === 'decision' ? t(decisions) : (t(forms) as Record<string, unknown>)[kind]) ?? {}) as Record<string, unknown>;
  const special: Record<string, string> = { name: 'nameTh', question: 'text', item: 'title', levels: 'levelsNote', answer: 'response' };
  const word = own[field] ?? own[special[field] ?? ''] ?? (t(settle).fields as Table)[field];
  return typeof word === 'string' ? word : field;
}

/** What a record is about, in a few words: a person, a question, a title. */
export function recordName(office: Office, rec: Rec): string {
  const who = rec.kind === 'resident' ? rec.record : shownValue(rec, 'resident');
  if (who) return nameText(office.person(who)?.name) || t(settle).nobody;
  if (rec.kind === 'motion') return motionName(office, rec.stream, rec.record);
  if (rec.kind === 'tally') return `${motionName(office, rec.stream, String(shownValue(rec, 'motion')))} · ${office.post(rec.stream, String(shownValue(rec, 'post')))}`;
  if (rec.kind === 'meeting') return office.meetingName(rec.record);
  if (rec.kind === 'community') return office.community(rec.record);
  if (rec.kind === 'topic') return office.topicName(rec.record);
  const words = shownValue(rec, 'title') ?? shownValue(rec, 'text') ?? (shownValue(rec, 'item') as { title?: string } | undefined)?.title;
  return typeof words === 'string' ? words : kindName(rec.kind);
}

/** The question a person has to answer, as one asks it. */
export function question(office: Office, rec: Rec, field: string): string {
  const ask = t(settle).ask;
  const name = recordName(office, rec);
  if (rec.kind === 'vote' && field === 'choice') return ask.vote(name);
  if (rec.kind === 'attendance' && field === 'standing') return ask.standing(name);
  if (rec.kind === 'attendance' && field === 'community') return ask.attendanceCommunity(name);
  if (rec.kind === 'tally' && field === 'counts') {
    return ask.tally(office.post(rec.stream, String(shownValue(rec, 'post'))), motionName(office, rec.stream, String(shownValue(rec, 'motion'))));
  }
  return ask.field(fieldName(rec.kind, field), name);
}

/** The name of a contradiction in a list. */
export function listName(kind: string, field: string): string {
  const names = t(settle).listName;
  if (kind === 'vote' && field === 'choice') return names.vote;
  if (kind === 'attendance' && field === 'standing') return names.attendance;
  if (kind === 'tally' && field === 'counts') return names.tally;
  return names.other(`${kindName(kind)} · ${fieldName(kind, field)}`);
}

/** Where it belongs: the meeting, the topic, the community. */
export function placeName(office: Office, rec: Rec): string {
  const [kind, id] = rec.stream.split('/') as [string, string];
  const where = kind === 'meeting' ? office.meetingName(id) : kind === 'topic' ? office.topicName(id) : kind === 'community' ? office.community(id) : '';
  const motion = rec.kind === 'vote' ? motionName(office, rec.stream, String(shownValue(rec, 'motion'))) : '';
  return [motion, where].filter(Boolean).join(' · ');
}
