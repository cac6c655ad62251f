import { describe, expect, it } from 'vitest';
import { officeOf } from './office';
import { listName, question, recordName, valueText } from './speak';
import { plantedStore } from './testing/store';

const store = plantedStore();
const office = officeOf(store);
const vote = store.get('meeting/m1', 'vote', 'v-r3')!;
const attendance = store.get('meeting/m1', 'attendance', 'a-r2')!;
const meeting = store.get('meeting/m1', 'meeting', 'm1')!;

describe('values in words', () => {
  it.each([
    [vote, 'choice', 'agree', 'เห็นด้วย'],
    [vote, 'choice', 'abstain', 'งดออกเสียง'],
    [vote, 'choice', null, 'เลิกแล้ว'],
    [vote, 'motion', 'q5', 'ญัตติ ๕'],
    [attendance, 'standing', { capacity: 'observer', voting: false }, 'ผู้สังเกตการณ์ · ไม่ลงคะแนน'],
    [attendance, 'arrived', { at: '2026-01-17T13:05:00+07:00', post: 'b' }, '13:05 · ประตู ข'],
    [attendance, 'community', 'c1', 'ชุมชนท่าน้ำสมมติ'],
    [attendance, 'community', null, 'ไม่อยู่ในชุมชนใด'],
    [meeting, 'time', { date: '2026-01-17', start: '13:30', end: null }, '17 ม.ค. 2569 13:30'],
    [meeting, 'quorum', null, 'ว่าง'],
    [meeting, 'state', 'open', 'กำลังจัด'],
  ])('%# names what a key stands for', (rec, field, value, words) => {
    expect(valueText(office, rec, field, value)).toBe(words);
  });

  it('never shows the key of a hearing', () => {
    expect(valueText(office, meeting, 'key', 'AAAA')).not.toContain('AAAA');
  });

  it('says of a value that is gone that it was removed', () => {
    expect(valueText(office, meeting, 'title', undefined)).toBe('ลบตามสิทธิแล้ว');
  });
});

describe('questions in words', () => {
  it('asks as a person asks', () => {
    expect(question(office, vote, 'choice')).toBe('นางปิยะธิดา สมมติ ลงคะแนนอย่างไร');
    expect(question(office, attendance, 'standing')).toBe('นางศิริพร สมมติ มาในฐานะใด');
    expect(question(office, meeting, 'place')).toBe('สถานที่ของ เวทีสมมติ ๑/๒๕๖๙ คืออะไร');
  });

  it('names a person by the roll and a hearing by its number', () => {
    expect(recordName(office, vote)).toBe('นางปิยะธิดา สมมติ');
    expect(recordName(office, meeting)).toBe('เวทีสมมติ ๑/๒๕๖๙');
    expect(listName('attendance', 'standing')).not.toBe(listName('attendance', 'community'));
  });
});
