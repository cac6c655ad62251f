// The screens around a hearing, loaded together.
export { default as Device } from './Device.svelte';
export { default as Enrol } from './Enrol.svelte';
export { default as Home } from './Home.svelte';
export { default as Present } from './Present.svelte';
export { default as Ready } from './Ready.svelte';
export { default as Settings } from './Settings.svelte';
export { default as UpdateLine } from '../UpdateLine.svelte';
