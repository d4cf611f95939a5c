import { isList, isObject, type JsonObject, type JsonValue, pointerTo } from '@millrace/machine';
import type { TestFailure } from './result.ts';
import { shown } from './shown.ts';

/** A value that is wholly `{ "$match": … }` names what must be there, and leaves the rest open. */
const MATCH = '$match';
/** Who has seen so many needs no more. */
const MOST_DIFFERENCES = 20;

interface Comparing {
  readonly found: TestFailure[];
  /** Inside of `$match`: members that are not named may be there. */
  readonly isOpen: boolean;
}

/**
 * Where a value differs from what is expected, in the order of what is expected; at most twenty places. Equal is what is the same
 * JSON, whatever the order of its members. A place is the JSON Pointer of the value compared, and on into it. Inside of
 * `{ "$match": … }` objects may have further members, at every depth.
 */
export function differencesOf(
  expected: JsonValue,
  actual: JsonValue | undefined,
  path: string,
): readonly TestFailure[] {
  const found: TestFailure[] = [];
  compare(expected, actual, { path, comparing: { found, isOpen: false } });
  return found;
}

interface Place {
  readonly path: string;
  readonly comparing: Comparing;
}

function compare(expected: JsonValue, actual: JsonValue | undefined, { path, comparing }: Place): void {
  if (comparing.found.length >= MOST_DIFFERENCES) return;
  const pattern = comparing.isOpen ? undefined : patternOf(expected);
  if (pattern !== undefined) {
    compare(pattern, actual, { path, comparing: { ...comparing, isOpen: true } });
    return;
  }
  const place = { path, comparing };
  if (isObject(expected) && isObject(actual)) compareMembers(expected, actual, place);
  else if (isList(expected) && isList(actual)) compareItems(expected, actual, place);
  else if (expected !== actual) note(place, expected, actual);
}

function patternOf(expected: JsonValue): JsonValue | undefined {
  return isObject(expected) && Object.keys(expected).length === 1 ? expected[MATCH] : undefined;
}

function compareMembers(expected: JsonObject, actual: JsonObject, { path, comparing }: Place): void {
  for (const [key, value] of Object.entries(expected)) {
    const own = Object.hasOwn(actual, key) ? actual[key] : undefined;
    compare(value, own, { path: pointerTo(path, key), comparing });
  }
  if (comparing.isOpen) return;
  for (const [key, value] of Object.entries(actual)) {
    if (!Object.hasOwn(expected, key)) note({ path: pointerTo(path, key), comparing }, undefined, value);
  }
}

function compareItems(expected: readonly JsonValue[], actual: readonly JsonValue[], { path, comparing }: Place): void {
  for (const [index, value] of expected.entries()) {
    compare(value, actual[index], { path: pointerTo(path, index), comparing });
  }
  for (const [index, value] of actual.slice(expected.length).entries()) {
    note({ path: pointerTo(path, expected.length + index), comparing }, undefined, value);
  }
}

function note(
  { path, comparing: { found } }: Place,
  expected: JsonValue | undefined,
  actual: JsonValue | undefined,
): void {
  if (found.length >= MOST_DIFFERENCES) return;
  found.push({
    path,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    message: wordsOf(expected, actual),
  });
}

function wordsOf(expected: JsonValue | undefined, actual: JsonValue | undefined): string {
  if (expected === undefined) return `Nothing was expected here, but there is ${shown(actual ?? null)}.`;
  if (actual === undefined) return `Expected ${shown(expected)}, but there is nothing.`;
  return `Expected ${shown(expected)}, but it is ${shown(actual)}.`;
}
