import { isList, isObject } from '../../../lib/json.ts';

/** One member of an action's input or output, as the docs list it. */
export interface SchemaField {
  /** Inside others: `customer.address`, `lines[].price`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  /** What is taken when it is left out, as JSON. */
  readonly usual?: string;
  /** How deep inside other members. */
  readonly depth: number;
}

type Schema = Readonly<Record<string, unknown>>;

const MOST_DEPTH = 3;
const MOST_OPTIONS = 8;
/** A page is for reading: what is beyond is in the schema. */
const MOST_FIELDS = 200;

function typeOf(schema: Schema): string {
  if (isList(schema.enum)) return optionsText(schema.enum);
  if ('const' in schema) return JSON.stringify(schema.const);
  const { type, items, format } = schema;
  if (type === 'array') return `${isObject(items) ? typeOf(items) : 'any'}[]`;
  if (type === 'string' && typeof format === 'string') return format;
  if (typeof type === 'string') return type;
  if (isList(type)) return type.map(String).join(' | ');
  const parts = schema.oneOf ?? schema.anyOf;
  return isList(parts) ? unionOf(parts.filter(isObject)) : 'any';
}

function optionsText(options: readonly unknown[]): string {
  const shown = options.slice(0, MOST_OPTIONS).map(String).join(' | ');
  return options.length > MOST_OPTIONS ? `${shown} | …` : shown;
}

function unionOf(parts: readonly Schema[]): string {
  const types = [...new Set(parts.map(typeOf))];
  return types.length === 0 ? 'any' : optionsText(types);
}

/** The members of an object schema with those inside of them: required ones first, otherwise in its order. */
export function fieldsOf(schema: Schema): readonly SchemaField[] {
  // A list says what each of its items is.
  const inner = schema.properties === undefined ? innerOf(schema) : undefined;
  const members = membersOf(inner?.schema ?? schema, { prefix: inner?.sign ?? '', depth: 0 });
  return members.slice(0, MOST_FIELDS);
}

interface Place {
  readonly prefix: string;
  readonly depth: number;
}

function membersOf(schema: Schema, { prefix, depth }: Place): readonly SchemaField[] {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const required = new Set(isList(schema.required) ? schema.required : []);
  const sorted = [
    ...properties.filter(([name]) => required.has(name)),
    ...properties.filter(([name]) => !required.has(name)),
  ];
  return sorted.flatMap(([name, member]) => {
    const part: Schema = isObject(member) ? member : {};
    const field = fieldOf(part, { path: `${prefix}${name}`, depth, required: required.has(name) });
    const inner = innerOf(part);
    if (inner === undefined || depth + 1 >= MOST_DEPTH) return [field];
    return [field, ...membersOf(inner.schema, { prefix: `${prefix}${name}${inner.sign}`, depth: depth + 1 })];
  });
}

function fieldOf(schema: Schema, about: Pick<SchemaField, 'path' | 'depth' | 'required'>): SchemaField {
  const hints = isObject(schema['x-ui']) ? schema['x-ui'] : {};
  const words = typeof schema.description === 'string' ? schema.description : hints.help;
  const description = typeof words === 'string' ? words : '';
  const usual = 'default' in schema ? { usual: JSON.stringify(schema.default) } : {};
  return { ...about, type: typeOf(schema), description, ...usual };
}

/** What is inside of a member, and how the way there is written. */
function innerOf(schema: Schema): { readonly schema: Schema; readonly sign: string } | undefined {
  if (isObject(schema.properties)) return { schema, sign: '.' };
  const { items } = schema;
  return isObject(items) && isObject(items.properties) ? { schema: items, sign: '[].' } : undefined;
}
