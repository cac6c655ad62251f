// Owns what screens import from the store.
export { openStore } from './store';
export { isReceipt, newReceipt, normalReceipt, showReceipt } from './receipt';
export { createSearch, isStruck, orderOf, type Search } from './search';
export { field, inConflict, value } from './types';
export type * from './types';
