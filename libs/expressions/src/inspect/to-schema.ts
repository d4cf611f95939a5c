import type { JsonSchema } from './given-schemas.ts';
import { resultItem, resultType } from './type-parts.ts';
import { mayBeNothing, UNKNOWN, type ArrayType, type InferredType, type KnownType, type ObjectType } from './types.ts';

type SchemaObject = Exclude<JsonSchema, boolean>;

/**
 * JSON Schema (2020-12) of the results that belong to a type. That there may be no result has no place in a schema:
 * without any other kind the schema is `false`. JSON has no functions, so these are no result.
 */
export function toSchema(type: InferredType): JsonSchema {
  return new SchemaWriter().write(type);
}

/** Parts that are written down, and parts inside parts; what is beyond may be anything. */
const MAX_PARTS = 5000;
const MAX_DEPTH = 50;

class SchemaWriter {
  #partsLeft = MAX_PARTS;
  #depth = 0;

  write(type: InferredType): JsonSchema {
    this.#partsLeft -= 1;
    if (type === UNKNOWN || this.#partsLeft < 0 || this.#depth > MAX_DEPTH) return {};
    this.#depth += 1;
    const parts = [...scalarsOf(type), ...this.#structuresOf(type)];
    this.#depth -= 1;
    if (parts.length === 0) return false;
    const [first] = parts;
    if (first !== undefined && parts.length === 1) return first;
    const isPlain = parts.every((part) => Object.keys(part).length === 1 && 'type' in part);
    return isPlain ? { type: parts.map((part) => part.type) } : { anyOf: parts };
  }

  #structuresOf({ array, object }: KnownType): readonly SchemaObject[] {
    return [...(array === false ? [] : [this.#ofArray(array)]), ...(object === false ? [] : [this.#ofObject(object)])];
  }

  #ofArray({ items }: ArrayType): SchemaObject {
    return { type: 'array', ...(items === UNKNOWN ? {} : { items: this.write(resultItem(items)) }) };
  }

  #ofObject({ members, others }: ObjectType): SchemaObject {
    const required = [...members].filter(([, type]) => !mayBeNothing(resultType(type))).map(([name]) => name);
    const properties = Object.fromEntries([...members].map(([name, type]) => [name, this.write(type)]));
    return {
      type: 'object',
      ...(members.size === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(others === UNKNOWN ? {} : { additionalProperties: this.write(others) }),
    };
  }
}

function scalarsOf({ null: isNull, boolean, number, string }: KnownType): readonly SchemaObject[] {
  return [
    ...(isNull ? [{ type: 'null' }] : []),
    ...(boolean ? [{ type: 'boolean' }] : []),
    ...(number === false ? [] : [{ type: number }]),
    ...(string === false ? [] : [{ type: 'string', ...(string === true ? {} : { enum: string }) }]),
  ];
}
