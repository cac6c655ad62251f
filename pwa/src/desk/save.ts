// One way to record from the desk: write, say it plainly, send it at once.
import type { Case, Failure, Saved, Store, Write } from '../store/types';
import { t } from '../text';
import { common } from '../text/common';
import { shell } from '../text/desk';
import { toast } from '../ui/toast.svelte';

export function troubleText(failure: Failure): string {
  const words: Record<Case, string> = t(common).trouble;
  return words[failure.case];
}

/** What was saved when it is on disk, else null; what follows (sending) happens by itself. */
export async function save(store: Store, drafts: Write[], said: string = t(shell).form.saved, undo?: (saved: Saved) => void): Promise<Saved | null> {
  const result = await store.write(...drafts);
  if (!result.ok) {
    toast.say({ text: troubleText(result), tone: 'bad' });
    return null;
  }
  toast.say({ text: said, ...(undo && { undo: () => undo(result.value) }) });
  void result.value.confirmed.then((there) => {
    if (!there) toast.say({ text: t(common).trouble.storage, tone: 'bad' });
  });
  void store.sync();
  return result.value;
}
