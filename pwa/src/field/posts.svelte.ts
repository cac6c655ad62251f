// The post this phone serves at each hearing, followed by every screen that shows it. Kept in the phone's database: the browser
// writes its own local storage late, and a phone that is killed would ask again.
import type { Store } from '../store/types';
import { Draft } from './draft';
import type { Meeting } from './meeting';

type Chosen = Record<string, string>; // meeting -> key of the post

let chosen = $state<Chosen>({});
let kept: Draft<Chosen> | undefined;

/** Reads what was chosen before; a choice made while reading stands. */
export async function loadPosts(store: Store): Promise<void> {
  kept = new Draft<Chosen>(store, 'posts');
  chosen = { ...(await kept.load()), ...chosen };
}

/** The post chosen for a hearing; null while none of its posts is. A hearing without posts has one only. */
export function postOf(meeting: Meeting): string | null {
  if (meeting.posts.length === 0) return 'main';
  const key = chosen[meeting.id];
  return meeting.posts.some((post) => post.key === key) ? (key ?? null) : null;
}

export function choosePost(meeting: Meeting, key: string): void {
  chosen[meeting.id] = key;
  kept?.keep($state.snapshot(chosen));
}
