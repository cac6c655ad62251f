// What every room of the desk is given: the live store, read through a proxy that follows every change.
import { getContext, setContext } from 'svelte';
import type { Store } from '../store/types';

const KEY = Symbol('desk');

export const giveStore = (store: Store): Store => setContext(KEY, store);
export const useStore = (): Store => getContext<Store>(KEY);

/** The context of a room that is mounted by itself, as tests do. */
export const contextOf = (store: Store): Map<symbol, Store> => new Map([[KEY, store]]);
