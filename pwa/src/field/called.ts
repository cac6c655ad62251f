// How a person is named in a short answer on screen: title and first name; nobody in particular while names are hidden.
import { t } from '../text';
import { common } from '../text/common';
import { settings } from '../ui/settings.svelte';
import type { Name } from './people';

export function called(name: Name | null | undefined): string {
  const w = t(common);
  if (settings.hideNames) return w.someone;
  return name ? name.title + name.first : w.removed;
}
