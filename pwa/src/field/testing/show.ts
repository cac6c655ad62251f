// For tests alone: shows one screen of the phone app over a store, and takes it away again.
import { cleanup, render } from '@testing-library/svelte';
import type { Store } from '../../store/types';
import { setLanguage } from '../../text';
import { route } from '../../ui/route.svelte';
import { settings } from '../../ui/settings.svelte';
import { toast } from '../../ui/toast.svelte';
import { meetingOf } from '../meeting';
import Opened from '../Opened.svelte';
import { choosePost } from '../posts.svelte';
import { screens } from '../screens.svelte';
import { HALL } from './hall';

/** The phone serves door ก of the hearing. */
export async function show(store: Store, path: string): Promise<void> {
  const meeting = meetingOf(store, HALL);
  if (meeting) choosePost(meeting, 'a');
  setLanguage('th');
  settings.hideNames = false;
  toast.clear();
  await screens.load();
  route.go(path, 'replace');
  cleanup();
  render(Opened, { store });
}
