// Words on screen: which language is shown, and how a set of words is written in both.
// A language change remounts the app, so `t` is read once where it is used and needs no subscription.

export type Language = 'th' | 'en';

/** The same keys with any text in place of the text; a function of words keeps its arguments. */
export type Shape<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends (...of: infer A) => string ? (...of: A) => string : Shape<T[K]>;
};

export interface Words<T> {
  readonly th: T;
  /** Undefined until English is fetched. */
  readonly en: Shape<T> | undefined;
}

/** What stands in `en/` for a set of words: a key missing, or one too many, fails the type check. */
export type English<W> = W extends Words<infer T> ? Shape<T> : never;

/** Declares words in both languages; a key missing in English, or one too many, fails the type check. */
export function words<T>(th: T, en: Shape<T>): Words<T> {
  return { th, en };
}

let english: { readonly [name: string]: unknown } = {};

/** Declares words whose English stands in `en/` under the same name and is fetched only where it is shown. */
export function thai<T>(name: string, th: T): Words<T> {
  return {
    th,
    get en() {
      return english[name] as Shape<T> | undefined;
    },
  };
}

/** Takes in the English that was fetched. */
export function giveEnglish(sets: { readonly [name: string]: unknown }): void {
  english = sets;
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
  return (shown === 'en' && set.en) || (set.th as Shape<T>);
}

/** A name kept in Thai and perhaps in English, as the shown language wants it. */
export function named(name: { th: string; en?: string } | null | undefined, otherwise = ''): string {
  if (!name) return otherwise;
  return (shown === 'en' && name.en) || name.th;
}
