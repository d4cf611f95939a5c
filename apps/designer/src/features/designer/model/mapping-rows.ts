// A transform's output as rows of names and values.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isObject, isSame } from '../../../lib/json.ts';

/** What a new transform hands on, before anybody has said what. */
const UNTOUCHED = '{% $states.input %}';

/** The rows of an output; `undefined` for one that is not made of names and values. */
export function rowsOfOutput(output: JsonValue | undefined): JsonObject | undefined {
  if (output === undefined || output === UNTOUCHED) return {};
  return isObject(output) ? output : undefined;
}

/** The output of rows; without any, what was given is handed on. */
export const outputOfRows = (rows: JsonObject): JsonValue => (Object.keys(rows).length === 0 ? UNTOUCHED : rows);

/** The rows with one more, of a name that is free. */
export function withRow(rows: JsonObject, name: string, value: JsonValue): JsonObject {
  let free = name === '' ? 'value' : name;
  for (let number = 2; Object.hasOwn(rows, free); number += 1) free = `${name}${number}`;
  return { ...rows, [free]: value };
}

/** The rows with another name for one of them, in its place. */
export function renamedRow(rows: JsonObject, from: string, to: string): JsonObject {
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name === from ? to : name, value]));
}

/** The variables after a change of the output: those that kept the old one keep the new one. */
export function followOutput(
  assign: JsonObject | undefined,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): JsonObject | undefined {
  if (assign === undefined) return undefined;
  const old = before ?? UNTOUCHED;
  return Object.fromEntries(
    Object.entries(assign).map(([name, value]) => [name, isSame(value, old) ? (after ?? UNTOUCHED) : value]),
  );
}

/** Whether a value gives another one each time: kept twice, it would be two. */
export function isUnstable(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value.startsWith('{%') && /\$(?:uuid|random)\s*\(/.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => isUnstable(member));
}
