// Two people changed one draft: what either changed alone stays changed.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject, isSame, pointerPart } from '../../../lib/json.ts';
import { byName } from './merge-named.ts';

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
  return mergeChanged(path, { base, mine, theirs }, conflicts);
}

/** What both sides changed. */
function mergeChanged(path: string, { base, mine, theirs }: Sides, conflicts: string[]): Side {
  const tests = path === TESTS ? mergedTests({ base, mine, theirs }, conflicts) : undefined;
  if (tests !== undefined) return tests.value;
  if (isObject(mine) && isObject(theirs))
    return mergeMembers(path, { base: isObject(base) ? base : {}, mine, theirs }, conflicts);
  if (isList(base) && isList(mine) && isList(theirs)) return mergeLists(path, { base, mine, theirs }, conflicts);
  conflicts.push(path);
  return mine;
}

type Lists = Readonly<Record<keyof Sides, readonly JsonValue[]>>;

function mergeLists(path: string, lists: Lists, conflicts: string[]): Side {
  const { base, mine, theirs } = lists;
  if (path === SKIP) return mergedSet(lists);
  if (base.length === mine.length && base.length === theirs.length)
    return mine.map(
      (item, index) =>
        mergeAt(`${path}/${index}`, { base: base[index], mine: item, theirs: theirs[index] }, conflicts) ?? null,
    );
  conflicts.push(path);
  return mine;
}

/** The list of skipped steps, whose order says nothing. */
const SKIP = '/settings/skip';

function mergedSet({ base, mine, theirs }: Lists): readonly JsonValue[] {
  const left = mine.filter((item) => theirs.includes(item) || !base.includes(item));
  return [...left, ...theirs.filter((item) => !base.includes(item) && !left.includes(item))];
}

/** Tests are known by their names: who adds one while another person adds or changes another loses nothing, and takes nothing away. */
const TESTS = '/tests';

function mergedTests(sides: Sides, conflicts: string[]): { readonly value: Side } | undefined {
  const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map((side = []) =>
    isList(side) ? byName(side) : undefined,
  );
  if (base === undefined || mine === undefined || theirs === undefined) return undefined;
  const found: string[] = [];
  const merged = mergeMembers(TESTS, { base, mine, theirs }, found);
  const names = Object.keys(merged);
  // A conflict is told of by its place in the document.
  for (const [index, name] of names.entries()) {
    const own = `${TESTS}/${pointerPart(name)}`;
    const inside = found.filter((path) => path === own || path.startsWith(`${own}/`));
    conflicts.push(...inside.map((path) => `${TESTS}/${index}${path.slice(own.length)}`));
  }
  return { value: names.length === 0 ? undefined : Object.values(merged) };
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
