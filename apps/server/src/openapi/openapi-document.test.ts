import { readFileSync } from 'node:fs';
import { API_CONTROLLERS } from '../api-controllers.ts';
import { buildOpenApiDocument } from './openapi-document.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
}
const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

test('openapi.json is what the controllers say; run npm run codegen', async () => {
  const committed: unknown = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
  const built: unknown = JSON.parse(JSON.stringify(await buildOpenApiDocument(version)));
  expect(built).toEqual(committed);
}, 30_000);

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
