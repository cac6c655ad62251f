// What speaks with the office, in one part of the app that is fetched when the store first has something to say.
export { Exchange } from './exchange';
