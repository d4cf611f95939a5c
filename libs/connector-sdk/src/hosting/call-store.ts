import { FatalError } from '../failures.ts';
import type { JsonValue } from '../json.ts';
import { MAX_STORE_KEY_CHARACTERS, MAX_STORE_KEYS, MAX_STORE_VALUE_BYTES, type Store } from '../store.ts';

/** A change of one key. `increment` counts from what is there when it is committed. */
export type StoreChange = { readonly key: string } & (
  | { readonly kind: 'set'; readonly value: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'increment'; readonly by: number }
);
/** What is kept already, as JSON. */
export interface KeptValues {
  get(key: string): Promise<string | undefined>;
  countKeys(): Promise<number>;
}

/** Of all that one call changes: it waits in memory, and goes into one commit with what others have done. */
const MAX_CHANGED_BYTES = 4 * 1024 * 1024;

/** The store as one call has it: what it changes is only noted, for whoever commits its step. */
export class CallStore implements Store {
  readonly #kept: KeptValues;
  readonly #read = new Map<string, Promise<string | undefined>>();
  readonly #changes = new Map<string, StoreChange>();
  /** Keys that were not there, and keys that were. */
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();
  #keyCount: Promise<number> | undefined;

  constructor(kept: KeptValues) {
    this.#kept = kept;
  }

  /** One for each key. */
  get changes(): readonly StoreChange[] {
    return [...this.#changes.values()];
  }

  async get(key: string): Promise<JsonValue> {
    const text = this.#currentOf(key, await this.#readKept(key));
    return text === undefined ? null : (JSON.parse(text) as JsonValue);
  }

  async set(key: string, value: JsonValue): Promise<void> {
    // Authors may write JavaScript: what their types say is no promise.
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw refusal('connector.store_value_invalid', `What is kept as "${key}" is no JSON.`);
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_STORE_VALUE_BYTES) {
      const message = `What is kept as "${key}" has ${bytes} bytes; ${MAX_STORE_VALUE_BYTES} are allowed. Larger data are files.`;
      throw refusal('connector.store_value_too_large', message);
    }
    const kept = await this.#readKept(key);
    await this.#demandRoom(key, kept);
    this.#change({ kind: 'set', key, value: text }, kept);
  }

  async delete(key: string): Promise<void> {
    const kept = await this.#readKept(key);
    this.#change({ kind: 'delete', key }, kept);
  }

  async increment(key: string, by = 1): Promise<number> {
    const kept = await this.#readKept(key);
    await this.#demandRoom(key, kept);
    const before = JSON.parse(this.#currentOf(key, kept) ?? '0') as unknown;
    const sum = Number.isSafeInteger(before) && Number.isSafeInteger(by) ? (before as number) + by : NaN;
    if (!Number.isSafeInteger(sum))
      throw refusal('connector.store_not_a_number', `"${key}" cannot be counted on: whole numbers can.`);
    const change = this.#changes.get(key);
    if (change === undefined) this.#change({ kind: 'increment', key, by }, kept);
    else if (change.kind === 'increment') this.#change({ ...change, by: change.by + by }, kept);
    else this.#change({ kind: 'set', key, value: JSON.stringify(sum) }, kept);
    return sum;
  }

  /** Asked once a call: it sees one state of what others do. */
  async #readKept(key: string): Promise<string | undefined> {
    demandKey(key);
    const known = this.#read.get(key) ?? this.#kept.get(key);
    this.#read.set(key, known);
    return known;
  }

  #currentOf(key: string, kept: string | undefined): string | undefined {
    const change = this.#changes.get(key);
    if (change === undefined) return kept;
    if (change.kind === 'set') return change.value;
    return change.kind === 'delete' ? undefined : JSON.stringify(Number(kept ?? 0) + change.by);
  }

  async #demandRoom(key: string, kept: string | undefined): Promise<void> {
    const isThere = (): boolean => (kept === undefined ? this.#added.has(key) : !this.#removed.has(key));
    if (isThere()) return;
    const count = await (this.#keyCount ??= this.#kept.countKeys());
    if (count + this.#added.size - this.#removed.size < MAX_STORE_KEYS || isThere()) return;
    const message = `${MAX_STORE_KEYS} keys are kept here already: "${key}" would be one more. Delete some first.`;
    throw refusal('connector.store_full', message);
  }

  #change(change: StoreChange, kept: string | undefined): void {
    const { key, kind } = change;
    const isGone = kind === 'delete';
    if (kept === undefined) setMember(this.#added, key, !isGone);
    else setMember(this.#removed, key, isGone);
    if (isGone && kept === undefined) this.#changes.delete(key);
    else this.#changes.set(key, change);
    let bytes = 0;
    for (const changed of this.#changes.values()) bytes += 'value' in changed ? changed.value.length : 0;
    if (bytes > MAX_CHANGED_BYTES) {
      const message = `One call keeps more than ${MAX_CHANGED_BYTES} bytes. Larger data are files.`;
      throw refusal('connector.store_value_too_large', message);
    }
  }
}

function setMember(members: Set<string>, key: string, isMember: boolean): void {
  if (isMember) members.add(key);
  else members.delete(key);
}

function demandKey(key: unknown): asserts key is string {
  const isKey =
    typeof key === 'string' &&
    key.length > 0 &&
    key.length <= MAX_STORE_KEY_CHARACTERS &&
    // Neither halves of characters nor what a database has no text for.
    !/[\0\p{Surrogate}]/u.test(key);
  if (isKey) return;
  const message = `A key of the store is a text of 1 to ${MAX_STORE_KEY_CHARACTERS} characters; this is none: ${String(key).slice(0, 300)}`;
  throw refusal('connector.store_key_invalid', message);
}

const refusal = (code: string, message: string): FatalError => new FatalError(message, { detail: { code } });
