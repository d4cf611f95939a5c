import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { answering, importOne, taking } from '../testing/a-document.ts';

const text = { type: 'string' };
const requestOf = (operation: JsonObject, key?: string): JsonObject =>
  importOne(operation, key === undefined ? {} : { key }).action.http?.request as JsonObject;

describe('input', () => {
  test('has the groups that exist; what the operation says counts for more than what its path says', () => {
    const { action } = importOne(
      {},
      {
        key: 'GET /a/{id}',
        paths: {
          '/a/{id}': {
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
              { name: 'q', in: 'query', required: true, schema: text },
              { name: 'x-shared', in: 'header', schema: text },
            ],
            get: {
              parameters: [
                { name: 'q', in: 'query', description: 'What to look for.', schema: { type: 'integer' } },
                { name: 'session', in: 'cookie', schema: text },
              ],
            },
          },
        },
      },
    );
    const group = (properties: JsonObject, required?: readonly string[]): JsonObject => ({
      ...{ type: 'object', properties, additionalProperties: false },
      ...(required === undefined ? {} : { required }),
    });
    expect(action.input).toEqual(
      group(
        {
          path: { title: 'Path', ...group({ id: { type: 'integer' } }, ['id']) },
          query: { title: 'Query', ...group({ q: { type: 'integer', description: 'What to look for.' } }) },
          header: { title: 'Headers', ...group({ 'x-shared': text }) },
          cookie: { title: 'Cookies', ...group({ session: text }) },
        },
        ['path'],
      ),
    );
  });

  test('what is not described of a path is a text', () => {
    const { action } = importOne({}, { key: 'GET /a/{id}/{other}' });
    expect(action.input).toMatchObject({ properties: { path: { properties: { id: text, other: text } } } });
  });

  test.each(['Accept', 'Content-Type', 'authorization', 'bad name'])('the header "%s" is nobody’s to set', (name) => {
    const { action } = importOne({ parameters: [{ name, in: 'header', schema: text }] });
    expect(action.input.properties).toEqual({});
  });

  test('what signs in is the connection’s', () => {
    const components = {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        token: { type: 'http', scheme: 'bearer' },
      },
    };
    const parameters = ['x-key', 'token', 'other'].map((name) => ({
      name,
      in: 'header',
      required: true,
      schema: text,
    }));
    const { action, warnings } = importOne({ parameters, security: [{ key: [] }, { token: [] }] }, { components });
    expect(action.input.properties).toMatchObject({ header: { required: ['other'] } });
    expect(warnings).toEqual([{ key: 'POST /a', message: expect.stringContaining('"token"') as unknown }]);
    // Where nothing signs in, a token is a parameter like others.
    expect(importOne({ parameters }).action.input.properties).toMatchObject({
      header: { required: ['x-key', 'token', 'other'] },
    });
  });

  test('a parameter of another document is left out, and told of', () => {
    const { action, warnings } = importOne({ parameters: [{ $ref: 'https://evil.example/p.json' }] });
    expect(action.input.properties).toEqual({});
    expect(warnings).toEqual([{ key: 'POST /a', message: expect.stringContaining('evil.example') as unknown }]);
  });
});

describe('parameters are written', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['as usual', { in: 'query', schema: text }, {}],
    ['as usual, said aloud', { in: 'query', style: 'form', schema: text }, {}],
    ['with commas', { in: 'query', explode: false, schema: { type: 'array', items: text } }, { explode: false }],
    ['with spaces', { in: 'query', style: 'spaceDelimited', schema: text }, { style: 'spaceDelimited' }],
    ['deep', { in: 'query', style: 'deepObject', explode: true, schema: {} }, { style: 'deepObject', explode: true }],
    ['as JSON', { in: 'query', content: { 'application/json': { schema: { type: 'object' } } } }, { isJson: true }],
    ['in headers', { in: 'header', style: 'simple', explode: true, schema: {} }, { explode: true }],
  ])('%s', (_, parameter, rule) => {
    const { parameters } = requestOf({ parameters: [{ name: 'p', ...parameter }] });
    expect(parameters).toEqual([{ from: [parameter.in, 'p'], in: parameter.in, name: 'p', ...rule }]);
  });
});

