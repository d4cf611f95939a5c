// What an expression may read, as schemas: what completion and marks follow before anything has run.
import type { JsonObject } from '@millrace/machine';
import { isObject } from '../../../lib/json.ts';
import { shapeOf, sketchOf } from './data-shape.ts';
import type { PickerRoot } from './picker-root.ts';

/** Schemas of variables, by their names without `$`. */
export interface ExpressionShapes {
  readonly variables: Readonly<Record<string, JsonObject>>;
}

/** Members that steps have, whatever is known of them. */
const STATES: JsonObject = { type: 'object', properties: { input: {}, context: {}, result: {}, errorOutput: {} } };

/** The shapes of everything that a step may read: declared ones first, then what a sample shows. */
export function shapesOf(roots: readonly PickerRoot[]): ExpressionShapes {
  const start: JsonObject = { type: 'object', properties: { states: STATES } };
  const all = roots.reduce((known, { expression, sample, schema }) => {
    const path = expression.slice(1).split('.');
    // What no name leads to cannot be completed.
    if (!expression.startsWith('$') || !path.every((name) => /^\w+$/.test(name))) return known;
    return withSchema(known, path, sketchOf(shapeOf(sample, schema)));
  }, start);
  return { variables: membersOf(all) };
}

const membersOf = ({ properties }: JsonObject): Readonly<Record<string, JsonObject>> =>
  (isObject(properties) ? properties : {}) as Readonly<Record<string, JsonObject>>;

/** An object's schema in which a path leads to another one. Several of the same place are put together. */
function withSchema(object: JsonObject, [name = '', ...rest]: readonly string[], schema: JsonObject): JsonObject {
  const members = membersOf(object);
  const own = Object.hasOwn(members, name) ? members[name] : undefined;
  const next = rest.length === 0 ? together(own, schema) : withSchema(own ?? {}, rest, schema);
  return { ...object, type: 'object', properties: { ...members, [name]: next } };
}

/** Also of what is inside: the run's facts and its input come from different roots. */
function together(known: JsonObject | undefined, schema: JsonObject): JsonObject {
  if (known === undefined) return schema;
  if (!('properties' in known)) return { ...known, ...schema };
  const members = membersOf(known);
  const added = Object.entries(membersOf(schema)).map(
    ([name, member]) => [name, together(Object.hasOwn(members, name) ? members[name] : undefined, member)] as const,
  );
  return { ...known, ...schema, properties: { ...members, ...Object.fromEntries(added) } };
}
