// Two people changed one draft: what either changed alone stays changed.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject, isSame, pointerPart } from '../../../lib/json.ts';

/** A document with the changes of both sides. */
export interface Merged<Value> {
  readonly value: Value;
  /** JSON Pointers of what both changed, each in their own way; there `mine` counts. */
  readonly conflicts: readonly string[];
}

type Side = JsonValue | undefined;
interface Sides {
  readonly base: Side;
  readonly mine: Side;
  readonly theirs: Side;
}

/** Merges member by member. A list in which the same number of items stands on all sides is merged item by item. */
export function merge<Value extends object>(sides: {
  readonly base: Value;
  readonly mine: Value;
  readonly theirs: Value;
}): Merged<Value> {
  const conflicts: string[] = [];
  const value = mergeAt('', sides as unknown as Sides, conflicts);
  return { value: value as unknown as Value, conflicts };
}

function mergeAt(path: string, { base, mine, theirs }: Sides, conflicts: string[]): Side {
  if (isSame(base, theirs)) return mine;
  if (isSame(base, mine) || isSame(mine, theirs)) return theirs;
  if (isObject(mine) && isObject(theirs))
    return mergeMembers(path, { base: isObject(base) ? base : {}, mine, theirs }, conflicts);
  if (isList(base) && isList(mine) && isList(theirs) && base.length === mine.length && base.length === theirs.length)
    return mine.map(
      (item, index) =>
        mergeAt(`${path}/${index}`, { base: base[index], mine: item, theirs: theirs[index] }, conflicts) ?? null,
    );
  conflicts.push(path);
  return mine;
}

function mergeMembers(
  path: string,
  { base, mine, theirs }: { readonly base: JsonObject; readonly mine: JsonObject; readonly theirs: JsonObject },
  conflicts: string[],
): JsonObject {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const members = [...keys].flatMap((key): [string, JsonValue][] => {
    const sides = { base: base[key], mine: mine[key], theirs: theirs[key] };
    const value = mergeAt(`${path}/${pointerPart(key)}`, sides, conflicts);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(members);
}
