// Owns the record of a photo: what it shows, when and where it was taken, whether it was taken back. Phone and desk share it.
import { value, type KeptFile, type Rec, type Store, type Write } from '../store/types';
import { randomId } from '../sync/ids';
import type { Photo } from '../sync/types.generated';

export type Shows = NonNullable<Photo['shows']>;
export const SHOWS: Shows[] = ['sheet', 'hall', 'notice', 'opinion_form', 'box', 'site', 'other'];

export interface Shot {
  record: string;
  rec: Rec;
  /** Null when what was kept private is not here. */
  file: KeptFile | null;
  shows: Shows;
  /** ISO 8601 and in words. */
  at: string;
  place: string;
  caption: string;
  kept: boolean;
  /** The device that took it, and whose it is. */
  label: string;
  by: string;
}

export function shotOf(store: Store, rec: Rec): Shot {
  const taken = value(rec, 'taken') as Photo['taken'];
  const first = store.entries(rec.stream, 'photo', rec.record)[0];
  const who = first && store.whoWrote(first);
  return {
    record: rec.record, rec,
    file: (value(rec, 'file') as KeptFile | undefined) ?? null, shows: (value(rec, 'shows') as Shows | undefined) ?? 'other',
    at: taken?.at ?? '', place: taken?.place ?? '', caption: (value(rec, 'caption') as string | null | undefined) ?? '',
    kept: value(rec, 'standing') !== null, label: who?.label ?? '', by: who?.name ?? '',
  };
}

/** The photos of one hearing, latest first; those taken back only for `all`. */
export function shotsOf(store: Store, stream: string, all = false): Shot[] {
  const shots = store.list(stream, 'photo').map((rec) => shotOf(store, rec)).filter((shot) => all || shot.kept);
  return shots.sort((a, b) => (a.at < b.at ? 1 : -1));
}

export interface Facts {
  shows: Shows;
  at: string;
  place: string;
  caption: string;
  about?: { kind: string; record: string } | null;
}

export function photoDraft(stream: string, file: KeptFile, { shows, at, place, caption, about = null }: Facts): Write {
  const clean = (text: string) => text.trim().normalize('NFC') || null;
  return {
    stream, kind: 'photo', record: randomId(),
    set: { file: { ...file }, shows, about, taken: { at, place: clean(place) }, caption: clean(caption), standing: { state: 'kept' } },
  };
}

/** Taken back, or kept after all: the file and its history stay. */
export function standingDraft(store: Store, shot: Shot, kept: boolean): Write {
  return {
    stream: shot.rec.stream, kind: 'photo', record: shot.record,
    set: { standing: kept ? { state: 'kept' } : null }, shown: store.shown(shot.rec, ['standing']),
  };
}
