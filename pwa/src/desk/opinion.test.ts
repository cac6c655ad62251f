import { describe, expect, it } from 'vitest';
import { answerFault, answerWrite, opinionWrite } from './opinion';

describe('an opinion that was sent in', () => {
  const set = { topic: 't1', text: 'น้ำท่วม', anonymous: false, speaker: 'นายสมมติ', kind: 'problem' };

  it('stands in the stream of its topic with a receipt (R2.2b)', () => {
    expect(opinionWrite('o1', 'ABCD', set)).toMatchObject({ stream: 'topic/t1', record: 'o1', set: { receipt: 'ABCD', kind: 'problem', meeting: null } });
    expect(opinionWrite('o1', 'ABCD', set).set).not.toHaveProperty('topic');
  });

  it('keeps no name of somebody who wants none (R2.2a)', () => {
    expect(opinionWrite('o1', 'ABCD', { ...set, anonymous: true }).set.speaker).toBeNull();
    expect(opinionWrite('o1', 'ABCD', set).set.speaker).toEqual({ resident: null, name: 'นายสมมติ' });
  });
});

describe('an answer', () => {
  it('needs a reason unless it is under review (R2.2d)', () => {
    expect(answerFault({ status: 'not_adopted', reason: ' ', used_for: '' })).toBe('reason');
    expect(answerFault({ status: 'adopted', reason: '', used_for: '' })).toBe('reason');
    expect(answerFault({ status: 'under_review', reason: '', used_for: '' })).toBeNull();
    expect(answerFault({ status: '', reason: 'x', used_for: '' })).toBe('status');
  });

  it('has the id of its opinion', () => {
    const rec = { stream: 'topic/t1', kind: 'opinion', record: 'o1', fields: {} };
    expect(answerWrite(rec, { status: 'adopted', reason: 'ทำแล้ว', used_for: 'policy' }, { answer: [] })).toEqual({
      stream: 'topic/t1', kind: 'response', record: 'o1', shown: { answer: [] }, set: { answer: { status: 'adopted', reason: 'ทำแล้ว', used_for: 'policy' } },
    });
  });
});
