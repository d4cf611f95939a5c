// Swagger 2.0 has one list for parameters, bodies and the fields of forms.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { resolveReference } from '../document/references.ts';
import { isObject, memberOf, textAt } from '../json-access.ts';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
/** What is said of a parameter, not of its value. */
const ABOUT_PARAMETER: ReadonlySet<string> = new Set([
  'name',
  'in',
  'description',
  'required',
  'allowEmptyValue',
  'collectionFormat',
]);

interface Given {
  readonly shared: readonly JsonValue[];
  readonly own: readonly JsonValue[];
  readonly consumes: readonly string[];
}

/** `parameters` and `requestBody` of an operation. One of the operation's own replaces the path's of the same name and place. */
export function convertParameters(source: JsonObject, { shared, own, consumes }: Given): JsonObject {
  const found = new Map<string, JsonObject>();
  const unresolved: JsonValue[] = [];
  for (const given of [...shared, ...own]) {
    const { value } = resolveReference(source, given);
    if (isObject(value)) found.set(`${textAt(value, 'in') ?? ''} ${textAt(value, 'name') ?? ''}`, value);
    // Told of where parameters are read.
    else unresolved.push(given);
  }
  const all = [...found.values()];
  const placed = (place: string): readonly JsonObject[] =>
    all.filter((parameter) => memberOf(parameter, 'in') === place);
  const parameters = all.filter(({ in: place }) => place !== 'body' && place !== 'formData').map(convertParameter);
  const [body] = placed('body');
  const fields = placed('formData');
  const requestBody = body === undefined ? convertForm(fields, consumes) : convertBody(body, consumes);
  return { parameters: [...parameters, ...unresolved], ...(requestBody === undefined ? {} : { requestBody }) };
}

function convertParameter(parameter: JsonObject): JsonObject {
  const { name = '', in: place = '', description = '', required = false } = parameter;
  return { ...{ name, in: place, description, required, schema: schemaOf(parameter) }, ...styleOf(parameter) };
}

/** Everything else that a parameter says is a schema. */
function schemaOf(parameter: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parameter).filter(([name]) => !ABOUT_PARAMETER.has(name)));
}

const STYLES: Readonly<Record<string, JsonObject>> = {
  multi: { style: 'form', explode: true },
  ssv: { style: 'spaceDelimited', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
};

/** A list is written with commas unless it says otherwise. Tabs between items, which nobody uses, are not known. */
function styleOf(parameter: JsonObject): JsonObject {
  if (memberOf(parameter, 'type') !== 'array') return {};
  const place = memberOf(parameter, 'in');
  if (place === 'path' || place === 'header') return {};
  const format = textAt(parameter, 'collectionFormat') ?? 'csv';
  return (Object.hasOwn(STYLES, format) ? STYLES[format] : undefined) ?? { style: 'form', explode: false };
}

function convertBody(body: JsonObject, consumes: readonly string[]): JsonObject {
  const media = consumes.filter((type) => !FORMS.includes(type));
  const { description = '', required = false, schema = {} } = body;
  const types = media.length === 0 ? ['application/json'] : media;
  return { description, required, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

function convertForm(fields: readonly JsonObject[], consumes: readonly string[]): JsonObject | undefined {
  if (fields.length === 0) return undefined;
  const hasFile = fields.some(({ type }) => type === 'file');
  const [form = 'application/x-www-form-urlencoded'] = consumes.filter((type) => FORMS.includes(type));
  const named = fields.map((field) => [textAt(field, 'name') ?? '', field] as const);
  const required = named.filter(([, field]) => field.required === true).map(([name]) => name);
  const properties = named.map(([name, field]) => [name, { ...schemaOf(field), ...described(field) }] as const);
  const encoding = named.flatMap(([name, field]) => {
    const style = styleOf(field);
    return Object.keys(style).length === 0 ? [] : [[name, style] as const];
  });
  const schema = { type: 'object', properties: Object.fromEntries(properties), required };
  const media = { schema, encoding: Object.fromEntries(encoding) };
  return { required: required.length > 0, content: { [hasFile ? 'multipart/form-data' : form]: media } };
}

const described = ({ description }: JsonObject): JsonObject => (description === undefined ? {} : { description });
