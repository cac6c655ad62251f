// Stands in for the compressor that luby-transform brings along: what comes here is sealed, and does not get smaller. It
// would be the heaviest part of the app that is fetched for moving pictures.

export function deflate(bytes: Uint8Array): Uint8Array {
  return bytes;
}

/** The library asks whether what it put together was compressed; this says no. */
export function inflate(): never {
  throw new TypeError('nothing is compressed here');
}
