// As much of `idb` as drafts need, in memory.
type Key = string | readonly [string, number];
interface Range {
  readonly lower: Key;
  readonly upper: Key;
}
type Value = object;

const compare = (left: Key, right: Key): number => {
  if (typeof left === 'string' || typeof right === 'string') return String(left).localeCompare(String(right));
  return left[0].localeCompare(right[0]) || left[1] - right[1];
};

class Store {
  private rows: readonly (readonly [Key, Value])[] = [];

  readonly put = (value: Value, key: Key): Promise<void> => {
    this.rows = [...this.without({ lower: key, upper: key }), [key, value] as const].sort(([left], [right]) =>
      compare(left, right),
    );
    return Promise.resolve();
  };
  readonly delete = (range: Key | Range): Promise<void> => {
    this.rows = this.without(isRange(range) ? range : { lower: range, upper: range });
    return Promise.resolve();
  };
  readonly within = (range?: Range): readonly (readonly [Key, Value])[] =>
    range === undefined ? this.rows : this.rows.filter(([key]) => isIn(key, range));
  readonly get = (key: Key): Value | undefined => this.within({ lower: key, upper: key })[0]?.[1];
  readonly openKeyCursor = (range: Range): Promise<unknown> => {
    const last = this.within(range).at(-1);
    return Promise.resolve(last === undefined ? null : { key: last[0] });
  };
  readonly index = (member: string): { readonly openCursor: (wanted: unknown) => Promise<unknown> } => ({
    openCursor: (wanted) => {
      const rows = this.rows.filter(([, value]) => (value as Record<string, unknown>)[member] === wanted);
      const at = (index: number): Promise<unknown> => {
        const row = rows[index];
        return Promise.resolve(
          row === undefined ? null : { primaryKey: row[0], value: row[1], continue: () => at(index + 1) },
        );
      };
      return at(0);
    },
  });
  private without(range: Range): readonly (readonly [Key, Value])[] {
    return this.rows.filter(([key]) => !isIn(key, range));
  }
}

const isRange = (key: Key | Range): key is Range => typeof key === 'object' && 'lower' in key;
const isIn = (key: Key, { lower, upper }: Range): boolean => compare(key, lower) >= 0 && compare(key, upper) <= 0;

/** A database with the stores `logs` and `records`. */
export class MemoryDatabase {
  private readonly stores = { logs: new Store(), records: new Store() };

  readonly get = (store: 'logs' | 'records', key: Key): Promise<Value | undefined> =>
    Promise.resolve(this.stores[store].get(key));
  readonly getAll = (store: 'logs' | 'records', range?: Range): Promise<readonly Value[]> =>
    Promise.resolve(this.stores[store].within(range).map(([, value]) => value));
  readonly getAllKeys = (store: 'logs' | 'records'): Promise<readonly Key[]> =>
    Promise.resolve(this.stores[store].within().map(([key]) => key));
  readonly transaction = (): object => ({
    store: this.stores.logs,
    objectStore: (name: 'logs' | 'records') => this.stores[name],
    done: Promise.resolve(),
  });
}
