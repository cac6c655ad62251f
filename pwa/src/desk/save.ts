// One way to record from the desk: write, say it plainly, send it at once.
import type { Case, Failure, Store, Write } from '../store/types';
import { t } from '../text';
import { common } from '../text/common';
import { shell } from '../text/desk';
import { toast } from '../ui/toast.svelte';

export function troubleText(failure: Failure): string {
  const words: Record<Case, string> = t(common).trouble;
  return words[failure.case];
}

/** True when it is on disk; what follows (sending) happens by itself. */
export async function save(store: Store, drafts: Write[], said: string = t(shell).form.saved): Promise<boolean> {
  const result = await store.write(...drafts);
  if (!result.ok) {
    toast.say({ text: troubleText(result), tone: 'bad' });
    return false;
  }
  toast.say({ text: said });
  void result.value.confirmed.then((there) => {
    if (!there) toast.say({ text: t(common).trouble.storage, tone: 'bad' });
  });
  void store.sync();
  return true;
}
