import type { ConnectorStore, JsonText, StorePlace } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { ConnectorValues } from './connector-values.ts';

/** What connectors keep, in memory; the stores of the same installation write it. */
export class MemoryConnectorStore implements ConnectorStore {
  readonly #values: ConnectorValues;

  constructor(values: ConnectorValues) {
    this.#values = values;
  }

  get({ key, ...place }: StorePlace & { readonly key: string }): Promise<JsonText | undefined> {
    return atOnce(() => this.#values.of(place).get(key));
  }

  countKeys(place: StorePlace): Promise<number> {
    return atOnce(() => this.#values.of(place).size);
  }
}