describe('bodies', () => {
  const contents = (...types: readonly string[]): JsonObject => ({
    requestBody: { content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'object' } }])) },
  });
  test.each<[readonly string[], JsonObject]>([
    [['application/xml', 'application/json', 'application/vnd.api+json'], {}],
    [['application/json; charset=utf-8'], {}],
    [['multipart/form-data', 'application/vnd.api+json'], { headers: { 'content-type': 'application/vnd.api+json' } }],
    [['multipart/form-data', 'application/x-www-form-urlencoded'], { encode: 'form' }],
    [['application/octet-stream', 'multipart/form-data'], { encode: 'multipart' }],
    [['text/plain', 'application/octet-stream'], { encode: 'bytes' }],
    [['application/xml', 'text/markdown'], { encode: 'text', headers: { 'content-type': 'text/markdown' } }],
    [['*/*', 'application/xml'], { encode: 'text', headers: { 'content-type': 'application/xml' } }],
    [['*/*', 'image/png'], {}],
    [['image/png'], { encode: 'bytes', headers: { 'content-type': 'image/png' } }],
    [[], {}],
  ])('of %j', (types, expected) =>
    expect(requestOf(contents(...types))).toEqual({
      ...{ method: 'POST', path: '/a', bodyFrom: ['body'] },
      ...expected,
    }),
  );

  test('of a type that nobody knows are sent as JSON, and told of', () => {
    const { warnings, action } = importOne(contents('chemical/x-pdb'));
    expect(warnings).toHaveLength(1);
    expect(action.http?.request).not.toHaveProperty('encode');
  });

  test('are files, texts and forms where they are sent so', () => {
    const bodyOf = (type: string, schema: JsonValue): unknown =>
      (importOne(taking(schema, type)).action.input.properties as JsonObject).body;
    expect(bodyOf('application/octet-stream', text)).toMatchObject({ 'x-file': true });
    expect(bodyOf('text/csv', {})).toEqual({ title: 'Body', type: 'string' });
    expect(bodyOf('application/x-www-form-urlencoded', {})).toEqual({ title: 'Body', type: 'object' });
    expect(
      bodyOf('multipart/form-data', { type: 'object', properties: { f: { type: 'string', format: 'binary' } } }),
    ).toMatchObject({
      properties: { f: { 'x-file': true } },
    });
  });

  test('fields of forms are written by their rules', () => {
    const encoding = { tags: { style: 'form', explode: true }, meta: { contentType: 'application/json' }, plain: {} };
    const form = taking({ type: 'object' }, 'application/x-www-form-urlencoded', { encoding });
    expect(requestOf(form).fields).toEqual({
      tags: { style: 'form', explode: true },
      meta: { contentType: 'application/json' },
    });
    const parts = taking({ type: 'object' }, 'multipart/form-data', {
      encoding: {
        image: { contentType: 'image/png' },
        any: { contentType: 'image/*' },
        evil: { contentType: 'a/b\r\nx: y' },
      },
    });
    expect(requestOf(parts).fields).toEqual({ image: { contentType: 'image/png' } });
  });

  test('no media type of a document can add a header', () =>
    expect(requestOf(contents('application/x+json\r\nx-evil: 1'))).not.toHaveProperty('headers'));
});

