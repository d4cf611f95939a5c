import Schema from 'typebox/schema';
import type { TSchema } from 'typebox';
import type { TriggerItem } from '../../trigger.ts';

/** Item ids are known this long. */
const KNOWN_MS = 7 * 24 * 3600 * 1000;

/** The runs that a trigger has started: one for each id, however often it comes. */
export class StartedRuns {
  readonly #items: TriggerItem[] = [];
  readonly #keptAtMs = new Map<string, number>();
  readonly #output: TSchema;

  /** `output`: the schema of the trigger's data. */
  constructor(output: TSchema) {
    this.#output = output;
  }

  get items(): readonly TriggerItem[] {
    return this.#items;
  }

  /** How many of the items are new. Throws for one that is no item, before any is kept. */
  keep(items: readonly TriggerItem[], nowMs: number): number {
    for (const item of items) this.#demandItem(item);
    let count = 0;
    for (const item of items) {
      const keptAtMs = this.#keptAtMs.get(item.id);
      if (keptAtMs !== undefined && nowMs - keptAtMs < KNOWN_MS) continue;
      this.#keptAtMs.set(item.id, nowMs);
      this.#items.push(item);
      count += 1;
    }
    return count;
  }

  #demandItem(item: unknown): asserts item is TriggerItem {
    const { id, data } = (typeof item === 'object' && item !== null ? item : {}) as Partial<TriggerItem>;
    if (typeof id !== 'string' || id === '')
      throw new TypeError(`An item has the id ${JSON.stringify(id)}, where a text belongs.`);
    const [isFine, errors] = Schema.Errors(this.#output, data);
    if (isFine) return;
    const [first = { instancePath: '', message: 'is wrong' }] = errors;
    throw new TypeError(
      `The data of the item "${id}" does not fit the output: ${first.instancePath || '/'} ${first.message}.`,
    );
  }
}
