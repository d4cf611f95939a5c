// What is let in: by name and version alone, and after a look at all files. No registry is needed: packages are made here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOutboundGuard } from '@millrace/security';
import { PackedPieces } from '../testing/packed-pieces.ts';
import { TINY, tinyAction, tinyContext, tinyPiece, VERSION } from '../testing/tiny-pieces.ts';
import { installPiece } from './install-piece.ts';
import { installedPiece, listInstalledPieces } from './installed-piece.ts';
import { PieceHost } from './piece-host.ts';

const packed = new PackedPieces();
const folder = (): string => packed.folder();
afterAll(() => packed.close());

const { signal } = new AbortController();
const request = { packageName: TINY, version: VERSION, signal };
const PLAIN = tinyPiece({ actions: tinyAction('sendMessage', 'async () => 1') });

const pack: PackedPieces['pack'] = (code, more) => packed.pack(code, more);
const install = async (code: string, more: Parameters<typeof pack>[1] = {}) =>
  installPiece({ ...request, folder: folder(), tarball: await pack(code, more) });

test.each([
  ['', 'piece.name_invalid'],
  ['slack', 'piece.name_invalid'],
  ['@activepieces/piece-slack@latest', 'piece.name_invalid'],
  ['@activepieces/piece-slack/../../x', 'piece.name_invalid'],
  ['../piece-slack', 'piece.name_invalid'],
  ['--registry=http://127.0.0.1/piece-x', 'piece.name_invalid'],
  ['git+ssh://example.com/piece-slack', 'piece.name_invalid'],
  ['@activepieces/piece-slack ; rm -rf /', 'piece.name_invalid'],
  ['@Activepieces/piece-slack', 'piece.name_invalid'],
])('"%s" is no name: nothing is asked of npm', async (packageName, code) => {
  const place = folder();
  await expect(installPiece({ ...request, packageName, folder: place })).rejects.toMatchObject({ code });
  expect(readdirSync(place)).toEqual([]);
});

test.each([
  '',
  'latest',
  '^1.0.0',
  '1',
  '1.2',
  '1.2.3 || 2',
  '1.2.3+build',
  'v1.2.3',
  '01.2.3',
  'file:../x',
  '1.2.3\n--foo',
])('"%s" is no exact version', (version) =>
  expect(installPiece({ ...request, version, folder: folder() })).rejects.toMatchObject({
    code: 'piece.version_invalid',
  }),
);

test('a package of this machine becomes a connector of a workspace', async () => {
  const place = folder();
  const piece = await installPiece({ ...request, folder: place, tarball: await pack(PLAIN), reads: ['send_message'] });
  expect(piece).toMatchObject({
    ...{ packageName: TINY, version: VERSION, generation: 2, license: undefined },
    folder: join(place, 'activepieces+piece-tiny@1.2.3'),
    repositoryLicenseNote:
      'The package states no licence; its source repository says MIT. Millrace does not ship it; you install it.',
    manifest: { name: 'ap-tiny', actions: { send_message: { effects: 'read' } } },
  });
  expect(piece.sha512).toMatch(/^[0-9a-f]{128}$/);
  expect(readdirSync(place)).toEqual(['activepieces+piece-tiny@1.2.3']);
  expect(await listInstalledPieces(place)).toEqual([piece]);
  const host = new PieceHost({ folder: place, guard: createOutboundGuard() });
  const { connector, origin, manifest } = installedPiece(piece, host, 'w1');
  expect([origin, manifest.version]).toEqual(['piece', VERSION]);
  const { run } = connector.actions.send_message as unknown as {
    run: (context: unknown, input: unknown) => Promise<unknown>;
  };
  expect(await run(tinyContext().context, {})).toBe(1);
  await host.close();
});

test('versions stand side by side, the same one is not installed twice, and a licence is said as it is stated', async () => {
  const place = folder();
  const first = await installPiece({ ...request, folder: place, tarball: await pack(PLAIN) });
  const facts = { version: '2.0.0', license: 'MIT' };
  const second = await installPiece({
    ...request,
    version: '2.0.0',
    folder: place,
    tarball: await pack(PLAIN, { facts }),
  });
  expect(second).toMatchObject({ license: 'MIT', repositoryLicenseNote: undefined });
  expect(await installPiece({ ...request, folder: place, tarball: '/nowhere.tgz' })).toEqual(first);
  expect(await listInstalledPieces(place)).toHaveLength(2);
});

