// The screens of motions, loaded together.
export { default as MotionScreen } from './MotionScreen.svelte';
export { default as Votes } from './Votes.svelte';
