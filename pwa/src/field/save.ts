// One way to save from a screen: write, answer in the toast, and say it plainly when it did not work.
import type { Case, Failure, Result, Saved, Store, Write } from '../store/types';
import { t } from '../text';
import { common } from '../text/common';
import { trouble as troubleWords } from '../text/trouble';
import { toast } from '../ui/toast.svelte';

/** The words for a failure: by its code where there are special ones, else by its case. */
export function trouble(failure: Failure): string {
  const byCode: Record<string, string> = t(troubleWords);
  const byCase: Record<Case, string> = t(common).trouble;
  return byCode[failure.code] ?? byCase[failure.case];
}

/** What is said when it is saved; nothing when the next screen says it. */
export type Answer = { text: string; undo?: (saved: Saved) => void } | null

/** Writes the drafts; null drafts mean that the hearing's key is not on this phone yet. */
export async function save(store: Store, drafts: Write[] | null, answer: Answer): Promise<Result<Saved>> {
  const result: Result<Saved> = drafts ? await store.write(...drafts) : { ok: false, case: 'locked', code: 'no_key' };
  if (!result.ok) {
    toast.say({ text: trouble(result), tone: 'bad' });
    return result;
  }
  const undo = answer?.undo;
  if (answer) toast.say({ text: answer.text, detail: t(common).savedShort, undo: undo && (() => undo(result.value)) });
  void result.value.confirmed.then((there) => {
    if (!there) toast.say({ text: t(troubleWords).read_back, tone: 'bad' });
  });
  return result;
}
