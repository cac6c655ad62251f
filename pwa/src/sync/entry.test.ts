// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Malformed } from './canonical';
import { checkChain, compose, genesisDraft, parseLine, type Draft, type Entry, type Place } from './entry';
import { logId, randomId } from './ids';
import { headText, KeyPair, verify } from './keys';

const STREAM = 'meeting/hall-1';
const LOG = randomId();

function place(after: Entry | null): Place {
  return { stream: STREAM, log: LOG, seq: (after?.seq ?? 0) + 1, prev: after?.hash ?? '', at: '0019aa0000001-0000', by: 'kanda' };
}

function vote(choice: string, why?: string): Draft {
  const body: Draft['body'] = why === undefined ? { choice } : { choice, why };
  return { kind: 'vote', record: randomId(), body, private: { resident: 'ก๑' }, sets: { choice: [], resident: [] } };
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Malformed) return error.code;
    throw error;
  }
  return 'fine';
}

describe('a line', () => {
  const entry = compose(vote('yes', 'เห็นด้วยก้ำกึ่ง'), place(null));

  it('reads back as what was composed, with its LF and without', () => {
    expect(parseLine(entry.line)).toEqual(entry);
    expect(parseLine(entry.line.slice(0, -1))).toEqual(entry);
    expect(entry.body).toEqual({ choice: 'yes', why: 'เห็นด้วยก้ำกึ่ง' });
    expect(entry.why).toBe('เห็นด้วยก้ำกึ่ง');
  });

  it('keeps its hash when a part is removed, and has no bytes of it (R5.2)', () => {
    const left = parseLine(entry.without('private').line);
    expect(left.hash).toBe(entry.hash);
    expect(left.private).toBeNull();
    expect(left.body).toEqual(entry.body);
    expect(left.line).not.toContain('ก๑'); // letters that no hash holds by chance
  });

  it('has an empty part, not a missing one, where nothing was committed', () => {
    const plain = compose({ kind: 'topic', record: 't', body: { unit: 'x' }, private: {}, sets: { unit: [] } }, place(null));
    expect([plain.seal, plain.private]).toEqual(['', {}]);
  });

  it('is refused when one byte of it differs', () => {
    expect(codeOf(() => parseLine(entry.line.replace('yes', 'nay')))).toBe('wrong_hash');
    expect(codeOf(() => parseLine(entry.line.replace('"seq":1', '"seq":1.0')))).toBe('malformed_line');
    expect(codeOf(() => parseLine(entry.line.replace('"v":1', '"v":1,"x":1')))).toBe('malformed_line');
    expect(codeOf(() => parseLine(entry.line.replace('\t', '\t\t')))).toBe('malformed_line');
  });

  it('is not composed when sets and parts disagree', () => {
    expect(codeOf(() => compose({ ...vote('yes'), sets: { choice: [] } }, place(null)))).toBe('malformed_line');
    expect(codeOf(() => compose({ ...vote('yes'), private: { choice: 'no' } }, place(null)))).toBe('malformed_line');
    const more = { choice: [], resident: [], channel: [] };
    expect(codeOf(() => compose({ ...vote('yes'), sets: more }, place(null)))).toBe('malformed_line');
  });
});

describe('a log', () => {
  it('is a chain: a gap, a swap and another prev are told', () => {
    const a = compose(vote('yes'), place(null));
    const b = compose(vote('no'), place(a));
    const c = compose(vote('no'), place(b));
    expect(codeOf(() => checkChain([a, b, c]))).toBe('fine');
    expect(codeOf(() => checkChain([b, c], [1, a.hash]))).toBe('fine');
    expect(codeOf(() => checkChain([a, c]))).toBe('gap');
    expect(codeOf(() => checkChain([b, c], [1, c.hash]))).toBe('wrong_hash');
  });

  it('begins with its key, and a signature of its head holds for that head alone', async () => {
    const pair = await KeyPair.generate();
    const draft = genesisDraft({ stream: STREAM, key: pair.public, nonce: 'nonce-of-sixteen', statement: '{}', signature: 'x' });
    expect(draft.record).toBe(logId(pair.public, STREAM, 'nonce-of-sixteen'));
    const genesis = compose(draft, { ...place(null), log: draft.record });
    const signed = headText(STREAM, genesis.log, 1, genesis.hash);
    const signature = await pair.sign(signed);
    expect(await verify(pair.public, signed, signature)).toBe(true);
    expect(await verify(pair.public, headText(STREAM, genesis.log, 2, genesis.hash), signature)).toBe(false);
    expect(await verify('nonsense', signed, signature)).toBe(false);
    expect(pair.privateKey.extractable).toBe(false);
  });
});
