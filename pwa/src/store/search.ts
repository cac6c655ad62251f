// Owns the search for a person while typing: by part of a Thai name or of a house number, over the residents held here.
// Everything is in memory; a record's words are made once and kept as long as the record stays the same.
import { arabicDigits } from './digits';
import { isObject } from '../sync/canonical';
import { field } from '../sync/records';
import type { Json, Rec, Store } from './types';

const LIMIT = 50;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const LEADING_VOWEL = /([\u0e40-\u0e44])([\u0e01-\u0e2e])/g;
const MARKS = /[\u0e47-\u0e4e]/g;

/**
 * One spelling for what looks the same: NFC, sara am as one letter however it was typed (nikhahit and sara aa, the tone
 * mark before or between), two sara e as sara ae, Thai digits as Arabic, nothing invisible, lower case.
 */
export function plain(text: string): string {
  return arabicDigits(text)
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, '$1$2\u0e33')
    .replace(/\u0e40\u0e40/g, '\u0e41')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a name is sorted by, in the order of Thai dictionaries: a leading vowel after its consonant, tone marks last. */
export function orderOf(name: string): string {
  return `${name.replace(LEADING_VOWEL, '$2$1').replace(MARKS, '')} ${name}`;
}

/** What a person is found by, in one spelling. */
interface Words {
  rec: Rec;
  first: string;
  last: string;
  house: string;
  /** Everything, for parts of words. */
  all: string;
  /** Made when it is first compared. */
  order?: string;
}

/** What is said now of a field, settled or not: a person whose name is disputed must still be found. */
function said(rec: Rec, name: string): { [key: string]: Json } {
  const state = field(rec, name);
  const value = state?.value ?? state?.provisional;
  return isObject(value) ? value : {};
}

const FIELD = '\u0001';
const PERSON = '\u0002';
const AROUND = / ?([\u0001\u0002]) ?/g;
const SEPARATORS = /[\u0001\u0002]/g;

function saidOf(rec: Rec): string {
  const name = said(rec, 'name');
  const texts = [name.title, name.first, name.last, said(rec, 'address').house_no];
  return texts.map((text) => (typeof text === 'string' ? text.replace(SEPARATORS, '') : '')).join(FIELD);
}

/** Brings the words of all into one spelling at once: each of its steps costs about as much for one name as for a thousand. */
function wordsOf(recs: Rec[]): Words[] {
  const whole = plain(recs.map(saidOf).join(PERSON)).replace(AROUND, '$1').split(PERSON);
  return recs.map((rec, index) => {
    const [title, first, last, house] = (whole[index] ?? '').split(FIELD) as [string, string, string, string];
    return { rec, first, last, house, all: `${title}${first} ${last} ${house}` };
  });
}

function byOrder(a: Words, b: Words): number {
  const [one, two] = [a, b].map((words) => (words.order ??= orderOf(`${words.first} ${words.last}`))) as [string, string];
  return one < two ? -1 : Number(one > two);
}

/** 0 is best; null: not found. */
function rank(words: Words, part: string): number | null {
  if (words.house === part || words.first === part) return 0;
  if (words.first.startsWith(part)) return 1;
  if (words.last.startsWith(part) || words.house.startsWith(part)) return 2;
  return words.all.includes(part) ? 3 : null;
}

function rankAll(words: Words, parts: string[]): number | null {
  let sum = 0;
  for (const part of parts) {
    const one = rank(words, part);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

/** True for a record that was found to be the same person as another: that other is found instead. */
function isMerged(rec: Rec): boolean {
  const state = field(rec, 'same_as');
  return typeof state?.value === 'string';
}

/** True for a person who was struck off the roll: the history stays, but nobody is offered this name any more. */
export function isStruck(rec: Rec): boolean {
  const state = field(rec, 'roll');
  return state?.state === 'ok' && state.value === null;
}

export type Search = (typed: string, limit?: number) => Rec[];

/**
 * A search over the residents of these streams, best first, equals by name; nothing typed finds nobody. Who was struck
 * off the roll is found only among `everybody`, for lists of what was recorded before.
 */
export function createSearch(store: Pick<Store, 'list'>, streams: string[], everybody = false): Search {
  const kept = new WeakMap<Rec, Words>();
  let lists: Rec[][] = [];
  let people: Words[] = [];
  const refresh = (): void => {
    const now = streams.map((stream) => store.list(stream, 'resident'));
    if (now.length === lists.length && now.every((list, index) => list === lists[index])) return;
    lists = now;
    const recs = now.flat().filter((rec) => !isMerged(rec) && (everybody || !isStruck(rec)));
    for (const words of wordsOf(recs.filter((rec) => !kept.has(rec)))) kept.set(words.rec, words);
    people = recs.map((rec) => kept.get(rec) as Words);
  };
  return (typed, limit = LIMIT) => {
    const parts = plain(typed).split(' ').filter((part) => part !== '');
    if (parts.length === 0) return [];
    refresh();
    const ranks: Words[][] = [];
    for (const one of people) {
      const rank = rankAll(one, parts);
      if (rank !== null) (ranks[rank] ??= []).push(one);
    }
    const found: Words[] = [];
    for (const equals of ranks) if (equals !== undefined && found.length < limit) found.push(...equals.sort(byOrder));
    return found.slice(0, limit).map(({ rec }) => rec);
  };
}
