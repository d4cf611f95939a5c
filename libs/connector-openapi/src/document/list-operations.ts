import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { OpenApiError } from '../errors.ts';
import { entriesOf, isObject, memberOf } from '../json-access.ts';
import { METHODS, type OpenApiWarning, type OperationEntry, type WebhookEntry } from './openapi-document.ts';
import { resolveReference } from './references.ts';

const MAX_OPERATIONS = 5000;

/** All operations, in the order of the document. Throws `openapi.too_many_operations`. */
export function listOperations(
  source: JsonObject,
  paths: JsonValue | undefined,
): { readonly operations: readonly OperationEntry[]; readonly warnings: readonly OpenApiWarning[] } {
  const operations: OperationEntry[] = [];
  const warnings: OpenApiWarning[] = [];
  for (const [path, given] of entriesOf(paths)) {
    // `x-…` may stand between paths.
    if (!path.startsWith('/')) continue;
    const { value, failure } = resolveReference(source, given);
    if (failure !== undefined) warnings.push({ message: `The path ${path} is left out: ${failure}.` });
    else if (isObject(value)) operations.push(...operationsOf(path, value));
    if (operations.length > MAX_OPERATIONS) throw tooMany();
  }
  return { operations, warnings };
}

function operationsOf(path: string, pathItem: JsonObject): readonly OperationEntry[] {
  return METHODS.flatMap((method) => {
    const operation = memberOf(pathItem, method.toLowerCase());
    return isObject(operation) ? [{ key: `${method} ${path}`, method, path, pathItem, operation }] : [];
  });
}

const tooMany = (): OpenApiError =>
  new OpenApiError(
    'openapi.too_many_operations',
    `The document has more than ${MAX_OPERATIONS} operations. Leave out the paths that are not needed.`,
    { detail: { limit: MAX_OPERATIONS } },
  );

/** What the service delivers, each by its one method. */
export function listWebhooks(source: JsonObject, webhooks: JsonValue | undefined): readonly WebhookEntry[] {
  return entriesOf(webhooks)
    .slice(0, MAX_OPERATIONS)
    .flatMap(([name, given]) => {
      const { value } = resolveReference(source, given);
      const operation = ['post', 'put', 'get'].map((method) => memberOf(value, method)).find(isObject);
      return operation === undefined ? [] : [{ key: `WEBHOOK ${name}`, name, operation }];
    });
}
