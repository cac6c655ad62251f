// Owns the list of what counts as the phone's engine when it is weighed: the store, and the exchange that it fetches.
export { openStore } from '../../src/store/store';
export * from '../../src/store/talk';
