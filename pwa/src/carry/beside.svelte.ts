// What two phones beside each other need, in one part of the app that is fetched for it.
export { default as GiveBeside } from './GiveBeside.svelte';
export { default as TakeBeside } from './TakeBeside.svelte';
