import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packConnector, testConnectorFolder, unpackConnector } from '@millrace/connector-package';
import { servePackages } from '../testing/package-server.ts';
import { millrace } from '../testing/run-millrace.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-openapi-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let file: string;
const usual = { ...process.env };

const Pet = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, name: { type: 'string' } } };
const answers = (schema: object) => ({ 200: { description: 'Fine.', content: { 'application/json': { schema } } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'Acme Pets', version: '7', description: 'Pets of Acme.' },
  servers: [{ url: 'https://pets.example.com/v1' }],
  paths: {
    '/pets': {
      get: { operationId: 'listPets', summary: 'List pets', responses: answers({ type: 'array', items: Pet }) },
    },
    '/pets/{id}': { get: { operationId: 'getPet', summary: 'Get a pet', parameters: [id], responses: answers(Pet) } },
  },
};

beforeEach(() => {
  const below = mkdtempSync(join(root, 'import-'));
  folder = join(below, 'pets');
  file = join(below, 'document.json');
  writeFileSync(file, JSON.stringify(DOCUMENT));
  process.env.MILLRACE_CONFIG_DIR = join(below, 'config');
});
afterEach(() => {
  process.env = { ...usual };
});

const importInto = async (...options: readonly string[]): Promise<Record<string, unknown>> => {
  const { exitCode, out, complaints } = await millrace([
    ...['connector', 'import-openapi', file, '--out', folder, '--json', ...options],
  ]);
  expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
  return JSON.parse(out) as Record<string, unknown>;
};
const readJson = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

describe('a document becomes a folder', () => {
  test('that can be packed, with the document in it', async () => {
    expect(await importInto()).toMatchObject({ name: 'acme-pets', version: '1.0.0', actions: 2, comparison: null });
    const { manifest, files } = await unpackConnector((await packConnector({ folder })).tarball);
    expect(Object.keys(manifest.actions)).toEqual(['list_pets', 'get_pet']);
    expect(JSON.parse(Buffer.from(files.get('openapi.json') ?? []).toString())).toEqual(DOCUMENT);
    expect(files.has('overlay.json')).toBe(true);
    expect(files.has('index.js')).toBe(false);
  });

  test('of some operations, by name or key, and under another name', async () => {
    await importInto('--name', 'pets', '--operations', 'GET /pets/{id}');
    expect(readJson('manifest.json')).toMatchObject({ name: 'pets', actions: { get_pet: { effects: 'read' } } });
    expect(readJson('manifest.json').actions).not.toHaveProperty('list_pets');
  });

  test('--eject: as TypeScript that passes its tests', async () => {
    await importInto('--eject');
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
    const tested = await testConnectorFolder({ folder, withOwnTests: false });
    expect(Object.keys(tested.manifest.actions)).toEqual(['list_pets', 'get_pet']);
    expect(tested.manifest.version).toBe('1.0.0');
  });
});

describe('another import', () => {
  test('of the same changes nothing, and leaves texts alone', async () => {
    await importInto();
    writeFileSync(join(folder, 'README.md'), '# Mine\n');
    expect(await importInto()).toMatchObject({ version: '1.0.0' });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# Mine\n');
  });

  test('keeps what was chosen, and is the version that the change asks for', async () => {
    await importInto('--name', 'pets', '--operations', 'list_pets');
    const { paths, ...rest } = DOCUMENT;
    writeFileSync(
      file,
      JSON.stringify({
        ...rest,
        paths: { ...paths, '/pets': { get: { ...paths['/pets'].get, operationId: 'renamed' } } },
      }),
    );
    expect(await importInto()).toMatchObject({ name: 'pets', version: '1.0.0', actions: 1 });
    expect(readJson('manifest.json').actions).toHaveProperty('list_pets');

    const added = await importInto('--operations', 'list_pets,get_pet');
    expect(added).toMatchObject({ version: '1.1.0', comparison: { bump: 'minor', added: ['get_pet'], removed: [] } });
    expect(await importInto('--operations', 'get_pet')).toMatchObject({
      version: '2.0.0',
      comparison: { bump: 'major', removed: ['list_pets'] },
    });
    expect([readJson('package.json').version, readJson('overlay.json').version]).toEqual(['2.0.0', '2.0.0']);
  });
});

test('--list prints what there is, and writes nothing', async () => {
  const { out } = await millrace(['connector', 'import-openapi', file, '--list']);
  expect(out).toBe('list_pets  GET /pets  read\nget_pet  GET /pets/{id}  read\n');
  expect(existsSync(folder)).toBe(false);
});

describe('--server', () => {
  const published = { name: 'pets', version: '1.0.0', state: 'published', isLatest: true, changes: [] };
  const publish = async (answerOf: (path: string) => object) => {
    const server = await servePackages(({ path }) => ({ status: 201, body: answerOf(path) }));
    try {
      const options = ['--name', 'pets', '--server', server.url, '--api-key', 'mlr_test', '--promote'];
      const { exitCode, out } = await millrace(['connector', 'import-openapi', file, ...options]);
      expect({ exitCode, isThere: existsSync(folder) }).toEqual({ exitCode: 0, isThere: false });
      const bodies = server.requests.map(({ body }) => JSON.parse(body.toString('utf8')) as Record<string, unknown>);
      return { out, paths: server.requests.map(({ path }) => path), bodies };
    } finally {
      await server.close();
    }
  };

  test('sends the document, and leaves no folder', async () => {
    const { out, paths, bodies } = await publish(() => published);
    expect(out).toContain('Published pets 1.0.0 (published, made of the document).');
    expect(paths).toEqual(['/api/v1/connectors/openapi/inspect', '/api/v1/connectors/openapi']);
    expect(bodies[1]).toMatchObject({ promote: true, approved: [], overlay: { name: 'pets' } });
    expect(bodies[1]?.document).toContain('pets.example.com');
  });

  test('where there is one, makes its next version, with what was chosen before', async () => {
    const overlay = { name: 'pets', title: 'Our pets', version: '1.2.0', names: { 'GET /pets': 'all_pets' } };
    const { bodies } = await publish((path) =>
      path.endsWith('inspect') ? { overlay } : { ...published, since: '1.2.0', bump: 'minor' },
    );
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toMatchObject({ dryRun: true, promote: false });
    expect(bodies[2]).toMatchObject({ promote: true, overlay: { version: '1.3.0', names: overlay.names } });
    expect(bodies[2]).not.toHaveProperty('dryRun');
  });
});

test.each([
  ['a file that is not there', ['nowhere.json'], 2, 'nowhere.json cannot be read'],
  ['two places', ['FILE', '--out', 'a', '--server', 'http://b'], 2, 'Give either --out'],
  ['an unknown operation', ['FILE', '--operations', 'delete_pet'], 2, 'no operation "delete_pet"'],
])('%s is wrong use', async (...[, args, exitCode, words]) => {
  const given = args.map((text) => (text === 'FILE' ? file : text));
  const ended = await millrace(['connector', 'import-openapi', ...given]);
  expect(ended.exitCode).toBe(exitCode);
  expect(ended.complaints).toContain(words);
});

test('a file that is no such document ends with 1, and a code', async () => {
  writeFileSync(file, '{"a":1}');
  const { exitCode, complaints } = await millrace(['connector', 'import-openapi', file, '--out', folder]);
  expect(exitCode).toBe(1);
  expect(complaints).toContain('[openapi.not_openapi]');
});
