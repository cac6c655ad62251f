// Owns the shapes by which two phones beside each other speak, without any network. (PROTOCOL 9)
import type { Result } from './types';

/** What this phone asks of another that lies beside it, by a picture: what it holds, and a key for this once. */
export interface Asking {
  bytes: Uint8Array<ArrayBuffer>;
  /** Takes in what the other phone showed. The same twice does no harm. `refused` with `beside_damaged`: ask anew. */
  take(shown: Uint8Array<ArrayBuffer>): Promise<Result<Taken>>;
}

/** What another phone is shown: sealed to it. */
export interface Giving {
  bytes: Uint8Array<ArrayBuffer>;
  entries: number;
  /** Entries for which pictures are not the way: they go when there is a network. */
  left: number;
}

/** What became of it: entries that are new here, and those that could not be taken. */
export interface Taken {
  entries: number;
  refused: number;
}

/** Two phones beside each other, without any network (PROTOCOL 9). */
export interface Neighbours {
  ask(): Promise<Result<Asking>>;
  /**
   * What the phone that asks so lacks of the streams that both hold. `refused` with `beside_unreadable`,
   * `unsupported_version`, `beside_elsewhere` (another office), `nothing_lacking`.
   */
  give(asked: Uint8Array<ArrayBuffer>): Promise<Result<Giving>>;
}
