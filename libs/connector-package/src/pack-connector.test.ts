import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packConnector } from './pack-connector.ts';
import { aManifest, ICON } from './testing/package-entries.ts';
import { unpackConnector } from './unpack-connector.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-pack-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

/** A folder with these files beside what every package needs; `undefined` leaves one out. */
function folderOf(files: Readonly<Record<string, string | undefined>>): string {
  const folder = join(root, String((folders += 1)));
  const all: Record<string, string | undefined> = {
    'package.json': JSON.stringify({ name: '@acme/desk', version: '1.2.0', license: 'MIT', scripts: { test: 'x' } }),
    'icon.svg': ICON,
    'README.md': '# Desk\n',
    'CHANGELOG.md': '# Changes\n',
    LICENSE: 'MIT\n',
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const CODE = `
import { createHash } from 'crypto';
import { action, defineConnector, t } from '@millrace/connector-sdk';
import { sample } from './sample.ts';

export default defineConnector({
  name: 'desk', title: 'Desk', description: 'Tickets.', categories: ['support'],
  actions: {
    hash: action({
      title: 'Hash a text', effects: 'read', sample,
      input: t.Object({ text: t.String({ title: 'Text' }) }, { additionalProperties: false }),
      output: t.String(),
      run: (_context, { text }) => createHash('sha256').update(text).digest('hex'),
    }),
  },
});
`;
const SAMPLE = `export const sample: string = 'abc';\n`;
const DATA = CODE.replace("import { createHash } from 'crypto';", '')
  .replace('action({', 'httpAction({')
  .replace('action,', 'httpAction,')
  .replace(/run: .*/, "request: { method: 'GET', path: 'https://desk.example.com/{text}' },");
const code = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  folderOf({ 'src/index.ts': CODE, 'src/sample.ts': SAMPLE, ...changes });

describe('a connector in code', () => {
  test('becomes one module that the package’s reader takes', async () => {
    const { tarball, ...packed } = await packConnector({ folder: code() });
    const unpacked = await unpackConnector(tarball);
    expect(unpacked.manifest).toEqual(packed.manifest);
    expect(packed).toMatchObject({ name: 'desk', version: '1.2.0', schemaHash: unpacked.schemaHash });
    expect(packed.sha512).toMatch(/^[0-9a-f]{128}$/);
    expect([...unpacked.files.keys()].sort()).toEqual([
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY.txt'],
      ...['icon.svg', 'index.js', 'manifest.json', 'package.json'],
    ]);
    const module = (await import(`data:text/javascript,${encodeURIComponent(unpacked.source ?? '')}`)) as {
      readonly default: { readonly actions: { readonly hash: { readonly run: (...given: unknown[]) => string } } };
    };
    expect(module.default.actions.hash.run({}, { text: 'abc' })).toMatch(/^ba7816bf/);
  });

  test('says npm nothing that it could run or fetch', async () => {
    const { files } = await unpackConnector((await packConnector({ folder: code() })).tarball);
    expect(JSON.parse(Buffer.from(files.get('package.json') ?? []).toString())).toEqual({
      ...{ name: 'desk', version: '1.2.0', description: 'Tickets.', license: 'MIT', type: 'module' },
      millrace: { format: 1 },
    });
  });

  test('names whose code came along', async () => {
    const { files } = await unpackConnector((await packConnector({ folder: code() })).tarball);
    const text = Buffer.from(files.get('THIRD_PARTY.txt') ?? []).toString();
    expect(text).toContain('@millrace/connector-sdk');
    expect(text).toMatch(/typebox [\d.]+\nLicence: MIT\n\n[\s\S]*Permission is hereby granted/);
    expect(text).not.toContain('@acme/desk');
  });

  test('is the same bytes wherever and whenever it is packed', async () => {
    const [one, other] = [code(), code()];
    utimesSync(join(other, 'README.md'), 1, 1);
    const first = await packConnector({ folder: one });
    const second = await packConnector({ folder: other });
    expect(Buffer.compare(first.tarball, second.tarball)).toBe(0);
    const third = await packConnector({ folder: code({ 'README.md': '# Desk!\n' }) });
    expect(third.sha512).not.toBe(first.sha512);
  });

  test('may have another version while it is being worked on', async () => {
    const packed = await packConnector({ folder: code(), version: '0.0.0-dev.ada' });
    expect(packed.version).toBe('0.0.0-dev.ada');
    expect((await unpackConnector(packed.tarball)).manifest.version).toBe('0.0.0-dev.ada');
  });

  test('prints while it is loaded, and is packed all the same', async () => {
    const packed = await packConnector({ folder: code({ 'src/index.ts': `console.log('hello');\n${CODE}` }) });
    expect(packed.name).toBe('desk');
  });
});

describe('a connector that is data', () => {
  test('has no code in its package', async () => {
    const packed = await packConnector({ folder: code({ 'src/index.ts': DATA }) });
    const unpacked = await unpackConnector(packed.tarball);
    expect(unpacked.source).toBeUndefined();
    expect(unpacked.manifest.actions.hash).toMatchObject({ http: { request: { method: 'GET' } } });
  });

  test('keeps what its webhooks make of deliveries', async () => {
    const hook = `triggers: { told: webhookTrigger({
      title: 'Told', input: t.Object({}, { additionalProperties: false }), output: t.Json(), sample: null,
      verify: { none: 'Nothing is signed.' }, receive: () => [],
    }) },`;
    const source = DATA.replace('httpAction,', 'httpAction, webhookTrigger,').replace(
      'actions: {',
      `${hook} actions: {`,
    );
    const packed = await packConnector({ folder: code({ 'src/index.ts': source }) });
    expect((await unpackConnector(packed.tarball)).source).toContain('receive');
  });

  test('may be a manifest and nothing else, with the document that it was made of', async () => {
    const files = {
      'manifest.json': JSON.stringify(aManifest({ version: '0.0.1' })),
      'overlay.json': '{}',
      'openapi.yaml': 'a: b',
    };
    const packed = await packConnector({ folder: folderOf(files) });
    const unpacked = await unpackConnector(packed.tarball);
    expect(unpacked.manifest).toEqual(aManifest({ version: '1.2.0' }));
    expect(Buffer.from(unpacked.files.get('openapi.yaml') ?? []).toString()).toBe('a: b');
  });
});

describe('what cannot be packed', () => {
  const importing = (line: string): Record<string, string> => ({ 'src/index.ts': `${line}\n${CODE}` });
  test.each([
    ['an empty folder', 'package.folder_invalid', 'holds no connector', { 'src/index.ts': undefined }],
    ['no version', 'package.folder_invalid', 'no semantic version', { 'package.json': '{}' }],
    ['no changelog', 'package.folder_invalid', 'has no CHANGELOG.md', { 'CHANGELOG.md': undefined }],
    ['code with an error', 'package.build_failed', 'src/index.ts:1:', importing('const = 1')],
    ['an import of nothing', 'package.build_failed', 'nowhere', importing("import './nowhere.ts'")],
    ['files', 'package.import_forbidden', 'src/index.ts imports "node:fs"', importing("import 'node:fs'")],
    ['processes', 'package.import_forbidden', 'imports "child_process"', importing("import 'child_process'")],
    ['code from elsewhere', 'package.import_forbidden', 'https://', importing("import 'https://example.com/a.js'")],
    ['code that throws', 'package.code_failed', 'no luck', importing("throw new Error('no luck')")],
    [
      'code that asks for a file',
      'package.code_failed',
      'has been restricted',
      importing("await import(['node:fs/promises'][0]).then(({ readFile }) => readFile('/etc/passwd'))"),
    ],
    ['code that ends its process', 'package.code_failed', 'ended without an answer', importing('process.exit(3)')],
    ['another export', 'package.code_failed', 'no connector', { 'src/index.ts': 'export default 5' }],
    [
      'a name in capitals',
      'package.code_failed',
      '"Desk" is no connector name',
      { 'src/index.ts': CODE.replace("'desk'", "'Desk'") },
    ],
    [
      'a category that is missing',
      'package.manifest_invalid',
      '/categories',
      { 'src/index.ts': CODE.replace("['support']", '[]') },
    ],
    [
      'an icon with a script',
      'package.manifest_invalid',
      '<script>',
      { 'icon.svg': ICON.replace('<path', '<script/><path') },
    ],
    [
      'too much code',
      'package.too_large',
      'may be 2 MiB',
      importing(`export const much = ${JSON.stringify('x'.repeat(2 ** 21))};`),
    ],
  ])('%s: %s', async (...[, errorCode, words, changes]) => {
    await expect(packConnector({ folder: code(changes) })).rejects.toMatchObject({
      code: errorCode,
      message: expect.stringContaining(words) as string,
    });
  });
});

test('a connector of this repository is packed from its folder', async () => {
  const folder = join(root, 'http');
  cpSync(new URL('../../../connectors/http', import.meta.url), folder, { recursive: true });
  for (const name of ['CHANGELOG.md', 'LICENSE']) writeFileSync(join(folder, name), 'x\n');
  const { manifest } = await unpackConnector((await packConnector({ folder })).tarball);
  expect(Object.keys(manifest.actions)).toEqual(['request']);
});
