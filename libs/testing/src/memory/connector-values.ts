import {
  addToStored,
  nameOfStorePlace,
  type JsonText,
  type StoreChange,
  type StoreChanges,
  type StorePlace,
} from '@millrace/runtime';

/** The values that connectors keep, by place and key. */
export class ConnectorValues {
  readonly #places = new Map<string, Map<string, JsonText>>();

  of(place: StorePlace): ReadonlyMap<string, JsonText> {
    return this.#places.get(nameOfStorePlace(place)) ?? new Map();
  }

  change(all: readonly StoreChanges[] = []): void {
    for (const { changes, ...place } of all) {
      const values = new Map(this.of(place));
      for (const change of changes) changeValue(values, change);
      this.#places.set(nameOfStorePlace(place), values);
    }
  }
}

function changeValue(values: Map<string, JsonText>, change: StoreChange): void {
  const { key } = change;
  if (change.kind === 'delete') values.delete(key);
  else values.set(key, change.kind === 'set' ? change.value : addToStored(values.get(key), change.by));
}
