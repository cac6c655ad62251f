// The post this phone serves at each hearing, followed by every screen that shows it.
import { keepPost, keptPost, type Meeting } from './meeting';

const chosen = $state<Record<string, string>>({});

export function postOf(meeting: Meeting): string | null {
  return chosen[meeting.id] ?? keptPost(meeting);
}

export function choosePost(meeting: Meeting, key: string): void {
  keepPost(meeting, key);
  chosen[meeting.id] = key;
}
