import type { JsonObject } from '@millrace/connector-sdk';
import type { Manifest } from '@millrace/connector-sdk/platform';
import { importOpenApi } from '../import-openapi.ts';
import { inspectOpenApi } from '../inspect-openapi.ts';
import type { OpenApiOverlay } from '../overlay.ts';
import { aDocument } from '../testing/a-document.ts';

const paths = { '/a': { get: {} } };
function importWith(
  members: JsonObject,
  { sourceUrl, ...choices }: Partial<OpenApiOverlay> & { readonly sourceUrl?: string } = {},
) {
  return importOpenApi(aDocument({ paths, ...members }, sourceUrl), { name: 'desk', ...choices });
}
const fieldsOf = (manifest: Manifest, kind: string): JsonObject => manifest.auth[kind]!.fields;

describe('servers', () => {
  test.each<[string, JsonObject, string | undefined, string | undefined, readonly string[]]>([
    [
      'the first',
      { servers: [{ url: 'https://a.example/v1/' }, { url: 'https://b.example' }] },
      undefined,
      'https://a.example/v1',
      ['a.example'],
    ],
    [
      'relative to the document',
      { servers: [{ url: '../v2' }] },
      'https://docs.example/api/v1/openapi.json',
      'https://docs.example/api/v2',
      ['docs.example'],
    ],
    [
      'none: where the document is',
      { servers: [] },
      'https://docs.example/api/openapi.json',
      'https://docs.example',
      ['docs.example'],
    ],
    [
      'without a scheme',
      { servers: [{ url: '//a.example/v1' }] },
      'https://docs.example/',
      'https://a.example/v1',
      ['a.example'],
    ],
    ['relative to nothing', { servers: [{ url: '/v2' }] }, undefined, undefined, []],
    ['of another kind', { servers: [{ url: 'wss://a.example' }] }, undefined, undefined, []],
    [
      'with a name in it',
      { servers: [{ url: 'https://me:pw@a.example:8443/' }] },
      undefined,
      'https://a.example:8443',
      ['a.example'],
    ],
  ])('%s', (...[, members, sourceUrl, baseUrl, hosts]) => {
    const { manifest, warnings } = importWith(members, sourceUrl === undefined ? {} : { sourceUrl });
    expect(manifest.baseUrl).toBe(baseUrl);
    expect(manifest.permissions.hosts).toEqual(hosts);
    expect(warnings).toHaveLength(baseUrl === undefined ? 1 : 0);
    if (baseUrl === undefined) expect(fieldsOf(manifest, 'none')).toMatchObject({ required: ['baseUrl'] });
  });

  test('variables are fields of the connection', () => {
    const url = '{scheme}://{Sub-Domain}.desk.example:{port}/{version}{basePath}';
    const variables = {
      scheme: { default: 'https', enum: ['https', 'http'] },
      'Sub-Domain': { default: 'acme', description: 'Of your account.' },
      port: { default: '443' },
      version: { default: 'v1', enum: ['v1', 'v2'] },
      basePath: { default: '/api/rest' },
    };
    const { manifest } = importWith({ servers: [{ url, variables }] });
    expect(manifest.baseUrl).toBe(
      'https://{connection.Sub_Domain}.desk.example:{connection.port}/{connection.version}/api/rest',
    );
    expect(manifest.permissions.hosts).toEqual(['{connection.Sub_Domain}.desk.example']);
    expect(fieldsOf(manifest, 'none')).toMatchObject({
      required: ['Sub_Domain', 'port', 'version'],
      properties: {
        Sub_Domain: { default: 'acme', description: 'Of your account.', pattern: '^[A-Za-z0-9.-]+$' },
        version: { enum: ['v1', 'v2'] },
        baseUrl: { 'x-ui': { advanced: true } },
      },
    });
  });

  test('people choose another one', () => {
    const servers = [{ url: 'https://a.example' }, { url: 'https://b.example' }];
    expect(importWith({ servers }, { server: 1 }).manifest.baseUrl).toBe('https://b.example');
    expect(importWith({ servers }, { baseUrl: 'https://{connection.site}.c.example/x/' }).manifest).toMatchObject({
      baseUrl: 'https://{connection.site}.c.example/x',
      permissions: { hosts: ['{connection.site}.c.example'] },
      auth: { none: { kind: 'none', fields: { required: ['site'] } } },
    });
  });

  test('a variable is not taken for a secret', () => {
    const servers = [{ url: 'https://{token}.desk.example', variables: { token: { default: 'x' } } }];
    const components = { securitySchemes: { t: { type: 'http', scheme: 'bearer' } } };
    const { manifest } = importWith({ servers, components });
    expect(manifest.baseUrl).toBe('https://{connection.server_token}.desk.example');
    expect(fieldsOf(manifest, 't')).toMatchObject({ properties: { token: { writeOnly: true }, server_token: {} } });
  });
});

