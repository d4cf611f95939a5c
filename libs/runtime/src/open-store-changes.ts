import { joinStoreChanges, type StoreChanges, type StoreWrite } from './connector-store.ts';

/** What connectors keep of the steps of one run, until it is written with them. */
export class OpenStoreChanges {
  #open: StoreChanges[] = [];
  #writes = 0;

  get size(): number {
    return this.#open.length;
  }

  add(changes: StoreChanges): void {
    this.#open.push(changes);
  }

  /** All of it. Each execution of the run, told by its fence, has its own numbers. */
  take(fence = 0): { readonly store?: StoreWrite } {
    if (this.#open.length === 0) return {};
    const changes = joinStoreChanges(this.#open);
    this.#open = [];
    this.#writes += 1;
    return { store: { id: `${fence}/${this.#writes}`, changes } };
  }
}
