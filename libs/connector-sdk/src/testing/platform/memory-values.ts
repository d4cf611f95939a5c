import { CallStore, type StoreChange } from '../../hosting/call-store.ts';
import type { JsonValue } from '../../json.ts';

/** What connectors keep between calls of a test, by connection; empty: without one. */
export class MemoryValues {
  readonly #places = new Map<string, Map<string, string>>();

  /** The store of one call: what it changes is not there before it is committed. */
  open(connection = ''): CallStore {
    const values = this.#of(connection);
    return new CallStore({
      get: (key) => Promise.resolve(values.get(key)),
      countKeys: () => Promise.resolve(values.size),
    });
  }

  commit(store: CallStore, connection = ''): void {
    const values = this.#of(connection);
    for (const change of store.changes) changeValue(values, change);
  }

  /** All that is kept for a connection. */
  read(connection = ''): Readonly<Record<string, JsonValue>> {
    return Object.fromEntries(
      [...this.#of(connection)].map(([key, text]) => [key, JSON.parse(text) as JsonValue] as const),
    );
  }

  #of(connection: string): Map<string, string> {
    const values = this.#places.get(connection) ?? new Map<string, string>();
    this.#places.set(connection, values);
    return values;
  }
}

function changeValue(values: Map<string, string>, change: StoreChange): void {
  const { key } = change;
  if (change.kind === 'delete') values.delete(key);
  else if (change.kind === 'set') values.set(key, change.value);
  else values.set(key, JSON.stringify(Number(values.get(key) ?? 0) + change.by));
}
