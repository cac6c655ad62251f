import { describe, expect, it } from 'vitest';
import { asForm, fieldsOfChoice } from './decision';

describe('a decision', () => {
  it('writes hearing and motion as two fields', () => {
    expect(fieldsOfChoice({ topic: 't1', motion: 'm1 q1', title: 'ก' })).toEqual({ title: 'ก', meeting: 'm1', motion: 'q1' });
  });

  it('clears both when no motion is chosen, and neither when the choice was not touched', () => {
    expect(fieldsOfChoice({ motion: null })).toEqual({ meeting: null, motion: null });
    expect(fieldsOfChoice({ title: 'ก' })).toEqual({ title: 'ก' });
  });

  it('is read back into the one choice', () => {
    const ok = (value: string) => ({ state: 'ok' as const, value, candidates: ['h'] });
    const rec = { stream: 'topic/t1', kind: 'decision', record: 'd', fields: { meeting: ok('m1'), motion: ok('q1') } };
    expect(asForm(rec)?.fields.motion?.value).toBe('m1 q1');
  });
});
