import { readFileSync } from 'node:fs';
import type { JsonObject } from '@millrace/connector-sdk';
import { connectorOfManifest } from '@millrace/connector-sdk/platform';
import { compareImports } from './compare-imports.ts';
import { OPENAPI_ERRORS } from './errors.ts';
import { importOpenApi } from './import-openapi.ts';
import { inspectOpenApi } from './inspect-openapi.ts';
import { readOverlay, type OpenApiOverlay } from './overlay.ts';
import { aDocument, answering, importOne } from './testing/a-document.ts';

const idsOf = (...ids: readonly string[]): JsonObject =>
  Object.fromEntries(ids.map((id, index) => [`/p${index}`, { get: id === '' ? {} : { operationId: id } }]));
const namesOf = (paths: JsonObject, choices: Partial<OpenApiOverlay> = {}): Readonly<Record<string, string>> =>
  importOpenApi(aDocument({ paths }), { name: 'desk', ...choices }).names;

describe('names', () => {
  test.each([
    ['listContacts', 'list_contacts'],
    ['repos/list-for-org', 'repos_list_for_org'],
    ['GetHTTPStatus', 'get_http_status'],
    ['Contact_GetV2Items', 'contact_get_v2_items'],
    ['créerFacture', 'creer_facture'],
    ['2fa_verify', 'get_2fa_verify'],
    ['一覧', 'get_p0'],
    ['', 'get_p0'],
    ['__proto__', 'proto'],
    ['constructor', 'constructor'],
    ['x', 'x_1'],
    ['long'.repeat(30), 'long'.repeat(16)],
  ])('"%s" gives %s', (id, name) => expect(namesOf(idsOf(id))['GET /p0']).toBe(name));

  test('of operations without an id are method and path', () => {
    const paths = { '/contacts/{id}/Notes.json': { get: {}, delete: {} } };
    expect(namesOf(paths)).toEqual({
      'GET /contacts/{id}/Notes.json': 'get_contacts_id_notes_json',
      'DELETE /contacts/{id}/Notes.json': 'delete_contacts_id_notes_json',
    });
  });

  test('that would be the same are numbered, however long', () => {
    const long = 'a'.repeat(80);
    expect(Object.values(namesOf(idsOf('get', 'Get', 'GET', long, long)))).toEqual([
      ...['get', 'get_2', 'get_3', 'a'.repeat(64), `${'a'.repeat(62)}_2`],
    ]);
  });

  test('do not change, whatever becomes of the document', () => {
    const first = namesOf(idsOf('one', 'one', 'two'));
    const renamed = { '/p9': { get: { operationId: 'one' } }, ...idsOf('uno', 'one', 'due') };
    const second = namesOf(renamed, { names: first });
    expect(second).toMatchObject({ 'GET /p0': 'one', 'GET /p1': 'one_2', 'GET /p2': 'two', 'GET /p9': 'one_3' });
    // What is gone keeps its name, in case that it comes back.
    expect(namesOf(idsOf('new'), { names: first })).toMatchObject({ 'GET /p1': 'one_2', 'GET /p2': 'two' });
  });

  test('are the same whether an operation is chosen now or later', () => {
    const paths = idsOf('same', 'same');
    const { manifest } = importOpenApi(aDocument({ paths }), { name: 'desk', operations: ['GET /p1'] });
    expect(Object.keys(manifest.actions)).toEqual(['same_2']);
  });

  test('given by people are theirs', () => {
    const corrections = { 'GET /p0': { name: 'mine' } };
    expect(namesOf(idsOf('one', 'mine'), { corrections })).toEqual({ 'GET /p0': 'mine', 'GET /p1': 'mine_2' });
    const twice = { 'GET /p0': { name: 'mine' }, 'GET /p1': { name: 'mine' } };
    expect(() => namesOf(idsOf('one', 'two'), { corrections: twice })).toThrow(
      expect.objectContaining({ code: 'openapi.name_taken' }) as Error,
    );
  });
});

