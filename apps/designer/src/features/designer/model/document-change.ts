// What is different between two documents, as data: small enough to be written for every edit.
import type { JsonValue } from '@millrace/machine';
import { isList, isObject } from '../../../lib/json.ts';

/** How one value becomes another. */
export type Change =
  | { readonly set: JsonValue }
  | {
      readonly members: Readonly<Record<string, Change>>;
      /** Members that are no more. */
      readonly gone?: readonly string[];
      /** All members in their order, when it is not the old ones and then the new ones. */
      readonly order?: readonly string[];
    }
  /** A list of the same length: which items change. */
  | { readonly items: readonly (readonly [index: number, change: Change])[] };

/** What changes a value into another; `undefined` when both are the same. What they share is not looked at. */
export function changeBetween(before: unknown, after: unknown): Change | undefined {
  if (before === after) return undefined;
  if (isObject(before) && isObject(after)) return changeOfMembers(before, after);
  if (!isList(before) || !isList(after) || before.length !== after.length) return { set: after as JsonValue };
  const items = after.flatMap((item, index): (readonly [number, Change])[] => {
    const change = changeBetween(before[index], item);
    return change === undefined ? [] : [[index, change]];
  });
  return items.length === 0 ? undefined : { items };
}

function changeOfMembers(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change | undefined {
  const keys = Object.keys(after);
  const members = keys.flatMap((key): [string, Change][] => {
    if (!Object.hasOwn(before, key)) return [[key, { set: after[key] as JsonValue }]];
    const change = changeBetween(before[key], after[key]);
    return change === undefined ? [] : [[key, change]];
  });
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const natural = orderAfter(before, keys, gone);
  const isMoved = keys.some((key, index) => natural[index] !== key);
  if (members.length === 0 && gone.length === 0 && !isMoved) return undefined;
  return {
    members: Object.fromEntries(members),
    ...(gone.length === 0 ? {} : { gone }),
    ...(isMoved ? { order: keys } : {}),
  };
}

/** The old members that are left, and then the new ones. */
function orderAfter(
  before: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  gone: readonly string[],
): readonly string[] {
  const left = new Set(Object.keys(before));
  for (const key of gone) left.delete(key);
  return [...left, ...keys.filter((key) => !left.has(key))];
}

/** The value after a change. It shares with the one before what the change leaves alone. */
export function applyChange<Value>(before: Value, change: Change): Value {
  return applied(before, change) as Value;
}

function applied(before: unknown, change: Change): unknown {
  if ('set' in change) return change.set;
  if ('items' in change) {
    const changes = new Map(change.items);
    return (isList(before) ? before : []).map((item, index) => {
      const own = changes.get(index);
      return own === undefined ? item : applied(item, own);
    });
  }
  const old: Readonly<Record<string, unknown>> = isObject(before) ? before : {};
  const { members, gone = [] } = change;
  const keys = change.order ?? orderAfter(old, [...Object.keys(old), ...Object.keys(members)], gone);
  return Object.fromEntries(
    keys
      .filter((key) => !gone.includes(key))
      .map((key) => {
        const own = Object.hasOwn(members, key) ? members[key] : undefined;
        return [key, own === undefined ? old[key] : applied(old[key], own)];
      }),
  );
}
