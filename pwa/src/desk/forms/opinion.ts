// The form of an opinion that was sent in: every field of R2.2b, and nothing can be saved without them. One that was
// written on paper may have its receipt already: the code of the slip on it.
import { isReceipt, normalReceipt } from '../../store/receipt';
import type { Json } from '../../sync/canonical';
import { t } from '../../text';
import { common } from '../../text/common';
import { opinions } from '../../text/desk';
import { today } from '../../text/format';
import { shownValue, type Office } from '../office';
import type { Draft, Part } from './form';
import { choicesOf, type FormKind } from './kinds';

/** What comes to the office; opinions given in the hall are recorded on the phones. */
const CHANNELS = ['form', 'line', 'phone', 'letter', 'walk_in', 'door_to_door', 'hearing'];

/** What is wrong with the code of a printed slip, in words: mistyped, or already on another opinion. */
function slipFault(office: Office, typed: Json | undefined): string | undefined {
  if (typeof typed !== 'string') return undefined;
  if (!isReceipt(typed)) return t(opinions).slipWrong;
  const code = normalReceipt(typed);
  const taken = office.topics.some((topic) => office.list(topic.stream, 'opinion').some((rec) => normalReceipt(String(shownValue(rec, 'receipt') ?? '')) === code));
  return taken ? t(opinions).slipTaken : undefined;
}

export function opinionForm(office: Office, me: string, before: Draft = {}): FormKind {
  const w = t(opinions);
  const topics = office.topics.map((rec) => ({ value: rec.record, label: office.topicName(rec.record) }));
  const people = office.staff().map((rec) => ({ value: rec.record, label: office.account(rec.record) }));
  const meetings = office.meetings.map((rec) => ({ value: rec.record, label: office.meetingName(rec.record) }));
  const channels: Record<string, string> = t(common).channel;
  const parts: Part[] = [
    { at: 'topic', input: 'choice', label: w.topic, choices: topics, required: true, wide: true },
    { at: 'channel', input: 'radio', label: w.channel, choices: CHANNELS.map((value) => ({ value, label: channels[value] ?? value })), required: true },
    { at: 'kind', input: 'radio', label: w.kind, choices: choicesOf(t(common).kind), required: true },
    { at: 'stage', input: 'radio', label: w.stage, choices: choicesOf(t(common).stage), required: true },
    { at: 'text', input: 'area', label: w.text, help: w.textNote, required: true, max: 8000 },
    { at: 'received.on', input: 'date', label: w.on, required: true },
    { at: 'received.by', input: 'choice', label: w.by, choices: people, required: true },
    { at: 'meeting', input: 'choice', label: w.meeting, help: w.noMeeting, choices: meetings, empty: 'null', wide: true },
    { at: 'anonymous', input: 'switch', label: w.anonymous },
    { at: 'speaker', input: 'text', label: w.speaker, help: w.speakerNote, max: 200, wide: true },
    { at: 'receipt', input: 'text', label: w.slip, help: w.slipNote, max: 24, wide: true },
  ];
  return { parts, check: (set) => slipFault(office, set.receipt), fallback: { 'received.on': today(), 'received.by': me, ...before } };
}