describe('choices', () => {
  const valid: OpenApiOverlay = {
    name: 'desk',
    corrections: { 'GET /a': { effects: 'read', paginate: { paginate: { by: 'page', send: { query: 'p' } } } } },
    auth: { key: { kind: 'bearer', title: 'Key' } },
  };
  test('are JSON, and stay what they are', () => expect(readOverlay(JSON.parse(JSON.stringify(valid)))).toEqual(valid));

  test.each<[string, unknown]>([
    ['no name', {}],
    ['a name of a piece', { name: 'ap-desk' }],
    ['a name with capitals', { name: 'Desk' }],
    ['an unknown member', { ...valid, colour: 'red' }],
    ['an unknown correction', { ...valid, corrections: { 'GET /a': { colour: 'red' } } }],
    ['a key that is none', { ...valid, corrections: { '/a': {} } }],
    ['paging that is none', { ...valid, corrections: { 'GET /a': { paginate: { paginate: { by: 'guess' } } } } }],
    ['a key without its place', { ...valid, auth: { k: { kind: 'apiKey', title: 'K' } } }],
    ['OAuth without addresses', { ...valid, auth: { o: { kind: 'oauth2', title: 'O' } } }],
    [
      'a code without its address',
      {
        ...valid,
        auth: {
          o: { kind: 'oauth2', title: 'O', oauth2: { grant: 'authorization_code', tokenUrl: 'https://i', scopes: {} } },
        },
      },
    ],
    ['an address that is none', { ...valid, baseUrl: 'ftp://desk.example' }],
    ['no object', null],
  ])('%s is refused', (_, overlay) =>
    expect(() => readOverlay(overlay)).toThrow(expect.objectContaining({ code: 'openapi.overlay_invalid' }) as Error),
  );

  test('of operations that are gone are told of', () => {
    const { warnings } = importOpenApi(aDocument({ paths: idsOf('one') }), {
      name: 'desk',
      operations: ['GET /p0', 'GET /gone'],
    });
    expect(warnings).toEqual([{ key: 'GET /gone', message: expect.any(String) as unknown }]);
    expect(() => importOpenApi(aDocument({ paths: idsOf('one') }), { name: 'desk', operations: [] })).toThrow(
      expect.objectContaining({ code: 'openapi.nothing_to_import' }) as Error,
    );
  });

  test('and words of the document, where nobody chose others', () => {
    const info = { title: '<b>Desk</b>', version: '3', description: 'The **help** desk of Acme. It has tickets.' };
    const { manifest } = importOne({}, { info, externalDocs: { url: 'https://desk.example/docs' } });
    expect(manifest).toMatchObject({
      ...{ name: 'desk', title: 'Desk', description: 'The help desk of Acme.', version: '1.0.0', categories: ['api'] },
      docsUrl: 'https://desk.example/docs',
    });
    const chosen = { title: 'Our desk', description: 'Ours.', categories: ['support'], version: '2.1.0' };
    expect(importOne({}, { info, choices: chosen }).manifest).toMatchObject(chosen);
  });
});

test('a list to choose from says what each operation is', () => {
  const paths = {
    '/tickets/search': { post: { operationId: 'searchTickets', summary: 'Search tickets.', tags: ['tickets', 5] } },
    '/old': { get: { deprecated: true, parameters: [{ name: 'm', in: 'path', style: 'label' }] } },
    '/bad/{m}': { get: { parameters: [{ name: 'm', in: 'path', style: 'label', required: true }] } },
  };
  const { operations, title, servers, auth } = inspectOpenApi(aDocument({ paths }));
  expect({ title, servers, auth }).toEqual({
    ...{ title: 'Desk', auth: [] },
    servers: [{ url: 'https://desk.example/api', baseUrl: 'https://desk.example/api' }],
  });
  expect(operations).toEqual([
    {
      ...{ key: 'POST /tickets/search', name: 'search_tickets', title: 'Search tickets', effects: 'write' },
      ...{ description: 'Search tickets.', isDeprecated: false, tags: ['tickets'], suggested: { effects: 'read' } },
    },
    expect.objectContaining({ key: 'GET /old', name: 'get_old', isDeprecated: true }),
    expect.objectContaining({ key: 'GET /bad/{m}', problem: expect.stringContaining('label') as unknown }),
  ]);
  expect(operations[1]).not.toHaveProperty('problem');
});

describe('webhooks of 3.1', () => {
  const webhooks = {
    newPet: {
      post: {
        summary: 'A pet has come',
        requestBody: {
          content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
        },
      },
    },
  };
  const document = { openapi: '3.1.0', webhooks };
  test('are triggers whose address is entered by hand', () => {
    const { manifest, names } = importOpenApi(aDocument(document), { name: 'pets' });
    expect(names).toEqual({ 'WEBHOOK newPet': 'new_pet' });
    expect(manifest.triggers.new_pet).toEqual({
      ...{ kind: 'webhook', delivery: 'manual', title: 'A pet has come', description: 'A pet has come' },
      input: { type: 'object', properties: {}, additionalProperties: false },
      output: { type: 'object', properties: { id: { type: 'integer' } } },
      ...{ sample: { id: 1 }, verify: { none: expect.any(String) as unknown } },
    });
    expect(connectorOfManifest(manifest).triggers?.new_pet).toMatchObject({ kind: 'webhook' });
  });
  test('are verified as people say', () => {
    const corrections = { 'WEBHOOK newPet': { verify: 'standard-webhooks' as const } };
    const { manifest } = importOpenApi(aDocument(document), { name: 'pets', corrections });
    expect(manifest.triggers.new_pet?.verify).toBe('standard-webhooks');
  });
});

test('another import says what has changed', () => {
  const make = (paths: JsonObject) => importOpenApi(aDocument({ paths }), { name: 'desk' }).manifest;
  const number = answering({ type: 'object', properties: { a: { type: 'number' } } });
  const string = answering({ type: 'object', properties: { a: { type: 'string' } } });
  const before = make({ '/kept': { get: string }, '/changed': { get: string }, '/gone': { get: string } });
  const after = make({ '/kept': { get: string }, '/changed': { get: number }, '/new': { get: string } });
  expect(compareImports(before, after)).toMatchObject({
    ...{ bump: 'major', added: ['get_new'], removed: ['get_gone'], changed: ['get_changed'] },
  });
  expect(compareImports(before, before)).toMatchObject({ bump: 'patch', added: [], removed: [], changed: [] });
});

test('the same document and choices give the same connector', () => {
  const make = () => JSON.stringify(importOpenApi(aDocument({ paths: idsOf('one', 'two') }), { name: 'desk' }));
  expect(make()).toBe(make());
});

test('each error has its page', () => {
  const page = readFileSync(new URL('../../../docs/errors/openapi.md', import.meta.url), 'utf8');
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, code]) => code).sort()).toEqual(Object.keys(OPENAPI_ERRORS).sort());
});
