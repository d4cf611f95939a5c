import { z } from 'zod';

/** The zod schemas that the OpenAPI document names: one source for validation, types and documentation. */
const registry = z.registry<{ readonly id: string }>();
const names = new Map<z.ZodType, string>();

/** Gives a schema its name in the OpenAPI document. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  registry.add(schema, { id });
  names.set(schema, id);
  return schema;
}

const LOCATION = '#/components/schemas/';
type SchemaObject = Record<string, unknown>;

/** How an operation refers to a schema: by name when it has one, else whole. */
export function schemaReference(schema: z.ZodType): SchemaObject {
  const name = names.get(schema);
  return name === undefined ? withoutIdentity(z.toJSONSchema(schema, { io: 'input' })) : { $ref: `${LOCATION}${name}` };
}

/** All named schemas, for `components.schemas`. */
export function namedSchemas(): Record<string, SchemaObject> {
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `${LOCATION}${id}` });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]) => [id, withoutIdentity(schema)] as const)
      .sort(([left], [right]) => left.localeCompare(right)),
  );
}

export interface ParameterSchema {
  readonly name: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: SchemaObject;
}

/** The members of an object schema as query or path parameters: as they are sent, or, for numbers, as they are read. */
export function parametersOf(schema: z.ZodObject): readonly ParameterSchema[] {
  const { properties: read = {} } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const { properties: sent = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(read).map(([name, property]) => {
    const asSent = sent[name] as SchemaObject;
    const isShown = 'type' in asSent || 'anyOf' in asSent;
    const { description, ...rest } = isShown ? asSent : (property as SchemaObject);
    return {
      name,
      required: isShown ? required.includes(name) : !('default' in rest) && required.includes(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
}

/** A schema inside a document is identified by its place there. */
function withoutIdentity(schema: SchemaObject): SchemaObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}
