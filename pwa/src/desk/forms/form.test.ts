import { describe, expect, it } from 'vitest';
import { changes, faults, firstValues, needsReason, read, type Part } from './form';

const PARTS: Part[] = [
  { at: 'name.th', input: 'text', label: 'ชื่อ', required: true, max: 10 },
  { at: 'name.en', input: 'text', label: 'English' },
  { at: 'unit', input: 'text', label: 'ฝ่าย' },
  { at: 'quorum', input: 'number', label: 'องค์ประชุม', empty: 'null' },
  { at: 'level', input: 'choice', label: 'ระดับ', whole: true, reason: true },
  { at: 'question.options', input: 'keyed', label: 'ตัวเลือก', required: true, least: 2 },
];

describe('the small form', () => {
  it('sends only the fields that were changed', () => {
    const drawn = read(PARTS, { name: { th: 'ก', en: 'A' }, unit: 'โยธา' });
    expect(changes(PARTS, drawn, { ...drawn, unit: 'เทศกิจ' })).toEqual({ unit: 'เทศกิจ' });
  });

  it('sends an object whole when one member of it was changed', () => {
    const drawn = read(PARTS, { name: { th: 'ก', en: 'A' } });
    expect(changes(PARTS, drawn, { ...drawn, 'name.en': 'B' })).toEqual({ name: { th: 'ก', en: 'B' } });
  });

  it('sends nothing when nothing was changed', () => {
    const drawn = read(PARTS, { name: { th: 'ก' }, quorum: 25 });
    expect(changes(PARTS, drawn, { ...drawn })).toEqual({});
  });

  it('clears a field with null where the schema allows it', () => {
    const drawn = read(PARTS, { quorum: 25 });
    expect(changes(PARTS, drawn, { ...drawn, quorum: '' })).toEqual({ quorum: null });
  });

  it('takes Thai digits as numbers', () => {
    const drawn = read(PARTS, {});
    expect(changes(PARTS, drawn, { ...drawn, quorum: '๒๕' })).toEqual({ quorum: 25 });
  });

  it('composes Thai text to NFC before it is written', () => {
    const drawn = read(PARTS, {});
    expect(changes(PARTS, drawn, { ...drawn, unit: 'cafe\u0301 ' })).toEqual({ unit: 'caf\u00e9' });
  });

  it('keeps the keys of options that were there and makes free ones for new lines', () => {
    const drawn = read(PARTS, { question: { options: [{ key: 'agree', text: 'เห็นด้วย' }, { key: 'k1', text: 'ไม่' }] } });
    expect(drawn['question.options']).toEqual(['agree = เห็นด้วย', 'k1 = ไม่']);
    const now = { ...drawn, 'question.options': ['agree = เห็นด้วย', 'k1 = ไม่เห็นด้วย', 'อื่น ๆ'] };
    expect(changes(PARTS, drawn, now)).toEqual({
      question: { options: [{ key: 'agree', text: 'เห็นด้วย' }, { key: 'k1', text: 'ไม่เห็นด้วย' }, { key: 'k2', text: 'อื่น ๆ' }] },
    });
  });

  it('says what is missing, too long or not a number', () => {
    const draft = { 'name.th': 'กกกกกกกกกกก', 'name.en': '', unit: '', quorum: 'สิบ', level: '3', 'question.options': ['ก'] };
    expect(faults(PARTS, draft)).toEqual({ 'name.th': 'too_long', quorum: 'not_a_number', 'question.options': 'too_few' });
    expect(faults(PARTS, { ...draft, 'name.th': ' ' })['name.th']).toBe('required');
  });

  it('leaves an optional object alone until a required member of it is begun', () => {
    const parts: Part[] = [
      { at: 'notice.published_on', input: 'date', label: 'วันที่', required: true },
      { at: 'notice.posted_at', input: 'lines', label: 'ที่ปิด', required: true },
    ];
    const empty = read(parts, {});
    expect(faults(parts, empty, ['notice'])).toEqual({});
    expect(faults(parts, { ...empty, 'notice.published_on': '2025-12-30' }, ['notice'])).toEqual({ 'notice.posted_at': 'required' });
  });

  it('asks for a reason when a level is changed (R2.0)', () => {
    const drawn = read(PARTS, { level: 5 });
    expect(needsReason(PARTS, drawn, { ...drawn, level: '3' })).toBe(true);
    expect(needsReason(PARTS, drawn, { ...drawn, unit: 'x' })).toBe(false);
  });

  it('writes a level as a number', () => {
    const drawn = read(PARTS, { level: 2 });
    expect(changes(PARTS, drawn, { ...drawn, level: '3' })).toEqual({ level: 3 });
  });

  it('writes of a new record what was filled in and every switch, and no empty field', () => {
    const parts: Part[] = [...PARTS, { at: 'voting', input: 'switch', label: 'สิทธิ' }];
    const draft = { ...read(parts, {}), 'name.th': 'ก' };
    expect(firstValues(parts, draft)).toEqual({ name: { th: 'ก' }, voting: false });
  });

  it('takes no spaces in a code', () => {
    expect(faults([{ at: 'subdistrict', input: 'text', label: '', code: true }], { subdistrict: 'sd 1' })).toEqual({ subdistrict: 'not_a_code' });
  });
});