describe('ways of signing in', () => {
  const suggest = (securitySchemes: JsonObject, members: JsonObject = {}) =>
    inspectOpenApi(aDocument({ paths, components: { securitySchemes }, ...members })).auth;

  test.each<[string, JsonObject, JsonObject]>([
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { kind: 'apiKey', in: 'header', name: 'X-Key' },
    ],
    ['a key in the query', { type: 'apiKey', in: 'query', name: 'k' }, { kind: 'apiKey', in: 'query', name: 'k' }],
    [
      'a key in a cookie',
      { type: 'apiKey', in: 'cookie', name: 'sid' },
      { kind: 'apiKey', in: 'header', name: 'Cookie', prefix: 'sid=' },
    ],
    ['a key called Authorization', { type: 'apiKey', in: 'header', name: 'Authorization' }, { kind: 'bearer' }],
    ['a name and a password', { type: 'http', scheme: 'Basic' }, { kind: 'basic' }],
    ['a token', { type: 'http', scheme: 'bearer' }, { kind: 'bearer' }],
  ])('%s', (_, scheme, choice) => expect(suggest({ s: scheme })).toMatchObject([{ name: 's', choice }]));

  test('a code, or what was an implicit grant', () => {
    const scopes = { read: 'Reads.', write: 'Writes.' };
    const authorizationUrl = 'https://id.example/oauth/authorize';
    const [code] = suggest({
      s: {
        type: 'oauth2',
        flows: { authorizationCode: { authorizationUrl, tokenUrl: 'https://id.example/t', scopes } },
      },
    });
    expect(code?.choice?.oauth2).toEqual({
      ...{ grant: 'authorization_code', authorizeUrl: authorizationUrl, tokenUrl: 'https://id.example/t', scopes },
    });
    expect(code).not.toHaveProperty('note');
    const [implicit] = suggest({ s: { type: 'oauth2', flows: { implicit: { authorizationUrl, scopes } } } });
    expect(implicit).toMatchObject({
      choice: { oauth2: { grant: 'authorization_code', tokenUrl: 'https://id.example/oauth/token' } },
      note: expect.stringContaining('guess') as unknown,
    });
  });

  test('only the scopes that operations ask for', () => {
    const scopes = { read: 'Reads.', write: 'Writes.' };
    const flows = { authorizationCode: { authorizationUrl: '/authorize', tokenUrl: '/token', scopes } };
    const get = { security: [{ s: ['read', 'extra'] }] };
    const [found] = suggest({ s: { type: 'oauth2', flows } }, { paths: { '/a': { get } } });
    expect(found?.choice?.oauth2).toMatchObject({
      ...{ authorizeUrl: 'https://desk.example/authorize', scopes: { read: 'Reads.', extra: '' } },
    });
  });

  test('several at once are one way with several fields', () => {
    const schemes = {
      app_id: { type: 'apiKey', in: 'query', name: 'app' },
      token: { type: 'http', scheme: 'bearer' },
      basic: { type: 'http', scheme: 'basic' },
    };
    const together = importWith({ components: { securitySchemes: schemes }, security: [{ token: [], app_id: [] }] });
    expect(together.manifest.auth.app_id_token).toMatchObject({
      kind: 'custom',
      apply: { query: { app: '{app_id}' }, headers: { authorization: 'Bearer {token}' } },
      fields: { properties: { app_id: { writeOnly: true }, token: { writeOnly: true } } },
    });
    expect(together.manifest.permissions.secrets).toBe(false);
    const not = importWith({ components: { securitySchemes: schemes }, security: [{ token: [], basic: [] }] });
    expect(not.manifest.auth).toEqual({});
    expect(not.warnings).toEqual([{ message: expect.stringContaining('cannot be put together') as unknown }]);
  });

  test('two descriptions of the same OAuth are one', () => {
    const scopes = { read: 'Reads.' };
    const implicit = { authorizationUrl: 'https://id.example/auth', scopes };
    const authorizationCode = { ...implicit, tokenUrl: 'https://id.example/token' };
    const both = { a: { type: 'oauth2', flows: { implicit } }, b: { type: 'oauth2', flows: { authorizationCode } } };
    const found = suggest(both, { security: [{ a: ['read'], b: ['read'] }] });
    expect(found).toMatchObject([{ name: 'a_b', choice: { oauth2: { tokenUrl: 'https://id.example/token' } } }]);
  });

  test.each<[string, JsonObject]>([
    [
      'by discovery',
      { type: 'openIdConnect', openIdConnectUrl: 'https://id.example/.well-known/openid-configuration' },
    ],
    ['by password', { type: 'oauth2', flows: { password: { tokenUrl: 'https://id.example/t' } } }],
    ['by digest', { type: 'http', scheme: 'digest' }],
    ['by certificate', { type: 'mutualTLS' }],
  ])('%s it is people who choose', (_, scheme) => {
    const [found] = suggest({ s: scheme });
    expect(found).toMatchObject({ name: 's', note: expect.any(String) as unknown });
    expect(found).not.toHaveProperty('choice');
  });

  test('alternatives are kinds, each once; what an operation says counts for more', () => {
    const securitySchemes = {
      a: { type: 'http', scheme: 'basic' },
      b: { type: 'http', scheme: 'bearer' },
      c: { type: 'http', scheme: 'bearer' },
    };
    const operations = {
      '/a': { get: {} },
      '/b': { get: { security: [{ b: [] }, {}] } },
      '/c': { get: { security: [] } },
    };
    expect(suggest(securitySchemes, { security: [{ a: [] }], paths: operations }).map(({ name }) => name)).toEqual([
      'a',
      'b',
    ]);
  });

  test('what people choose counts, whatever the document says', () => {
    const components = { securitySchemes: { a: { type: 'http', scheme: 'basic' } } };
    const { manifest } = importWith(
      { components },
      {
        auth: {
          key: {
            kind: 'apiKey',
            title: 'Key',
            in: 'header',
            name: 'X-K',
            prefix: 'K ',
            test: { request: { method: 'GET', path: '/me' } },
          },
        },
      },
    );
    expect(manifest.auth).toMatchObject({
      key: { kind: 'apiKey', name: 'X-K', prefix: 'K ', test: { request: { path: '/me' } } },
    });
    expect(Object.keys(manifest.auth)).toEqual(['key']);
    expect(importWith({ components }, { auth: {} }).manifest.auth).toEqual({});
  });
});