describe('outputs', () => {
  const answers = (responses: JsonObject): ReturnType<typeof importOne>['action'] => importOne({ responses }).action;
  const json = (schema: JsonValue): JsonObject => ({ content: { 'application/json': { schema } } });

  test.each<[string, JsonObject, JsonValue]>([
    ['the first that means success', { 201: json(text), 400: json({ type: 'object' }) }, text],
    ['2XX', { '2XX': json(text), default: json({ type: 'object' }) }, text],
    ['what is said of all', { default: json(text) }, text],
    ['nothing', { 204: { description: '' } }, { type: 'null' }],
    [
      'one of several shapes',
      { 202: json({ type: 'array' }), 200: json({ type: 'object' }), 204: {} },
      { oneOf: [{ type: 'object' }, { type: 'array' }, { type: 'null' }] },
    ],
    [
      'one of several that could be the same',
      { 200: json({ type: 'object', title: 'A' }), 201: json({ type: 'object', title: 'B' }) },
      {
        anyOf: [
          { type: 'object', title: 'A' },
          { type: 'object', title: 'B' },
        ],
      },
    ],
    ['the same shape once', { 200: json(text), 201: json(text) }, text],
    ['unknown', {}, {}],
    ['unknown, of a success without a body', { 200: { description: '' } }, {}],
  ])('%s', (_, responses, output) => expect(answers(responses).output).toEqual(output));

  test.each<[string, JsonValue, JsonObject]>([
    ['application/json', text, { http: { request: { headers: { accept: 'application/json' } } } }],
    ['application/hal+json', text, { http: { request: { headers: { accept: 'application/hal+json' } } } }],
    ['text/html', text, { http: { as: 'text' }, output: text }],
    ['application/xml', { type: 'object' }, { http: { as: 'text' }, output: text }],
    ['application/pdf', {}, { http: { as: 'file' }, output: { 'x-file': true } }],
    ['application/json', { type: 'string', format: 'binary' }, { http: { as: 'file' }, output: { 'x-file': true } }],
    ['*/*', text, { http: { as: 'auto' }, output: text }],
  ])('of %s are %j', (type, schema, expected) => {
    const { action } = importOne(answering(schema, type));
    expect(action).toMatchObject(expected);
  });

  test('samples are the document’s own where they fit, and made where they do not', () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'integer', example: 7 }, at: { type: 'string', format: 'date' } },
    };
    const sampleOf = (example: JsonValue): JsonValue =>
      answers({ 200: { content: { 'application/json': { schema, example } } } }).sample;
    expect(sampleOf({ id: 5, more: true })).toEqual({ id: 5, more: true });
    expect(sampleOf({ id: 'five' })).toEqual({ id: 7, at: '2026-01-01' });
    expect(sampleOf('not an object')).toEqual({ id: 7, at: '2026-01-01' });
  });
});

describe('effects', () => {
  test.each<[string, JsonObject]>([
    ['GET', { effects: 'read' }],
    ['HEAD', { effects: 'read' }],
    ['OPTIONS', { effects: 'read' }],
    ['PUT', { effects: 'write', idempotency: { kind: 'method' } }],
    ['DELETE', { effects: 'write', idempotency: { kind: 'method' } }],
    ['PATCH', { effects: 'write', idempotency: { kind: 'none' } }],
    ['POST', { effects: 'write', idempotency: { kind: 'none' } }],
  ])('of %s', (method, expected) => expect(importOne({}, { key: `${method} /a` }).action).toMatchObject(expected));

  test('a key header makes a write repeatable, and nobody is asked for the key', () => {
    const { action } = importOne({
      parameters: [{ name: 'idempotency-key', in: 'header', required: true, schema: text }],
    });
    expect(action.idempotency).toEqual({ kind: 'header', value: 'idempotency-key' });
    expect(action.input.properties).toEqual({});
  });

  test('people decide otherwise', () => {
    const corrected = (correction: JsonObject): unknown =>
      importOne({}, { choices: { corrections: { 'POST /a': correction } } }).action;
    expect(corrected({ effects: 'read' })).not.toHaveProperty('idempotency');
    expect(corrected({ idempotency: { header: 'X-Once' } })).toMatchObject({
      idempotency: { kind: 'header', value: 'X-Once' },
    });
    expect(corrected({ title: 'Ask', description: 'Asks.' })).toMatchObject({ title: 'Ask', description: 'Asks.' });
  });
});

describe('addresses', () => {
  test('a server of the operation’s own is called, and permitted', () => {
    const { action, manifest } = importOne({ servers: [{ url: 'https://uploads.example/v2/' }] });
    expect(action.http?.request).toMatchObject({ path: 'https://uploads.example/v2/a' });
    expect(manifest.permissions.hosts).toEqual(['desk.example', 'uploads.example']);
  });
  test('a server that only repeats the document’s is not of its own: another address of a connection counts', () => {
    const { action, manifest } = importOne({ servers: [{ url: 'https://desk.example/api/' }] });
    expect(manifest.baseUrl).toBe('https://desk.example/api');
    expect(action.http?.request).toMatchObject({ path: '/a' });
  });
  test('what follows a hash is not sent', () => expect(requestOf({}, 'POST /a#Action=B').path).toBe('/a'));
  test.each([
    ['GET /a/{connection.secret}', {}],
    ['GET /a b', {}],
    ['GET /a/{m}', { parameters: [{ name: 'm', in: 'path', style: 'matrix', schema: text }] }],
  ])('%s is a problem', (key, operation) =>
    expect(() => importOne(operation, { key })).toThrow(/Nothing of the document/),
  );
});
