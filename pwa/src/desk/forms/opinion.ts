// The form of an opinion that was sent in: every field of R2.2b, and nothing can be saved without them.
import { t } from '../../text';
import { common } from '../../text/common';
import { opinions } from '../../text/desk';
import { today } from '../../text/format';
import type { Office } from '../office';
import type { Draft, Part } from './form';
import { choicesOf, type FormKind } from './kinds';

/** What comes to the office; opinions given in the hall are recorded on the phones. */
const CHANNELS = ['form', 'line', 'phone', 'letter', 'walk_in', 'door_to_door', 'hearing'];

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
  ];
  return { parts, fallback: { 'received.on': today(), 'received.by': me, ...before } };
}
