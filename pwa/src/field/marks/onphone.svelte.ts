// Whether people sign on this phone right after they are checked in; chosen for each hearing, kept in the phone's database.
import type { Store } from '../../store/types';
import { Draft } from '../draft';

type Chosen = Record<string, boolean>; // meeting -> yes

let chosen = $state<Chosen>({});
let kept: Draft<Chosen> | undefined;
let from: Store | undefined;

/** Reads what was chosen before, once; a choice made while reading stands. */
export async function loadOnPhone(store: Store): Promise<void> {
  if (from === store) return;
  from = store;
  kept = new Draft<Chosen>(store, 'sign-on-phone');
  chosen = { ...(await kept.load()), ...chosen };
}

export const signsOnPhone = (meeting: string): boolean => chosen[meeting] === true;

export function signOnPhone(meeting: string, yes: boolean): void {
  chosen[meeting] = yes;
  kept?.keep($state.snapshot(chosen));
}
