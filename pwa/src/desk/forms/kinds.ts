// The short forms of the desk, one list of parts each; what is chosen from comes from the office's records.
import { isStruck } from '../../store/search';
import type { Rec } from '../../store/types';
import type { Json } from '../../sync/canonical';
import { t } from '../../text';
import { common } from '../../text/common';
import { forms } from '../../text/desk';
import { today } from '../../text/format';
import { nameText, questionOf, shownValue, type Office } from '../office';
import { lowersMotion, lowersTopic } from './levels';
import { meetingPart } from './meeting';
import { keyedLine, type Choice, type Draft, type Part } from './form';

/** What a form needs besides the record it edits. */
export type FormKind = {
  parts: Part[];
  /** Fields that may stay empty altogether. */
  optional?: string[];
  fallback?: Draft;
  /** What stands against writing these fields, in words. */
  check?: (set: Record<string, Json>) => string | undefined;
};

const STAGES = ['before', 'during', 'after'] as const;

export function choicesOf(table: Record<string, string>): Choice[] {
  return Object.entries(table).map(([value, label]) => ({ value, label }));
}

export const levelChoices = (): Choice[] =>
  Object.entries(t(common).level).map(([value, label]) => ({ value, label: `${value} ${label}` }));

export function topicForm(office: Office, topic?: string): FormKind {
  const w = t(forms).topic;
  const projects = [...office.projects.values()].map((rec) => ({ value: rec.record, label: nameOf(rec) }));
  const level = (at: (typeof STAGES)[number], label: string): Part => ({ at: `levels.${at}`, input: 'choice', label, choices: levelChoices(), whole: true, required: true, reason: true });
  return {
    parts: [
      { at: 'name.th', input: 'text', label: w.nameTh, required: true, max: 200 },
      { at: 'name.en', input: 'text', label: w.nameEn, max: 200 },
      { at: 'unit', input: 'text', label: w.unit, required: true, max: 200 },
      { at: 'about', input: 'area', label: w.about, max: 4000 },
      { at: 'project', input: 'choice', label: w.project, choices: projects, empty: 'null' },
      { ...level('before', w.before), help: w.levelsNote, wide: true },
      level('during', w.during),
      level('after', w.after),
    ],
    check: (set) => (topic && lowersTopic(office, topic, set.levels) ? w.lowered : undefined),
    fallback: { 'levels.before': '2', 'levels.during': '2', 'levels.after': '2' },
  };
}

export const nameOf = (rec: Rec | undefined): string => (shownValue(rec, 'name') as { th: string } | undefined)?.th ?? rec?.record ?? '';

export function projectForm(): FormKind {
  const w = t(forms).project;
  return {
    parts: [
      { at: 'name.th', input: 'text', label: w.nameTh, required: true, max: 200 },
      { at: 'name.en', input: 'text', label: w.nameEn, max: 200 },
      { at: 'unit', input: 'text', label: w.unit, max: 200 },
      { at: 'period.from', input: 'date', label: w.from, required: true },
      { at: 'period.to', input: 'date', label: w.to, empty: 'null' },
    ],
    optional: ['period'],
  };
}

export function meetingForm(office: Office): FormKind {
  return {
    parts: meetingPart(office, levelChoices()),
    optional: ['notice', 'chair'],
    fallback: { formality: 'formal', level: '3', stage: 'before', 'time.date': today(), 'time.start': '13:30', 'time.end': '' },
  };
}

export function agendaForm(next: number): FormKind {
  const w = t(forms).agenda;
  return {
    parts: [
      { at: 'item.no', input: 'number', label: w.no, required: true, least: 1 },
      { at: 'item.title', input: 'text', label: w.title, required: true, max: 300, wide: true },
      { at: 'item.detail', input: 'area', label: w.detail, max: 4000 },
    ],
    fallback: { 'item.no': String(next) },
  };
}

