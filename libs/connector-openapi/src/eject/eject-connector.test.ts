import * as sdk from '@millrace/connector-sdk';
import type { JsonValue } from '@millrace/connector-sdk';
import { describeConnector, type Manifest } from '@millrace/connector-sdk/platform';
import ts from 'typescript';
import { importOpenApi } from '../import-openapi.ts';
import { inspectOpenApi } from '../inspect-openapi.ts';
import { aDocument } from '../testing/a-document.ts';
import { FIXTURES, readFixture } from '../testing/read-fixture.ts';
import { ejectConnector } from './eject-connector.ts';
import { printLiteral } from './print-literal.ts';

/** Runs a module that imports nothing but the SDK. */
function load(source: string): sdk.Connector {
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
  const exported: { default?: sdk.Connector } = {};
  // oxlint-disable-next-line typescript/no-implied-eval -- what is tested is a text, and runs here alone
  const run = new Function('require', 'exports', outputText) as (require: () => unknown, exports: object) => void;
  run(() => sdk, exported);
  if (exported.default === undefined) throw new Error('Nothing is exported.');
  return exported.default;
}
const isSame = (manifest: Manifest): void =>
  expect(describeConnector(load(ejectConnector(manifest)), manifest.version)).toEqual(manifest);

test.each(FIXTURES)('%s: the code describes itself as what it was made of', (fixture) => {
  const document = readFixture(fixture);
  const corrections = Object.fromEntries(
    inspectOpenApi(document).operations.flatMap(({ key, suggested }) =>
      suggested.paginate === undefined ? [] : [[key, { paginate: suggested.paginate }] as const],
    ),
  );
  isSame(importOpenApi(document, { name: 'ejected', corrections, version: '2.3.4' }).manifest);
});

test('fields of connections, triggers, odd names and odd texts too', () => {
  const securitySchemes = {
    id: { type: 'apiKey', in: 'query', name: 'id' },
    token: { type: 'http', scheme: 'bearer' },
    user: { type: 'http', scheme: 'basic' },
    code: {
      type: 'oauth2',
      flows: {
        authorizationCode: {
          authorizationUrl: 'https://i.example/a',
          tokenUrl: 'https://i.example/t',
          scopes: { "it's": '"why"' },
        },
      },
    },
  };
  const text = 'Quotes \' " ` ${x} \\ and\nlines\u2028 */';
  const document = aDocument({
    openapi: '3.1.0',
    servers: [{ url: 'https://{site}.desk.example', variables: { site: { default: 'acme' } } }],
    components: { securitySchemes },
    security: [{ id: [], token: [] }, { user: [] }, { code: [] }],
    webhooks: { told: { post: { description: text } } },
    paths: {
      '/a': {
        put: {
          description: text,
          parameters: [{ name: 'a-b', in: 'header', schema: { type: 'string', default: text } }],
        },
      },
    },
  });
  const corrections = { 'PUT /a': { idempotency: { none: 'Nobody knows.', onCrash: 'unknown' as const } } };
  const rateLimit = { requests: 5, perSeconds: 1 };
  const { manifest } = importOpenApi(document, { name: 'odd', corrections, rateLimit });
  expect(Object.keys(manifest.auth)).toEqual(['id_token', 'user', 'code']);
  isSame(manifest);
});

test('what is code already is not written again', () => {
  const coded = sdk.defineConnector({
    ...{ name: 'coded', title: 'Coded', description: 'Code.', categories: ['test'] },
    actions: {
      run_it: sdk.action({
        ...{ title: 'Run it', effects: 'read', input: sdk.t.Object({}), output: sdk.t.Null(), sample: null },
        run: () => null,
      }),
    },
  });
  expect(() => ejectConnector(describeConnector(coded, '1.0.0'))).toThrow(
    expect.objectContaining({
      code: 'openapi.not_declarative',
      message: expect.stringContaining('run_it') as unknown,
    }) as Error,
  );
});

test.each<[JsonValue, string]>([
  [{}, '{}'],
  [[], '[]'],
  [{ a: 1, 'b-c': "it's" }, "{ a: 1, 'b-c': 'it\\'s' }"],
  [JSON.parse('{"__proto__": 1}') as JsonValue, "{ ['__proto__']: 1 }"],
  [['x'.repeat(100), 'y'], `[\n  '${'x'.repeat(100)}',\n  'y',\n]`],
])('%j is written as %s', (value, text) => expect(printLiteral(value)).toBe(text));
