// Words on screen: which language is shown, and how a set of words is written in both.
// A language change remounts the app, so `t` is read once where it is used and needs no subscription.

export type Language = 'th' | 'en';

/** The same keys with any text in place of the text; a function of words keeps its arguments. */
export type Shape<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends (...of: infer A) => string ? (...of: A) => string : Shape<T[K]>;
};

export interface Words<T> {
  readonly th: T;
  readonly en: Shape<T>;
}

/** Declares words in both languages; a key missing in English, or one too many, fails the type check. */
export function words<T>(th: T, en: Shape<T>): Words<T> {
  return { th, en };
}

let shown: Language = 'th';

export function language(): Language {
  return shown;
}

export function setLanguage(language: Language): void {
  shown = language;
}

/** The words of one set in the language that is shown. */
export function t<T>(set: Words<T>): Shape<T> {
  return shown === 'th' ? (set.th as Shape<T>) : set.en;
}

/** A name kept in Thai and perhaps in English, as the shown language wants it. */
export function named(name: { th: string; en?: string } | null | undefined, otherwise = ''): string {
  if (!name) return otherwise;
  return (shown === 'en' && name.en) || name.th;
}
