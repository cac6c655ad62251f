// For tests alone: shows one screen of the phone app over a store, and takes it away again.
import { render } from '@testing-library/svelte';
import type { Store } from '../../store/types';
import { setLanguage } from '../../text';
import { route } from '../../ui/route.svelte';
import { settings } from '../../ui/settings.svelte';
import { toast } from '../../ui/toast.svelte';
import Opened from '../Opened.svelte';
import { screens } from '../screens.svelte';

export async function show(store: Store, path: string): Promise<void> {
  localStorage.clear();
  setLanguage('th');
  settings.hideNames = false;
  toast.clear();
  await screens.load();
  route.go(path, 'replace');
  render(Opened, { store });
}
