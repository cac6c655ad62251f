// The parts of the form of a hearing (R2.2c: what makes it formal; R5.1, R5.2: notice and result dates).
import { t } from '../../text';
import { common } from '../../text/common';
import { forms } from '../../text/desk';
import { shownValue, type Office } from '../office';
import type { Choice, Part } from './form';

export function meetingPart(office: Office, levels: Choice[]): Part[] {
  const w = t(forms).meeting;
  const officers = office.staff('officer').map((rec) => ({ value: rec.record, label: office.account(rec.record) }));
  const communities = [...office.communities.keys()].map((id) => ({ value: id, label: office.community(id) }));
  const topics = office.topics.map((rec) => ({ value: rec.record, label: office.topicName(rec.record) }));
  const stages = Object.entries(t(common).stage).map(([value, label]) => ({ value, label }));
  return [
    { at: 'title', input: 'text', label: w.title, required: true, max: 300, wide: true },
    { at: 'number', input: 'text', label: w.number, help: w.numberExample, max: 40 },
    { at: 'time.date', input: 'date', label: w.date, required: true },
    { at: 'time.start', input: 'time', label: w.start, required: true },
    { at: 'time.end', input: 'time', label: w.end, empty: 'null' },
    { at: 'place', input: 'text', label: w.place, required: true, max: 300, wide: true },
    { at: 'subdistrict', input: 'choice', label: w.subdistrict, choices: subdistricts(office) },
    { at: 'formality', input: 'radio', label: w.formality, required: true, choices: [{ value: 'formal', label: w.formal }, { value: 'informal', label: w.informal }] },
    { at: 'method', input: 'text', label: w.method, max: 120 },
    { at: 'stage', input: 'radio', label: w.stage, choices: stages, required: true },
    { at: 'level', input: 'choice', label: w.level, choices: levels, whole: true, required: true, reason: true },
    { at: 'topics', input: 'checks', label: w.topics, choices: topics },
    { at: 'communities', input: 'checks', label: w.communities, choices: communities },
    { at: 'officers', input: 'checks', label: w.officers, help: w.officersNote, choices: officers },
    { at: 'chair.role', input: 'text', label: w.chair, required: true, max: 200 },
    { at: 'chair.delegate', input: 'switch', label: w.delegate },
    { at: 'minute_taker', input: 'text', label: w.minuteTaker, max: 200 },
    { at: 'notice.published_on', input: 'date', label: w.published, required: true },
    { at: 'notice.posted_at', input: 'lines', label: w.posted, required: true },
    { at: 'result_due_on', input: 'date', label: w.due, empty: 'null' },
    { at: 'quorum', input: 'number', label: w.quorum, help: w.quorumNote, empty: 'null' },
    { at: 'posts', input: 'keyed', label: w.posts, help: w.postsNote, word: 'name' },
  ];
}

/** Sub-districts that communities and earlier hearings name. */
function subdistricts(office: Office): Choice[] {
  const named = [...office.communities.values(), ...office.meetings].flatMap((rec) => shownValue(rec, 'subdistrict') ?? []);
  return [...new Set(named.map(String))].sort().map((id) => ({ value: id, label: id }));
}
