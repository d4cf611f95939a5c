import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packConnector } from '../pack-connector.ts';
import { testConnectorFolder } from '../test-folder.ts';
import { unpackConnector } from '../unpack-connector.ts';
import { createConnectorFolder, type NewConnector } from './create-connector-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-new-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const create = (name: string, kind: NewConnector['kind']): string => {
  const folder = join(root, `${name}-${kind}`);
  createConnectorFolder({ folder, name, kind });
  return folder;
};

const change = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
};

/** Which of the suite has run: there are no webhooks, streams and options in a new connector. */
const checksIn = (output: string): readonly string[] =>
  [...new Set([...output.matchAll(/✔ (C\d+) /g)].map(([, check = '']) => check))].sort(
    (left, right) => Number(left.slice(1)) - Number(right.slice(1)),
  );

describe.each(['code', 'http'] as const)('a new connector of kind %s', (kind) => {
  test('passes its tests without an install, is packed, and is the same when it is unpacked', async () => {
    const folder = create('acme-desk', kind);
    let output = '';
    const tested = await testConnectorFolder({ folder, onOutput: (text) => (output += text) });
    expect(tested.problems).toEqual([]);
    expect(tested.ownTests).toMatchObject({ kind: 'run', passed: true, foreign: [] });
    expect(output).toMatch(/fail 0/);
    expect(checksIn(output)).toEqual(['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C12', 'C14']);

    const packed = await packConnector({ folder });
    const unpacked = await unpackConnector(packed.tarball);
    expect(unpacked.manifest).toEqual(packed.manifest);
    expect(unpacked.manifest).toEqual(tested.manifest);
    expect(unpacked.source === undefined).toBe(kind === 'http');
    expect(unpacked.manifest).toMatchObject({ name: 'acme-desk', title: 'Acme Desk', version: '0.1.0' });
  });
});

test('a test that fails is seen, with what it says', async () => {
  const folder = create('acme-desk-two', 'code');
  change(join(folder, 'src/ticket.ts'), "subject: 'Printer on fire'", 'subject: 7 as never');
  let output = '';
  const { problems, ownTests } = await testConnectorFolder({ folder, onOutput: (text) => (output += text) });
  expect(problems).toContain('acme-desk-two/create_ticket: the sample does not fit the output.');
  expect(ownTests).toMatchObject({ passed: false });
  expect(output).toContain('✖ C1 manifest');
});

test.each([
  ['a host that is not permitted', 'src/index.ts', "hosts: ['api", "hosts: ['other", 'C2 hosts'],
  [
    'a key that is not sent',
    'src/actions/create-ticket.ts',
    "{ header: 'Idempotency-Key' }",
    "{ naturalKey: 'key' }",
    'C6',
  ],
  ['a page that is read twice', 'src/actions/list-tickets.ts', "query: 'cursor'", "query: 'page'", 'C5 paging'],
])('%s is found by the suite', async (...[name, path, from, to, check]) => {
  const folder = create(`found-${name.split(' ').join('-').slice(0, 20)}`, 'code');
  change(join(folder, path), from, to);
  let output = '';
  const { ownTests } = await testConnectorFolder({ folder, onOutput: (text) => (output += text) });
  expect(ownTests).toMatchObject({ passed: false });
  expect(output).toMatch(new RegExp(`✖ ${check}`));
});

test('tests for another runner are named, and not run', async () => {
  const folder = create('acme-desk-three', 'http');
  writeFileSync(join(folder, 'src/index.test.ts'), "test('x', () => { throw new Error('run'); });\n");
  const { ownTests } = await testConnectorFolder({ folder });
  const files = ['src/actions/create-ticket.test.ts'];
  expect(ownTests).toEqual({ kind: 'run', passed: true, files, foreign: ['src/index.test.ts'] });
});

test('for a repository it takes the repository’s ways', () => {
  const folder = join(root, 'in-repository');
  const files = createConnectorFolder({ folder, name: 'acme', kind: 'code', home: 'repository' });
  expect(files).not.toContain('LICENSE');
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    name: '@millrace/connector-acme',
  });
  expect(readFileSync(join(folder, 'src/index.test.ts'), 'utf8')).not.toContain('node:test');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).not.toContain('Where to begin');
});

describe('nothing is written', () => {
  test.each([
    ['Acme', 'package.folder_invalid'],
    ['a', 'package.folder_invalid'],
    ['../acme', 'package.folder_invalid'],
    ['ap-slack', 'package.name_reserved'],
    ['millrace-http', 'package.name_reserved'],
  ])('for the name %s', (name, code) => {
    const folder = join(root, 'never');
    expect(() => createConnectorFolder({ folder, name, kind: 'code' })).toThrow(
      expect.objectContaining({ code }) as Error,
    );
    expect(existsSync(folder)).toBe(false);
  });

  test('where files are already', () => {
    const folder = join(root, 'full');
    mkdirSync(folder);
    writeFileSync(join(folder, 'precious.txt'), 'x');
    expect(() => createConnectorFolder({ folder, name: 'acme', kind: 'code' })).toThrow('is not empty');
  });
});