export function motionForm(office: Office, stream: string, next: number, rec?: Rec): FormKind {
  const w = t(forms).motion;
  const agenda = office.list(stream, 'agenda_item').map((rec) => {
    const item = shownValue(rec, 'item') as { no: number; title: string } | undefined;
    return { value: rec.record, label: item ? `${item.no} ${item.title}` : rec.record };
  });
  const topics = ((shownValue(office.meeting(stream.slice('meeting/'.length)), 'topics') ?? []) as string[]).map((id) => ({ value: id, label: office.topicName(id) }));
  return {
    parts: [
      { at: 'question.no', input: 'number', label: w.no, required: true, least: 1 },
      { at: 'question.text', input: 'area', label: w.text, required: true, max: 2000 },
      { at: 'question.options', input: 'keyed', label: w.options, help: w.optionsNote, required: true, least: 2 },
      { at: 'method', input: 'radio', label: w.method, choices: choicesOf(t(common).method), required: true },
      { at: 'rule', input: 'radio', label: w.rule, choices: choicesOf(w.rules), required: true },
      { at: 'topic', input: 'choice', label: w.topic, choices: topics, empty: 'null' },
      { at: 'agenda_item', input: 'choice', label: w.agenda, choices: agenda, empty: 'null' },
      { at: 'level', input: 'choice', label: w.level, choices: levelChoices(), whole: true, required: true, reason: true },
      { at: 'binding', input: 'switch', label: w.binding },
    ],
    check: (set) => (lowersMotion(rec, set.level) ? t(forms).topic.lowered : undefined),
    fallback: { 'question.no': String(next), method: 'show_of_hands', rule: 'simple_majority', level: String(meetingLevel(office, stream)), 'question.options': Object.entries(w.usual).map(([key, text]) => keyedLine({ key, text })) },
  };
}

function meetingLevel(office: Office, stream: string): number {
  return (shownValue(office.meeting(stream.slice('meeting/'.length)), 'level') as number | undefined) ?? 2;
}

export function communityForm(): FormKind {
  const w = t(forms).community;
  return {
    parts: [
      { at: 'name.th', input: 'text', label: w.nameTh, required: true, max: 200 },
      { at: 'name.en', input: 'text', label: w.nameEn, max: 200 },
      { at: 'subdistrict', input: 'text', label: w.subdistrict, required: true, code: true },
      { at: 'type', input: 'text', label: w.type, max: 80 },
    ],
  };
}

export function residentForm(office: Office, stream: string, self: string): FormKind {
  const w = t(forms).resident;
  const others = [...office.people.values()].filter((one) => one.id !== self && !isStruck(one.rec));
  const here = others.filter((one) => one.stream === stream).map((one) => ({ value: one.id, label: `${nameText(one.name)} ${one.house}` }));
  const everybody = others.map((one) => ({ value: one.id, label: `${nameText(one.name)} ${one.house}` }));
  const consent = (at: string, label: string): Part => ({ at: `consent.${at}`, input: 'switch', label });
  return {
    parts: [
      { at: 'name.title', input: 'text', label: w.title, required: true, max: 60 },
      { at: 'name.first', input: 'text', label: w.first, required: true, max: 120 },
      { at: 'name.last', input: 'text', label: w.last, help: w.lastNote, max: 160, empty: 'null' },
      { at: 'address.house_no', input: 'text', label: w.house, max: 120, required: true },
      { at: 'phone', input: 'text', label: w.phone, max: 40, empty: 'null' },
      { at: 'capacity', input: 'choice', label: w.capacity, choices: choicesOf(t(common).capacity), required: true },
      { at: 'voting', input: 'switch', label: w.voting },
      { at: 'guardian', input: 'choice', label: w.guardian, choices: here, empty: 'null' },
      { at: 'signing', input: 'choice', label: w.signing, choices: choicesOf(t(common).signing) },
      consent('privacy_notice_shown', w.notice), consent('push', w.push), consent('contact_by_phone', w.contact),
      consent('photo_published', w.photo), consent('name_published', w.named),
      { at: 'same_as', input: 'choice', label: w.sameAs, help: w.sameAsNote, wide: true, choices: everybody, empty: 'null', reason: true },
    ],
    optional: ['address'],
    fallback: { capacity: 'resident', voting: true, signing: 'touch' },
  };
}

/** The smallest number that is larger than all numbers in use. */
export function nextNumber(numbers: number[]): number {
  return Math.max(0, ...numbers) + 1;
}

export const motionNumbers = (office: Office, stream: string): number[] => office.motions(stream).map((rec) => questionOf(rec).no);
