// The screens of the door, loaded together.
export { default as Door } from './Door.svelte';
export { default as PersonSheet } from './PersonSheet.svelte';
export { default as WalkIn } from './WalkIn.svelte';
export { default as WhoIsHere } from './WhoIsHere.svelte';