test('a name that no action has is no action that reads', async () => {
  const place = folder();
  const reads = ['send_message', 'sendMessage'];
  await expect(installPiece({ ...request, folder: place, tarball: await pack(PLAIN), reads })).rejects.toMatchObject({
    ...{ code: 'piece.action_unknown', message: 'ap-tiny has no action "sendMessage". It has: send_message.' },
  });
  expect(readdirSync(place)).toEqual([]);
});

describe('refused, and nothing is left', () => {
  const oidc = tinyPiece({ rest: "auth: { type: 'OIDC', displayName: 'x' }," });
  test.each<[string, string, Parameters<typeof pack>[1], string]>([
    ['a newer context', PLAIN.replace("version: '2'", "version: '3'"), {}, 'piece.context_unsupported'],
    ['tokens of its own platform', oidc, {}, 'piece.auth_unsupported'],
    ['native code', PLAIN, { files: { 'build/addon.node': 'x' } }, 'piece.native_code'],
    ['something to be built', PLAIN, { files: { 'binding.gyp': '{}' } }, 'piece.native_code'],
    [
      'calls of its own server',
      PLAIN.replace('async () => 1', 'async ({ server }) => fetch(server.apiUrl)'),
      {},
      'piece.own_server',
    ],
    ['no piece', 'exports.x = 1;', {}, 'piece.unloadable'],
    ['code that throws', 'throw new Error("broken");', {}, 'piece.unloadable'],
    ['code that ends its process', 'process.exit(3);', {}, 'piece.unloadable'],
    ['another version', PLAIN, { facts: { version: '9.9.9' } }, 'piece.tarball_invalid'],
    ['another package', PLAIN, { facts: { name: '@activepieces/piece-other' } }, 'piece.tarball_invalid'],
  ])('%s', async (...[, code, more, expected]) => {
    const place = folder();
    const failed = installPiece({ ...request, folder: place, tarball: await pack(code, more) });
    await expect(failed).rejects.toMatchObject({ code: expected });
    expect(readdirSync(place)).toEqual([]);
  });

  test('a part of another platform, by its name', async () => {
    const packageName = '@activepieces/piece-subflows';
    const tarball = await pack(PLAIN, { facts: { name: packageName } });
    await expect(installPiece({ ...request, packageName, folder: folder(), tarball })).rejects.toMatchObject({
      code: 'piece.own_server',
    });
  });

  test.each(['preinstall', 'install', 'postinstall'])('a script to be run (%s), which is never run', async (name) => {
    const marker = join(folder(), 'marker');
    const facts = { scripts: { [name]: `node -e "require('fs').writeFileSync('${marker}', '')"` } };
    await expect(install(PLAIN, { facts })).rejects.toMatchObject({ code: 'piece.install_script' });
    expect(existsSync(marker)).toBe(false);
  });

  test('while it is looked at, a piece reads and connects to nothing', async () => {
    const code = `const { readFileSync } = require('node:fs'); let read = 'no';
      try { readFileSync('/etc/passwd'); read = 'yes'; } catch {}
      ${PLAIN.replace("displayName: 'Tiny'", "displayName: 'Tiny ' + read")}
      fetch('https://service.example/').then(() => process.exit(9), () => {});`;
    expect((await install(code)).manifest.title).toBe('Tiny no');
  });
});

test('the shared table of attacks has its row about scripts', () => {
  const file = new URL('../../../../../shared/data/payloads.json', import.meta.url);
  if (!existsSync(file)) {
    process.stderr.write('Skipped the shared payloads: they are not here.\n');
    return;
  }
  const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly { area: string; name: string; expected: string }[];
  const row = rows.find(({ area, name }) => area === 'connector-package' && name === 'install-script');
  // The tests above are the row: a marker, and its absence.
  expect(row?.expected).toContain('marker file is absent');
});
