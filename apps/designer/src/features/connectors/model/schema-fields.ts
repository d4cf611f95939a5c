/** One member of an action's input or output, as the docs list it. */
export interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const { type, items } = schema;
  if (type === 'array' && isSchema(items)) return `${typeOf(items)}[]`;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.map(String).join(' | ');
  const parts = schema.oneOf ?? schema.anyOf;
  return Array.isArray(parts) ? [...new Set(parts.filter(isSchema).map(typeOf))].join(' | ') : 'any';
}

/** The members of an object schema: required ones first, otherwise in its order. */
export function fieldsOf(schema: Schema): readonly SchemaField[] {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields = Object.entries(properties).map(([name, member]) => {
    const part = isSchema(member) ? member : {};
    const description = typeof part.description === 'string' ? part.description : '';
    return { name, type: typeOf(part), required: required.has(name), description };
  });
  return [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)];
}
