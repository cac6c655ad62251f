// The screens of photos.
export { default as OnePhoto } from './OnePhoto.svelte';
export { default as Photos } from './Photos.svelte';
export { default as TakePhoto } from './TakePhoto.svelte';
