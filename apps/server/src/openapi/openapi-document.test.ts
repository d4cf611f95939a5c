import { readdirSync, readFileSync } from 'node:fs';
import { API_CONTROLLERS } from '../api-controllers.ts';
import { buildOpenApiDocument } from './openapi-document.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: object;
  readonly security?: readonly object[];
}
const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

test('openapi.json is what the controllers say; run npm run codegen', async () => {
  const committed: unknown = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
  const built: unknown = JSON.parse(JSON.stringify(await buildOpenApiDocument(version)));
  expect(built).toEqual(committed);
}, 30_000);

test('every controller is in the document', () => {
  const source = new URL('../', import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.controller.ts'),
  );
  const names = files.flatMap((path) =>
    [...readFileSync(new URL(path, source), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name),
  );
  expect(API_CONTROLLERS.map(({ name }) => name).sort()).toEqual(names.sort());
});

test('every operation has a name of its own, an answer and its problems', async () => {
  const { paths } = await buildOpenApiDocument(version);
  const operations = Object.values(paths).flatMap((item) => Object.values(item as Record<string, Operation>));
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(API_CONTROLLERS.length);
  for (const { operationId, responses } of operations) {
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/);
    expect(Object.keys(responses)).toContain('default');
  }
}, 30_000);

test('every operation names the parameters of its path, and what it may be refused for', async () => {
  const { paths } = await buildOpenApiDocument(version);
  for (const [path, item] of Object.entries(paths)) {
    const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(item as Record<string, Operation>)) {
      const { parameters = [], requestBody, responses, security } = operation;
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => name).sort()).toEqual(placeholders.sort());
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      const expected = [
        ...(security === undefined ? ['401', '403'] : []),
        ...(parameters.length > 0 ? ['400'] : []),
        ...(requestBody === undefined ? [] : ['400', '413', '415']),
      ];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(expected));
    }
  }
}, 30_000);

test('every reference leads somewhere, and no word of OpenAPI 3.0 is left', async () => {
  const document = JSON.parse(JSON.stringify(await buildOpenApiDocument(version))) as Record<string, unknown>;
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
  expect(references.length).toBeGreaterThan(20);
  for (const path of new Set(references)) {
    const target = path.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
    expect(target).toBeDefined();
  }
  expect(text).not.toMatch(/"nullable"|"x-public"|"\$schema"/);
});
