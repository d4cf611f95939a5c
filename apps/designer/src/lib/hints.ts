// What a schema tells forms beside what it demands: `x-ui`.
import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from './json.ts';

/** The hints of a schema; none is an empty object. */
export const hintsOf = (schema: JsonObject): JsonObject => (isObject(schema['x-ui']) ? schema['x-ui'] : {});

/** Whom a connector asks, and which other fields the answer depends on. */
export interface Asked {
  readonly action: string;
  readonly dependsOn: readonly string[];
}

/** The connector's source of a field's choices, or of the field's own schema, if it has one. */
export function askedOf(schema: JsonObject, what: 'options' | 'schema'): Asked | undefined {
  const hint = hintsOf(schema)[what];
  if (!isObject(hint) || typeof hint.action !== 'string') return undefined;
  const names = isList(hint.dependsOn) ? hint.dependsOn : [];
  return { action: hint.action, dependsOn: names.filter((name) => typeof name === 'string') };
}

/** Whether a value is known only when the workflow runs. */
export const isExpression = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^\s*\{%/.test(value);

/** Those of the values that an answer depends on. An expression is no value yet. */
export function dependedOn({ dependsOn }: Asked, input: JsonObject): JsonObject {
  return Object.fromEntries(
    dependsOn.flatMap((name) => {
      const value = input[name];
      return value === undefined || isExpression(value) ? [] : [[name, value] as const];
    }),
  );
}
