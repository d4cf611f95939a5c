// Whether a request is one of the vendor's own description of its API: so that fake and connector cannot share a mistake.
import Schema from 'typebox/schema';
import type { JsonObject, JsonValue } from '../../json.ts';
import { patternOf } from './match-route.ts';
import type { FakeRequest } from './fake-request.ts';

/** An OpenAPI 3.0 or 3.1 document, or what of it a connector uses. */
export type ApiDescription = JsonObject;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonObject;
}

/** What is wrong with a request, a sentence each. */
export function complaintsOf(description: ApiDescription, request: FakeRequest): readonly string[] {
  const said = `${request.method} ${request.path}`;
  const path = Object.keys(objectOf(description.paths)).find((template) => patternOf(template).test(request.path));
  if (path === undefined) return [`${said} is no path of the description.`];
  const item = objectOf(objectOf(description.paths)[path]);
  const operation = item[request.method.toLowerCase()];
  if (operation === undefined) return [`${said}: the description has no ${request.method} of ${path}.`];
  const parameters = [...listOf(item.parameters), ...listOf(objectOf(operation).parameters)].map(
    (parameter) => resolve(description, parameter) as unknown as Parameter,
  );
  return [
    ...complaintsOfParameters(description, parameters, request),
    ...complaintsOfBody(description, objectOf(operation).requestBody, request),
  ].map((complaint) => `${said}: ${complaint}`);
}

function complaintsOfParameters(
  description: ApiDescription,
  parameters: readonly Parameter[],
  request: FakeRequest,
): readonly string[] {
  const wrong = parameters.flatMap((parameter) => {
    const value = valueOf(parameter, request);
    if (value === undefined)
      return parameter.required === true && parameter.in !== 'path'
        ? [`the ${parameter.in} parameter "${parameter.name}" is missing.`]
        : [];
    if (parameter.schema === undefined || fits(description, parameter.schema, value)) return [];
    return [`the ${parameter.in} parameter "${parameter.name}" does not fit: ${JSON.stringify(value)}.`];
  });
  const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
  const unknown = [...new Set(request.queries.keys())].filter((name) => !known.has(name));
  return [...wrong, ...unknown.map((name) => `the description knows no query parameter "${name}".`)];
}

function valueOf({ name, in: place }: Parameter, request: FakeRequest): string | undefined {
  if (place === 'query') return request.query[name];
  return place === 'header' ? request.headers[name.toLowerCase()] : undefined;
}

function complaintsOfBody(
  description: ApiDescription,
  declared: JsonValue | undefined,
  request: FakeRequest,
): string[] {
  if (declared === undefined) return request.bytes.length > 0 ? ['the description knows no body.'] : [];
  const body = objectOf(resolve(description, declared));
  if (request.bytes.length === 0) return body.required === true ? ['the body is missing.'] : [];
  return complaintsOfContent(description, objectOf(body.content), request);
}

function complaintsOfContent(description: ApiDescription, content: JsonObject, request: FakeRequest): string[] {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const media = content[type] ?? content['*/*'];
  if (media === undefined)
    return [`the body is ${type}, where the description has ${Object.keys(content).join(', ')}.`];
  const { schema } = objectOf(media);
  if (schema === undefined || !type.endsWith('json')) return [];
  const [isFine, errors] = Schema.Errors(asRoot(description, schema), request.json);
  return isFine ? [] : errors.slice(0, 5).map((error) => `the body at ${error.instancePath || '/'} ${error.message}.`);
}

/** Query and headers are text: a number is one when it reads as one. */
function fits(description: ApiDescription, schema: JsonValue, text: string): boolean {
  const root = asRoot(description, schema);
  const readings: unknown[] = [text];
  if (text.trim() !== '' && !Number.isNaN(Number(text))) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  return readings.some((value) => Schema.Check(root, value)) || Schema.Check(root, text.split(','));
}

/** References lead to the description's own components. */
function asRoot({ components = {} }: ApiDescription, schema: JsonValue): JsonObject {
  return { allOf: [modern(schema)], components: modern(components) };
}

/** OpenAPI 3.0 said `nullable` where JSON Schema has null among its types. */
function modern(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return (schema as readonly JsonValue[]).map(modern);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as JsonObject;
  const members = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, modern(value)]));
  return nullable === true ? { anyOf: [members, { type: 'null' }] } : members;
}

function resolve(description: ApiDescription, value: JsonValue): JsonValue {
  const { $ref } = objectOf(value);
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return value;
  const steps = $ref
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<JsonValue>((at, step) => objectOf(at)[step] ?? null, description);
}

const objectOf = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];
