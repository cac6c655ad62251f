// What every screen is given: the store, whose reads in markup and $derived follow every change.
import { getContext, setContext } from 'svelte';
import { live } from '../store/live.svelte';
import type { Store } from '../store/types';

const KEY = Symbol('store');

export const giveStore = (store: Store): Store => setContext(KEY, live(store));
export const useStore = (): Store => getContext<Store>(KEY);
