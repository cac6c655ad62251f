// What every Vitest file needs: an IndexedDB that lives in memory.
import 'fake-indexeddb/auto';
import { configure } from '@testing-library/svelte';

configure({ asyncUtilTimeout: 10_000 }); // how long a screen may take on a busy machine; a wrong one still fails
