// What is done with files, in one part of the app that is fetched when the store first has one in its hands.
export { bytesOf, hashOf, keep } from './files-keep';
export { redraw } from './files-picture';
export { fetched, Uploads } from './files-upload';
