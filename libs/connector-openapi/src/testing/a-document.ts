// Documents of a few lines, for tests that are about one thing.
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import type { ManifestAction } from '@millrace/connector-sdk/platform';
import type { OpenApiDocument } from '../document/openapi-document.ts';
import { readOpenApi } from '../document/read-openapi.ts';
import { importOpenApi, type OpenApiImport } from '../import-openapi.ts';
import type { OpenApiOverlay } from '../overlay.ts';

/** A document of OpenAPI 3.0 with these members. */
export function aDocument(members: JsonObject = {}, sourceUrl?: string): OpenApiDocument {
  const whole = {
    ...{ openapi: '3.0.3', info: { title: 'Desk', version: '1' }, servers: [{ url: 'https://desk.example/api' }] },
    ...members,
  };
  return readOpenApi(JSON.stringify(whole), sourceUrl === undefined ? {} : { sourceUrl });
}

/** One with a single operation, and what becomes of it. */
export function importOne(
  operation: JsonObject,
  {
    key = 'POST /a',
    choices = {},
    ...members
  }: { readonly key?: string; readonly choices?: Partial<OpenApiOverlay>; readonly [member: string]: unknown } = {},
): OpenApiImport & { readonly action: ManifestAction } {
  const [, method = '', path = ''] = /^(\S+) (.*)$/.exec(key) ?? [];
  const paths = { [path]: { [method.toLowerCase()]: operation } };
  const made = importOpenApi(aDocument({ paths, ...(members as JsonObject) }), { name: 'desk', ...choices });
  const [action] = Object.values(made.manifest.actions);
  if (action === undefined) throw new Error('Nothing was imported.');
  return { ...made, action };
}

/** An answer of this schema. */
export const answering = (schema: JsonValue, type = 'application/json'): JsonObject => ({
  responses: { 200: { description: 'It is there.', content: { [type]: { schema } } } },
});

/** A body of this schema. */
export const taking = (schema: JsonValue, type = 'application/json', more: JsonObject = {}): JsonObject => ({
  requestBody: { required: true, content: { [type]: { schema, ...more } } },
});
