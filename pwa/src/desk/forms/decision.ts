// The form of a decision (R1.2): what was decided, by which motion, who does it, and the words of its notification (R5.7).
import { t } from '../../text';
import { decisions } from '../../text/desk';
import { questionOf, shownValue, type Office } from '../office';
import { motionName } from '../speak';
import type { Part } from './form';
import { choicesOf, type FormKind } from './kinds';

export const NOTICE = { title: 120, body: 400 } as const;

/** `fresh`: the topic is still to be chosen; it is the stream, so it never changes afterwards. */
export function decisionForm(office: Office, fresh: boolean): FormKind {
  const w = t(decisions);
  const topics = office.topics.map((rec) => ({ value: rec.record, label: office.topicName(rec.record) }));
  const motions = office.meetings.flatMap((meeting) =>
    office.motions(meeting.stream).map((rec) => ({ value: `${meeting.record} ${rec.record}`, label: `${motionName(office, meeting.stream, rec.record)} ${questionOf(rec).text} · ${String(shownValue(meeting, 'number') ?? '')}` })),
  );
  const topic: Part[] = fresh ? [{ at: 'topic', input: 'choice', label: w.topic, choices: topics, required: true, wide: true }] : [];
  return {
    parts: [
      ...topic,
      { at: 'motion', input: 'choice', label: w.motion, help: w.noMotion, choices: motions, empty: 'null', wide: true },
      { at: 'title', input: 'text', label: w.name, required: true, max: 300, wide: true },
      { at: 'text', input: 'area', label: w.text, required: true, max: 8000 },
      { at: 'unit', input: 'text', label: w.unit, required: true, max: 200 },
      { at: 'status', input: 'radio', label: w.status, choices: choicesOf(w.statuses), required: true },
      { at: 'notice.title', input: 'text', label: w.noticeTitle, help: w.noticeNote, wide: true, required: true, max: NOTICE.title, counted: true },
      { at: 'notice.body', input: 'area', label: w.noticeBody, required: true, max: NOTICE.body, counted: true },
    ],
    fallback: { status: 'planned' },
  };
}
