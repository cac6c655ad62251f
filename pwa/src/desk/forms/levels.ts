// A declared level is never lowered once voting has opened (R2.0): it would take back what people were promised.
import type { Rec } from '../../store/types';
import type { Json } from '../../sync/canonical';
import { shownValue, type Office } from '../office';

type Levels = { before: number; during: number; after: number };

export const hasOpened = (motion: Rec | undefined): boolean => ['open', 'closed'].includes(String(shownValue(motion, 'state') ?? ''));

export function lowersMotion(motion: Rec | undefined, level: Json | undefined): boolean {
  return level !== undefined && hasOpened(motion) && Number(level) < Number(shownValue(motion, 'level') ?? 0);
}

/** Whether a level of the topic goes down although a motion about it has been opened, at a hearing of that stage. */
export function lowersTopic(office: Office, topic: string, levels: Json | undefined): boolean {
  const before = shownValue(office.topic(topic), 'levels') as Levels | undefined;
  if (levels === undefined || !before) return false;
  return office.meetings.some((meeting) => {
    const stage = String(shownValue(meeting, 'stage') ?? 'before') as keyof Levels;
    const opened = office.motions(meeting.stream).some((motion) => shownValue(motion, 'topic') === topic && hasOpened(motion));
    return opened && (levels as Levels)[stage] < before[stage];
  });
}
