import type { JsonValue } from './json.ts';

/** Characters of a key. */
export const MAX_STORE_KEY_CHARACTERS = 256;
/** Of one value, as JSON. */
export const MAX_STORE_VALUE_BYTES = 64 * 1024;
/** Of one connection, or of the connector where it is called without one. */
export const MAX_STORE_KEYS = 1000;

/**
 * Values that outlive a call: those of its connection, or of the connector where it is called without one. What a call changes is
 * read by itself at once, and by others once its step is committed; a call that fails changes nothing. At most 64 KiB a value and
 * 1,000 keys; nothing that is secret, since it is kept as it is.
 */
export interface Store {
  /** Null when nothing is kept. */
  get(key: string): Promise<JsonValue>;
  set(key: string, value: JsonValue): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Adds a whole number, 1 unless given; what is not there counts as 0. Resolves with the sum as far as it is known: calls that
   * count at the same time all count, and may be told the same.
   */
  increment(key: string, by?: number): Promise<number>;
}
