import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { isList } from '../json-access.ts';

/** The schema, or null. OpenAPI 3.0 `nullable`. */
export function addNull(schema: JsonObject): JsonObject {
  const { type, enum: choices, const: only, anyOf, ...rest } = schema;
  if (only !== undefined) return { ...rest, enum: [only, null] };
  if (type !== undefined) {
    const types: readonly JsonValue[] = isList(type) ? type : [type];
    return {
      ...schema,
      type: [...new Set([...types, 'null'])],
      ...(isList(choices) ? { enum: [...new Set([...choices, null])] } : {}),
      ...(isList(anyOf) ? { anyOf: [...anyOf, { type: 'null' }] } : {}),
    };
  }
  if (isList(choices)) return { ...schema, enum: [...new Set([...choices, null])] };
  if (isList(anyOf)) return { ...schema, anyOf: [...anyOf, { type: 'null' }] };
  return schema.allOf === undefined ? schema : { anyOf: [schema, { type: 'null' }] };
}
