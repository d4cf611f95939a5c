// A schema for values of which only the reads are known. It lists members and claims no types: a path goes through lists as well.
import type { JsonObject } from '@millrace/machine';
import { expressionsOf } from './expression-tokens.ts';

/** What can be said of the paths that an expression (without its marks) reads. */
export type InspectPaths = (
  expression: string,
) => readonly { readonly variable: string; readonly names: readonly string[] }[];

/** Variable -> a schema of it with the members that the expressions of a value read. */
export function schemasOfReads(value: unknown, inspect: InspectPaths): ReadonlyMap<string, JsonObject> {
  const schemas = new Map<string, JsonObject>();
  for (const text of expressionsOf(value))
    for (const { variable, names } of inspect(text.slice(2, -2)))
      schemas.set(variable, withPath(schemas.get(variable) ?? {}, names));
  return schemas;
}

const ANY = '*';

/** A schema with the members of a path. */
function withPath(schema: JsonObject, [name, ...rest]: readonly string[]): JsonObject {
  if (name === undefined || name === ANY) return schema;
  const properties = (schema.properties ?? {}) as JsonObject;
  const member = (Object.hasOwn(properties, name) ? properties[name] : {}) as JsonObject;
  return { ...schema, properties: { ...properties, [name]: withPath(member, rest) } };
}
