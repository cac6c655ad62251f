// The English of the words that the phone app shows, fetched as one part of the app and kept by the service worker.
export { beside } from './beside';
export { carry } from './carry';
export { common } from './common';
export { door } from './door';
export { field } from './field';
export { marks } from './marks';
export { opinions } from './opinions';
export { photos } from './photos';
export { start } from './start';
export { trouble } from './trouble';
export { votes } from './votes';
