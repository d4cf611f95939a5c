import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { OpenApiError } from '../errors.ts';
import { isObject, memberOf } from '../json-access.ts';
import { convertSwagger } from '../swagger/convert-swagger.ts';
import { listOperations, listWebhooks } from './list-operations.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { parseText } from './parse-text.ts';

/**
 * Reads an OpenAPI 3.0 or 3.1 or a Swagger 2.0 document, JSON or YAML, of at most 32 MiB and 5,000 operations. `sourceUrl`: where
 * it was found, for servers that are given relative to it; nothing is fetched from there. Throws `OpenApiError`.
 */
export function readOpenApi(
  bytesOrText: Uint8Array | string,
  { sourceUrl }: { readonly sourceUrl?: string } = {},
): OpenApiDocument {
  const source = parseText(bytesOrText);
  if (!isObject(source)) throw notOpenApi();
  const version = versionOf(source);
  const root = version === '2.0' ? convertSwagger(source) : source;
  const { operations, warnings } = listOperations(source, memberOf(root, 'paths'));
  return {
    ...{ version, source, root, operations, warnings },
    webhooks: version === '3.1' ? listWebhooks(source, memberOf(root, 'webhooks')) : [],
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  };
}

function versionOf(source: JsonObject): OpenApiDocument['version'] {
  const stated = memberOf(source, 'openapi') ?? memberOf(source, 'swagger');
  if (stated === undefined) throw notOpenApi();
  const version = numberText(stated);
  if (version === '2.0' || version === '2') return '2.0';
  const [, short] = /^(3\.[01])(?:\.|$)/.exec(version) ?? [];
  if (short === '3.0' || short === '3.1') return short;
  throw new OpenApiError(
    'openapi.version_unsupported',
    `The document says that it is of version "${version.slice(0, 40)}". Versions 2.0, 3.0 and 3.1 can be imported: ask its author for one of these, or convert it.`,
  );
}

/** YAML reads `3.0` as a number. */
function numberText(value: JsonValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const notOpenApi = (): OpenApiError =>
  new OpenApiError(
    'openapi.not_openapi',
    'The document is no OpenAPI document: it begins with neither "openapi" nor "swagger". Look for the file that the API\'s documentation is made of.',
  );
