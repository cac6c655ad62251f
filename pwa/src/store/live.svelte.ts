// Owns the one bridge to Svelte: a store whose reads, inside an effect or a derived value, run again after every change.
import { createSubscriber } from 'svelte/reactivity';
import type { Store } from './types';

const READS = new Set(['identity', 'list', 'get', 'streams', 'entries', 'whoWrote', 'quarantined', 'revision', 'status', 'meetingKey', 'vector']);

/** The same store; reading it subscribes the effect that reads. */
export function live(store: Store): Store {
  const changed = createSubscriber((update) => store.subscribe(update));
  return new Proxy(store, {
    get(target, name) {
      if (typeof name === 'string' && READS.has(name)) changed();
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
