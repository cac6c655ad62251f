// The screens of marks.
export { default as Guardian } from './Guardian.svelte';
export { default as Sign } from './Sign.svelte';
export { default as Thumb } from './Thumb.svelte';
