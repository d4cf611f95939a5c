// What an action asks for, `{ path, query, header, cookie, body }`, and how a request is made of it.
import type { HttpTemplate, JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { OpenApiDocument, OperationEntry } from '../document/openapi-document.ts';
import { isObject } from '../json-access.ts';
import { convertSchema } from '../schema/convert-schema.ts';
import { cutText } from '../texts.ts';
import { planBody, type BodyPlan } from './plan-body.ts';
import { PLACES, readParameters, type Parameter } from './read-parameters.ts';

const DESCRIPTION_CHARACTERS = 500;
const KEY_HEADER = 'idempotency-key';

export interface InputPlan {
  readonly input: JsonObject;
  readonly request: Pick<HttpTemplate, 'parameters' | 'bodyFrom' | 'encode' | 'fields' | 'headers'>;
  /** The header by which the service knows a repeated call. */
  readonly keyHeader?: string;
}
interface Planning {
  readonly document: OpenApiDocument;
  readonly warn: (message: string) => void;
}

/** Plans what is sent. The key of a repeated call is the platform's business, and nobody is asked for it. */
export function planInput(entry: OperationEntry, planning: Planning): InputPlan {
  const { parameters: all, warnings } = readParameters(planning.document, entry);
  warnings.forEach(planning.warn);
  const keyHeader = all.find(isKeyHeader)?.name;
  const parameters = all.filter((parameter) => !isKeyHeader(parameter));
  const body = planBody(entry, planning);
  const rules = parameters.map(({ rule }) => rule);
  return {
    input: groupInput(parameters, body, planning),
    request: { ...(rules.length === 0 ? {} : { parameters: rules }), ...body?.request },
    ...(keyHeader === undefined ? {} : { keyHeader }),
  };
}

const isKeyHeader = ({ place, name }: Parameter): boolean => place === 'header' && name.toLowerCase() === KEY_HEADER;

/** What forms call a group. */
const TITLES = { path: 'Path', query: 'Query', header: 'Headers', cookie: 'Cookies', body: 'Body' } as const;

function groupInput(parameters: readonly Parameter[], body: BodyPlan | undefined, planning: Planning): JsonObject {
  const properties: [string, JsonValue][] = [];
  const required: string[] = [];
  for (const place of PLACES) {
    const group = parameters.filter((parameter) => parameter.place === place);
    if (group.length === 0) continue;
    const members = group.map((one) => [one.name, schemaOf(one, planning)] as const);
    properties.push([place, { title: TITLES[place], ...closedObject(members, requiredOf(group)) }]);
    if (requiredOf(group).length > 0) required.push(place);
  }
  if (body !== undefined) properties.push(['body', { title: TITLES.body, ...body.schema }]);
  if (body?.isRequired === true) required.push('body');
  return closedObject(properties, required);
}

const requiredOf = (parameters: readonly Parameter[]): readonly string[] =>
  parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name);

const closedObject = (
  properties: readonly (readonly [string, JsonValue])[],
  required: readonly string[],
): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(properties),
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
});

function schemaOf({ schema, description }: Parameter, { document, warn }: Planning): JsonObject {
  const converted = convertSchema(schema, { source: document.source, direction: 'input', warn });
  if (description === undefined || !isObject(converted)) return converted;
  return { ...converted, description: cutText(description, DESCRIPTION_CHARACTERS) };
}
