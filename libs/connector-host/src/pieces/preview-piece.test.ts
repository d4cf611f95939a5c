// A piece is looked at as installing it would, and nothing of it stays. No registry is needed: packages are made here.
import { readdirSync } from 'node:fs';
import { PackedPieces } from '../testing/packed-pieces.ts';
import { TINY, tinyAction, tinyPiece, VERSION } from '../testing/tiny-pieces.ts';
import { installPiece } from './install-piece.ts';
import { previewPiece } from './preview-piece.ts';

const packed = new PackedPieces();
afterAll(() => packed.close());
const request = { packageName: TINY, version: VERSION, ...{ signal: new AbortController().signal } };
const PLAIN = tinyPiece({ actions: tinyAction('sendMessage', 'async () => 1') });

test('what it is, how large, and under which terms; then its folder is as it was', async () => {
  const place = packed.folder();
  const files = { 'node_modules/other/package.json': '{}', 'data.txt': 'x'.repeat(5000) };
  const facts = { description: 'Of a test.', license: 'MIT', bundleDependencies: ['other'] };
  const preview = await previewPiece({
    ...{ ...request, folder: place },
    tarball: await packed.pack(PLAIN, { facts, files }),
  });
  expect(preview).toMatchObject({
    ...{ name: 'ap-tiny', description: 'Of a test.', isYoung: false, refusals: [], license: 'MIT' },
    piece: { generation: 2, manifest: { title: 'Tiny', actions: { send_message: { effects: 'write' } } } },
  });
  expect(preview.bytes).toBeGreaterThan(5000);
  expect(preview.packages).toBeGreaterThanOrEqual(1);
  expect(readdirSync(place)).toEqual([]);
});

test('all that its files forbid is said at once, and its code is not read', async () => {
  const place = packed.folder();
  const code = `process.exit(7); ${PLAIN.replace('async () => 1', 'async ({ server }) => fetch(server.apiUrl)')}`;
  const tarball = await packed.pack(code, { files: { 'build/addon.node': 'x' } });
  const preview = await previewPiece({ ...request, folder: place, tarball });
  expect(preview.refusals.map(({ code: refusal }) => refusal)).toEqual(['piece.native_code', 'piece.own_server']);
  expect(preview).toMatchObject({ piece: undefined, name: 'ap-tiny', license: undefined });
  expect(readdirSync(place)).toEqual([]);
});

test.each([
  ['a newer context', PLAIN.replace("version: '2'", "version: '3'"), 'piece.context_unsupported'],
  ['code that throws', 'throw new Error("broken");', 'piece.unloadable'],
  ['code that ends its process', 'process.exit(3);', 'piece.unloadable'],
])('%s is a reason, and no failure', async (...[, code, expected]) => {
  const place = packed.folder();
  const preview = await previewPiece({ ...request, folder: place, tarball: await packed.pack(code) });
  expect(preview.refusals).toMatchObject([{ code: expected, message: expect.any(String) as string }]);
  expect(readdirSync(place)).toEqual([]);
});

test('one that is installed is looked at where it is, and stays', async () => {
  const place = packed.folder();
  const tarball = await packed.pack(PLAIN);
  await installPiece({ ...request, folder: place, tarball });
  const preview = await previewPiece({ ...request, folder: place });
  expect(preview).toMatchObject({ refusals: [], piece: { version: VERSION } });
  expect(readdirSync(place)).toEqual(['activepieces+piece-tiny@1.2.3']);
});

test.each([
  ['no name', { packageName: '--registry=x' }, 'piece.name_invalid'],
  ['no version', { version: '^1.0.0' }, 'piece.version_invalid'],
])('%s is nothing to look at', async (_, changes, code) => {
  const place = packed.folder();
  await expect(previewPiece({ ...request, ...changes, folder: place })).rejects.toMatchObject({ code });
  expect(readdirSync(place)).toEqual([]);
});

test('a registry that does not answer is no piece', async () => {
  process.env.npm_config_registry = 'http://127.0.0.1:9/';
  process.env.npm_config_fetch_retries = '0';
  const looking = previewPiece({ ...request, folder: packed.folder() });
  await expect(looking).rejects.toMatchObject({ code: 'piece.registry_failed' });
  delete process.env.npm_config_registry;
  delete process.env.npm_config_fetch_retries;
});
