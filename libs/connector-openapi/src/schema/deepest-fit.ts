import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { referenceOf, resolveReference } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf } from '../json-access.ts';

const MAX_DEPTH = 6;
export const MAX_NODES = 4000;
/** Of combinations inside combinations, which no value goes deeper by. */
const MAX_NESTING = 30;

/** Where a walk through a schema is. */
export interface Place {
  readonly depth: number;
  readonly nesting: number;
  /** References being followed: one of them again is a circle. */
  readonly open: readonly string[];
}
export const START: Place = { depth: 0, nesting: 0, open: [] };

/** Into a member or an item. */
export const inwards = ({ depth, nesting, open }: Place): Place => ({ depth: depth + 1, nesting: nesting + 1, open });
/** To another way of saying the same value. */
export const sideways = ({ depth, nesting, open }: Place): Place => ({ depth, nesting: nesting + 1, open });
export const through = ({ depth, nesting, open }: Place, reference: string): Place => ({
  ...{ depth, nesting: nesting + 1 },
  open: [...open, reference],
});
export const isCutAt = ({ depth, nesting }: Place, maxDepth: number): boolean =>
  depth >= maxDepth || nesting >= MAX_NESTING;

/**
 * How many levels of a schema make no more than 4,000 schemas, at most six; 0 when not even one does. Counted before anything is
 * converted: a schema that has room for three levels has a million at six.
 */
export function deepestFit(schema: JsonValue | undefined, source: JsonObject): number {
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    if (count(schema, START, { source, maxDepth: depth, left: MAX_NODES }) < 0) return depth - 1;
  }
  return MAX_DEPTH;
}

interface Counting {
  readonly source: JsonObject;
  readonly maxDepth: number;
  left: number;
}

/** What is left of the room for schemas; below zero when there was not enough. */
function count(schema: JsonValue | undefined, place: Place, counting: Counting): number {
  counting.left -= 1;
  if (counting.left < 0 || !isObject(schema)) return counting.left;
  const reference = referenceOf(schema);
  if (reference !== undefined && !place.open.includes(reference))
    count(resolveReference(counting.source, schema).value, through(place, reference), counting);
  if (isCutAt(place, counting.maxDepth)) return counting.left;
  for (const [, member] of entriesOf(memberOf(schema, 'properties'))) {
    if (count(member, inwards(place), counting) < 0) return counting.left;
  }
  for (const inner of itemsOf(schema)) count(inner, inwards(place), counting);
  for (const name of ['allOf', 'oneOf', 'anyOf']) {
    for (const part of listAt(schema, name)) count(part, sideways(place), counting);
  }
  return counting.left;
}

function itemsOf(schema: JsonObject): readonly JsonValue[] {
  const items = memberOf(schema, 'items');
  const others = memberOf(schema, 'additionalProperties');
  return [
    ...(isList(items) ? items : isObject(items) ? [items] : []),
    ...listAt(schema, 'prefixItems'),
    ...(isObject(others) ? [others] : []),
  ];
}
