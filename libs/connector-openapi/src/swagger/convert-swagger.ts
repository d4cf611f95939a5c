// Swagger 2.0 in the words of OpenAPI 3.0: https://swagger.io/specification/v2. Schemas stay where they are, so that references
// go on pointing into the document as it was read.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { resolveObject } from '../document/references.ts';
import { entriesOf, isList, isObject, listAt, memberOf, textAt } from '../json-access.ts';
import { convertParameters } from './convert-parameters.ts';
import { convertSecuritySchemes } from './convert-security.ts';

const METHOD_NAMES: ReadonlySet<string> = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options']);

/** What holds where an operation says nothing. */
interface Surroundings {
  readonly source: JsonObject;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
}

/** The document as OpenAPI 3.0. */
export function convertSwagger(source: JsonObject): JsonObject {
  const surroundings = { source, consumes: mediaOf(source, 'consumes'), produces: mediaOf(source, 'produces') };
  const paths = entriesOf(memberOf(source, 'paths')).flatMap(([path, given]) => {
    const pathItem = resolveObject(source, given);
    // One that points elsewhere is told of later.
    return [[path, pathItem === undefined ? given : convertPath(pathItem, surroundings)] as const];
  });
  return {
    ...kept(source, ['info', 'tags', 'externalDocs', 'security']),
    openapi: '3.0.3',
    servers: serversOf(source),
    paths: Object.fromEntries(paths),
    components: { securitySchemes: convertSecuritySchemes(source) },
  };
}

function kept(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = memberOf(value, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

const mediaOf = (value: JsonValue | undefined, name: string): readonly string[] =>
  listAt(value, name).filter((media): media is string => typeof media === 'string');

/** `host`, `basePath` and each of `schemes`, the safe one first. */
function serversOf(source: JsonObject): readonly JsonObject[] {
  const basePath = textAt(source, 'basePath') ?? '';
  const host = textAt(source, 'host');
  if (host === undefined) return [{ url: basePath === '' ? '/' : basePath }];
  const schemes = mediaOf(source, 'schemes').filter((scheme) => scheme === 'https' || scheme === 'http');
  const sorted = schemes.length === 0 ? ['https'] : [...new Set(schemes)].sort().reverse();
  return sorted.map((scheme) => ({ url: `${scheme}://${host}${basePath.replace(/\/$/, '')}` }));
}

function convertPath(pathItem: JsonObject, surroundings: Surroundings): JsonObject {
  const shared = listAt(pathItem, 'parameters');
  return Object.fromEntries(
    entriesOf(pathItem).flatMap(([name, value]) => {
      if (name === 'parameters') return [];
      const isOperation = METHOD_NAMES.has(name) && isObject(value);
      return [[name, isOperation ? convertOperation(value, shared, surroundings) : value] as const];
    }),
  );
}

function convertOperation(
  operation: JsonObject,
  shared: readonly JsonValue[],
  { source, ...usual }: Surroundings,
): JsonObject {
  const consumes = isList(memberOf(operation, 'consumes')) ? mediaOf(operation, 'consumes') : usual.consumes;
  const produces = isList(memberOf(operation, 'produces')) ? mediaOf(operation, 'produces') : usual.produces;
  const { consumes: _, produces: __, parameters: ___, responses: ____, ...rest } = operation;
  return {
    ...rest,
    ...convertParameters(source, { shared, own: listAt(operation, 'parameters'), consumes }),
    responses: convertResponses(source, memberOf(operation, 'responses'), produces),
  };
}

function convertResponses(
  source: JsonObject,
  responses: JsonValue | undefined,
  produces: readonly string[],
): JsonObject {
  const media = produces.length === 0 ? ['application/json'] : produces;
  return Object.fromEntries(
    entriesOf(responses).flatMap(([status, given]) => {
      const response = resolveObject(source, given);
      return response === undefined ? [] : [[status, convertResponse(response, media)] as const];
    }),
  );
}

function convertResponse(response: JsonObject, media: readonly string[]): JsonObject {
  const schema = memberOf(response, 'schema');
  const described = kept(response, ['description', 'headers']);
  if (schema === undefined) return described;
  const examples = memberOf(response, 'examples');
  const content = media.map((type) => {
    const example = memberOf(examples, type);
    return [type, { schema, ...(example === undefined ? {} : { example }) }] as const;
  });
  return { ...described, content: Object.fromEntries(content) };
}
