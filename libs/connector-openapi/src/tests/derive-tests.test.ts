import type { JsonObject } from '@millrace/connector-sdk';
import { importOpenApi } from '../import-openapi.ts';
import type { OpenApiOverlay } from '../overlay.ts';
import { aDocument, answering } from '../testing/a-document.ts';
import { deriveTests } from './derive-tests.ts';

const derive = (members: JsonObject, choices: Partial<OpenApiOverlay> = {}) => {
  const document = aDocument(members);
  return deriveTests(document, importOpenApi(document, { name: 'desk', ...choices }), 'manifest');
};
const get = (schema: JsonObject, more: JsonObject = {}) => ({ get: { ...answering(schema), ...more } });
const person = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

test('answers are examples, requests are cases, and talk is left out of the description', async () => {
  const people = { ...get({ $ref: '#/components/schemas/Person' }, { description: 'A lot of talk.' }) };
  const derived = await derive({
    paths: { '/people/{id}': people },
    components: { schemas: { Person: person, Other: {} } },
  });
  expect(derived?.untried).toEqual([]);
  const {
    'test/fake.ts': fake,
    'test/connector.test.ts': suite,
    'test/openapi.json': description,
  } = derived?.files ?? {};
  expect(fake).toContain("'GET /people/{p_id}': () => ({ json: { name: 'text' } }),");
  expect(fake).toContain("base: 'https://desk.example/api',");
  expect(suite).toContain("{ action: 'get_people_id', input: { path: { id: 'text' } } },");
  expect(description).not.toMatch(/talk|Other/);
});

test('of what nobody can guess there is no case, and the suite says so', async () => {
  const code = {
    name: 'code',
    in: 'query',
    required: true,
    schema: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
  };
  const derived = await derive({ paths: { '/a': get(person), '/b': get(person, { parameters: [code] }) } });
  expect(derived?.untried).toEqual(['get_b']);
  expect(derived?.files['test/connector.test.ts']).toContain('The document says too little of get_b');
});

test('a write is made once for each key', async () => {
  const key = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } };
  const derived = await derive({ paths: { '/a': { post: { ...answering(person), parameters: [key] } } } });
  expect(derived?.untried).toEqual([]);
  expect(derived?.files['test/fake.ts']).toContain("state.written[headers['idempotency-key'] ?? ");
});

test('an address that people enter is a made-up one', async () => {
  const derived = await derive({ servers: [{ url: '/v1' }], paths: { '/a': get(person) } });
  expect(derived?.untried).toEqual([]);
  expect(derived?.files['test/fake.ts']).toContain("base: 'https://example.com',");
  expect(derived?.files['test/fake.ts']).toContain("fields: { baseUrl: 'https://example.com' }");
});
