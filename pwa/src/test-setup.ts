// What every Vitest file needs: an IndexedDB that lives in memory.
import 'fake-indexeddb/auto';
