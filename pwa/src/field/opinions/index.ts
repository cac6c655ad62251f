// The screens of opinions, loaded together.
export { default as Opinions } from './Opinions.svelte';
export { default as Receipt } from './Receipt.svelte';
export { default as Take } from './Take.svelte';
