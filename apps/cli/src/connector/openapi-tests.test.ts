// What a document gives in tests is green as it is, for documents that services have really published.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { millrace } from '../testing/run-millrace.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-derived-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../libs/connector-openapi/src/testing/fixtures/${name}`, import.meta.url));

test.each<readonly [string, number, string]>([
  ['asana.yaml', 37, ''],
  ['discourse.json', 29, ''],
  ['github.json', 60, 'repos_upload_release_asset'],
  ['slack.json', 20, 'chat_post_message, users_info'],
  ['stripe.json', 36, 'post_files'],
])(
  '%s gives %d tests that pass',
  async (...[name, count, untried]) => {
    const folder = join(root, name);
    const made = await millrace(['connector', 'new', 'desk', '--openapi', fixture(name), '--folder', folder]);
    expect(made.exitCode).toBe(0);
    expect(/too little for a test of (.*)\.\n/.exec(made.complaints)?.[1] ?? '').toBe(untried);
    const tested = await millrace(['connector', 'test', folder]);
    expect(tested).toMatchObject({ exitCode: 0, complaints: '' });
    expect(tested.out).toContain(`pass ${count}\n`);
  },
  60_000,
);

test('as code it passes them too, and may be published', async () => {
  const folder = join(root, 'ejected');
  await millrace(['connector', 'import-openapi', fixture('github.json'), '--name', 'desk', '--out', folder, '--eject']);
  const tested = await millrace(['connector', 'test', folder]);
  expect(tested).toMatchObject({ exitCode: 0, complaints: '' });
  expect(tested.out).toContain('C7 crash: issues_create_label');
}, 60_000);

test('another import leaves the tests to their author, and takes over the description', async () => {
  const folder = join(root, 'again');
  const again = (...operations: readonly string[]) =>
    millrace([
      ...['connector', 'import-openapi', fixture('github.json'), '--name', 'desk', '--out', folder],
      ...['--operations', operations.join(',')],
    ]);
  await again('issues_create_label');
  const fake = join(folder, 'test/fake.ts');
  writeFileSync(fake, `// Mine.\n${readFileSync(fake, 'utf8')}`);
  await again('issues_create_label', 'issues_delete_label');
  expect(readFileSync(fake, 'utf8')).toMatch(/^\/\/ Mine\./);
  expect(readFileSync(join(folder, 'test/openapi.json'), 'utf8')).toContain('"delete"');
  const { exitCode, out } = await millrace(['connector', 'test', folder]);
  expect(exitCode).toBe(1);
  expect(out).toContain('desk/issues_delete_label: no case tries it.');
}, 60_000);

test('a request that the description does not have is found', async () => {
  const folder = join(root, 'found');
  await millrace(['connector', 'new', 'desk', '--openapi', fixture('discourse.json'), '--folder', folder]);
  const path = join(folder, 'manifest.json');
  const manifest = readFileSync(path, 'utf8');
  expect(manifest).toContain('"/categories.json"');
  writeFileSync(path, manifest.replace('"/categories.json"', '"/categorys.json"'));
  const { exitCode, out } = await millrace(['connector', 'test', folder]);
  expect(exitCode).toBe(1);
  expect(out).toContain('GET /categorys.json is no path of the description');
}, 60_000);

test('only one kind is wanted, and only a new folder', async () => {
  const both = await millrace(['connector', 'new', 'desk', '--http', '--openapi', fixture('slack.json')]);
  expect(both.exitCode).toBe(2);
  expect(both.complaints).toContain('Give one of');
  const folder = mkdtempSync(join(root, 'full-'));
  writeFileSync(join(folder, 'precious.txt'), 'x');
  const full = await millrace(['connector', 'new', 'desk', '--openapi', fixture('slack.json'), '--folder', folder]);
  expect(full.exitCode).toBe(1);
  expect(full.complaints).toContain('is not empty');
});
