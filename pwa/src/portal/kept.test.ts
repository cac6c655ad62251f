import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { followed, isPublicPage, keepPage, keptPage, remember } from './kept';
import { fakeCaches } from './testing/browser';

beforeEach(() => void vi.stubGlobal('caches', fakeCaches()));
afterEach(() => vi.unstubAllGlobals());

const page = (text: string, date = 'Sat, 07 Mar 2026 05:00:00 GMT') => new Response(`<!doctype html>\n<html lang="th"><p>${text}</p>`, { headers: { date, 'Content-Type': 'text/html' } });

describe('kept pages (R2.1b)', () => {
  test('are the public ones, and never one that is about a person', () => {
    for (const path of ['/', '/topics/a', '/hearings/a', '/decisions/a']) expect(isPublicPage(path)).toBe(true);
    for (const path of ['/receipts', '/subscriptions/a', '/desk', '/field', '/api/me', '/topics', '/auth/login']) expect(isPublicPage(path)).toBe(false);
  });

  test('are pages only: a file below one is fetched as it is', () => {
    for (const path of ['/hearings/a/minutes.pdf', '/hearings/a/minutes.docx', '/papers/a/notice.pdf', '/hearings/']) expect(isPublicPage(path)).toBe(false);
  });

  test('are read again with the day they were kept', async () => {
    await keepPage('https://x/topics/a', page('one'));
    await keepPage('https://x/topics/a', page('two'));
    const text = await (await keptPage('https://x/topics/a'))?.text();
    expect(text).toContain('<html data-kept="2026-03-07T05:00:00.000Z" lang="th">');
    expect(text).toContain('two');
    expect(await keptPage('https://x/topics/b')).toBeUndefined();
  });

  test('are not kept without end: the one read longest ago goes', async () => {
    for (let n = 0; n < 62; n += 1) await keepPage(`https://x/topics/${n}`, page(String(n)));
    expect(await keptPage('https://x/topics/0')).toBeUndefined();
    expect(await keptPage('https://x/topics/1')).toBeUndefined();
    expect(await keptPage('https://x/topics/2')).toBeDefined();
    expect(await keptPage('https://x/topics/61')).toBeDefined();
  });
});

test('followed topics are remembered and forgotten one by one', async () => {
  expect(await followed()).toEqual({});
  await remember('a', 's1');
  await remember('b', 's2');
  expect(await followed()).toEqual({ a: 's1', b: 's2' });
  await remember('a', null);
  expect(await followed()).toEqual({ b: 's2' });
});
