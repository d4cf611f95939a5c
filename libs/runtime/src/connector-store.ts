// What connectors keep between calls: of a connection, or of the connector where it is called without one.
import type { JsonText } from './run.ts';

export interface StorePlace {
  readonly workspaceId: string;
  readonly connector: string;
  /** By name. Empty: none. */
  readonly connection: string;
}
/** A change of one key. `increment` counts from what is there when it is committed, 0 if that is no whole number. */
export type StoreChange = { readonly key: string } & (
  | { readonly kind: 'set'; readonly value: JsonText }
  | { readonly kind: 'delete' }
  | { readonly kind: 'increment'; readonly by: number }
);
/** Changes of one place, one for each key. */
export interface StoreChanges extends StorePlace {
  readonly changes: readonly StoreChange[];
}
/** What is committed with a move of a run, once: `id` is its name among those of the run. */
export interface StoreWrite {
  readonly id: string;
  readonly changes: readonly StoreChanges[];
}

/** Reads what connectors keep. It is written with the moves of runs and the items of triggers: see `Progress`, `ItemBatch`. */
export interface ConnectorStore {
  get(request: StorePlace & { readonly key: string }): Promise<JsonText | undefined>;
  countKeys(place: StorePlace): Promise<number>;
}

/** What both come to, one after the other: places and keys in one order, whatever the order of the changes. */
export function joinStoreChanges(all: readonly StoreChanges[]): readonly StoreChanges[] {
  const places = new Map<string, { readonly place: StorePlace; readonly changes: Map<string, StoreChange> }>();
  for (const { changes, ...place } of all) {
    const name = nameOfStorePlace(place);
    const known = places.get(name) ?? { place, changes: new Map<string, StoreChange>() };
    places.set(name, known);
    for (const change of changes) known.changes.set(change.key, joinChange(known.changes.get(change.key), change));
  }
  return [...places]
    .sort(([one], [other]) => inOrder(one, other))
    .map(([, { place, changes }]) => ({
      ...place,
      changes: [...changes.values()].sort((one, other) => inOrder(one.key, other.key)),
    }));
}

/** One text for each place. */
export const nameOfStorePlace = ({ workspaceId, connector, connection }: StorePlace): string =>
  JSON.stringify([workspaceId, connector, connection]);

function joinChange(before: StoreChange | undefined, change: StoreChange): StoreChange {
  if (change.kind !== 'increment' || before === undefined) return change;
  const { key, by } = change;
  if (before.kind === 'increment') return { kind: 'increment', key, by: before.by + by };
  return { kind: 'set', key, value: addToStored(before.kind === 'set' ? before.value : undefined, by) };
}

/** A number that is kept, and more. */
export function addToStored(text: JsonText | undefined, by: number): JsonText {
  const kept: unknown = text === undefined ? 0 : JSON.parse(text);
  return JSON.stringify((Number.isSafeInteger(kept) ? (kept as number) : 0) + by);
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
