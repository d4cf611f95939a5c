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

describe.each(['code', 'http'] as const)('a new connector of kind %s', (kind) => {
  test('passes its tests without an install, is packed, and is the same when it is unpacked', async () => {
    const folder = create('acme-desk', kind);
    let output = '';
    const tested = await testConnectorFolder({ folder, onOutput: (text) => (output += text) });
    expect(tested.problems).toEqual([]);
    expect(tested.ownTests).toMatchObject({ kind: 'run', passed: true, foreign: [] });
    expect(output).toMatch(/fit to be published/);
    expect(output).toMatch(/fail 0/);

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
  const path = join(folder, 'src/ticket.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace("subject: 'Printer on fire'", 'subject: 7 as never'));
  let output = '';
  const { problems, ownTests } = await testConnectorFolder({ folder, onOutput: (text) => (output += text) });
  expect(problems).toContain('acme-desk-two/create_ticket: the sample does not fit the output.');
  expect(ownTests).toMatchObject({ passed: false });
  expect(output).toContain('fit to be published');
});

test('tests for another runner are named, and not run', async () => {
  const folder = create('acme-desk-three', 'http');
  writeFileSync(join(folder, 'src/index.test.ts'), "test('x', () => { throw new Error('run'); });\n");
  const { ownTests } = await testConnectorFolder({ folder });
  expect(ownTests).toEqual({ kind: 'run', passed: true, files: [], foreign: ['src/index.test.ts'] });
});

test('for a repository it takes the repository’s ways', () => {
  const folder = join(root, 'in-repository');
  const files = createConnectorFolder({ folder, name: 'acme', kind: 'code', home: 'repository' });
  expect(files).not.toContain('LICENSE');
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    name: '@millrace/connector-acme',
  });
  expect(readFileSync(join(folder, 'src/index.test.ts'), 'utf8')).not.toContain('node:test');
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
