import type { JsonObject } from '@millrace/connector-sdk';
import { readOpenApi } from '../document/read-openapi.ts';
import { importOpenApi } from '../import-openapi.ts';
import { inspectOpenApi } from '../inspect-openapi.ts';

const swagger = (members: JsonObject): ReturnType<typeof readOpenApi> =>
  readOpenApi(
    JSON.stringify({ swagger: '2.0', info: { title: 'Old desk', version: '1' }, host: 'desk.example', ...members }),
  );
const importAll = (members: JsonObject) => importOpenApi(swagger(members), { name: 'old-desk' }).manifest;

test.each<[JsonObject, string | undefined]>([
  [{ schemes: ['http', 'https'], basePath: '/v1/' }, 'https://desk.example/v1'],
  [{ schemes: ['http'] }, 'http://desk.example'],
  [{}, 'https://desk.example'],
  [{ host: 'desk.example:8080', basePath: '/v1' }, 'https://desk.example:8080/v1'],
])('%j is at %s', (members, baseUrl) => expect(inspectOpenApi(swagger(members)).servers[0]?.baseUrl).toBe(baseUrl));

describe('parameters', () => {
  const list = { type: 'array', items: { type: 'string' } };
  const manifest = importAll({
    consumes: ['application/json'],
    parameters: { Limit: { name: 'limit', in: 'query', type: 'integer', maximum: 50 } },
    definitions: {
      Pet: { type: 'object', required: ['name'], properties: { name: { type: 'string', 'x-nullable': true } } },
    },
    paths: {
      '/pets/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
        put: {
          operationId: 'putPet',
          parameters: [
            { $ref: '#/parameters/Limit' },
            { name: 'csv', in: 'query', ...list },
            { name: 'multi', in: 'query', ...list, collectionFormat: 'multi' },
            { name: 'pipes', in: 'query', ...list, collectionFormat: 'pipes' },
            { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } },
          ],
          responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Pet' } } },
        },
      },
    },
  });
  const { input, output, http } = manifest.actions.put_pet!;

  test('are schemas, and bodies are bodies', () => {
    expect(input).toMatchObject({
      required: ['path', 'body'],
      properties: {
        path: { required: ['id'], properties: { id: { type: 'string' } } },
        query: { properties: { limit: { type: 'integer', maximum: 50 }, csv: list } },
        body: { type: 'object', required: ['name'] },
      },
    });
    expect(output).toMatchObject({ type: 'object', required: ['name'] });
  });
  test('lists are written with commas unless they say otherwise', () => {
    const { parameters } = http?.request as unknown as { parameters: readonly { name: string }[] };
    const rules = Object.fromEntries(parameters.map(({ name, ...rule }) => [name, rule]));
    expect(rules.csv).toMatchObject({ explode: false });
    expect(rules.multi).toMatchObject({ explode: true });
    expect(rules.pipes).toMatchObject({ style: 'pipeDelimited' });
  });
});

test('fields of a form are a form, with files in parts', () => {
  const upload = (fields: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    post: { parameters: fields.map((field) => ({ in: 'formData', ...field })), responses: {}, ...more },
  });
  const { actions } = importAll({
    paths: {
      '/a': upload([
        { name: 'file', type: 'file', required: true },
        { name: 'note', type: 'string', description: 'For us.' },
      ]),
      '/b': upload([{ name: 'tags', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' }]),
      '/c': upload([{ name: 'x', type: 'string' }], { consumes: ['multipart/form-data'] }),
    },
  });
  expect(actions.post_a).toMatchObject({
    input: {
      properties: {
        body: { required: ['file'], properties: { file: { 'x-file': true }, note: { description: 'For us.' } } },
      },
    },
    http: { request: { encode: 'multipart', bodyFrom: ['body'] } },
  });
  expect(actions.post_b?.http?.request).toMatchObject({
    encode: 'form',
    fields: { tags: { style: 'form', explode: true } },
  });
  expect(actions.post_c?.http?.request).toMatchObject({ encode: 'multipart' });
});

test('answers are of what the operation produces', () => {
  const { actions } = importAll({
    produces: ['application/json'],
    paths: {
      '/a': { get: { produces: ['text/csv'], responses: { 200: { description: '', schema: { type: 'string' } } } } },
      '/b': {
        get: { produces: ['application/pdf'], responses: { 200: { description: '', schema: { type: 'file' } } } },
      },
      '/c': { delete: { responses: { 204: { description: '' } } } },
    },
  });
  expect(actions.get_a).toMatchObject({ output: { type: 'string' }, http: { as: 'text' } });
  expect(actions.get_b).toMatchObject({ output: { 'x-file': true }, http: { as: 'file' } });
  expect(actions.delete_c).toMatchObject({ output: { type: 'null' }, sample: null, idempotency: { kind: 'method' } });
});

test('ways of signing in', () => {
  const { auth } = importAll({
    paths: { '/a': { get: {} } },
    securityDefinitions: {
      user: { type: 'basic' },
      key: { type: 'apiKey', in: 'query', name: 'k' },
      code: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://id.example/authorize',
        tokenUrl: 'https://id.example/token',
        scopes: { read: 'Reads.' },
      },
      app: { type: 'oauth2', flow: 'application', tokenUrl: 'https://id.example/token' },
      old: { type: 'oauth2', flow: 'password', tokenUrl: 'https://id.example/token' },
    },
  });
  expect(Object.entries(auth).map(([name, { kind }]) => [name, kind])).toEqual([
    ['user', 'basic'],
    ['key', 'apiKey'],
    ['code', 'oauth2'],
    ['app_client', 'oauth2'],
  ]);
  expect(auth.code?.oauth2).toMatchObject({ grant: 'authorization_code', scopes: { read: 'Reads.' } });
});
