import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { userInfo, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConnectorFolder, createPublisherKey, unpackConnector } from '@millrace/connector-package';
import { servePackages, type Answer, type PackageServer } from '../testing/package-server.ts';
import { DevSession } from './dev-session.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-dev-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let server: PackageServer;
let answer: Answer;
let folder: string;
let out: string;
let complaints: string;

beforeEach(async () => {
  answer = {
    status: 201,
    body: { name: 'desk', version: '0.0.0-dev.x', state: 'draft', isLatest: false, changes: [] },
  };
  server = await servePackages(() => answer);
  folder = join(mkdtempSync(join(root, 'desk-')), 'desk');
  createConnectorFolder({ folder, name: 'desk', kind: 'http' });
  [out, complaints] = ['', ''];
});
afterEach(() => server.close());

const session = (changes: { json?: boolean; url?: string } = {}): DevSession =>
  new DevSession({
    terminal: {
      write: (text) => void (out += text),
      complain: (text) => void (complaints += text),
      readInput: () => Promise.resolve(''),
    },
    ...{ folder, json: changes.json ?? false, key: undefined },
    access: { url: changes.url ?? server.url, apiKey: 'mlr_test' },
  });
const change = (from: string, to: string): void => {
  const path = join(folder, 'src/index.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
};

test('uploads what is there, then what changes, under a version of its own', async () => {
  const one = session();
  expect(await one.tick()).toBe(true);
  expect(await one.tick()).toBe(false);
  change("title: 'Desk'", "title: 'Desktop'");
  expect(await one.tick()).toBe(true);

  expect(server.requests.map(({ path }) => path)).toEqual(Array(2).fill('/api/v1/connectors/packages?draft=true'));
  const manifests = await Promise.all(server.requests.map(async ({ body }) => (await unpackConnector(body)).manifest));
  expect(manifests.map(({ title }) => title)).toEqual(['Desk', 'Desktop']);
  expect(manifests[0]?.version).toBe(`0.0.0-dev.${userInfo().username.toLowerCase()}`);
  expect(out).toMatch(/\d\d:\d\d:\d\d desk 0\.0\.0-dev\.x: \d+ files changed\n\d.* src\/index\.ts changed\n$/);
  expect(complaints).toBe('');
});

test('uploads what would not be published, and says why not', async () => {
  change("categories: ['support']", "categories: ['support'], docsUrl: 'https://desk.example.com'");
  writeFileSync(
    join(folder, 'src/ticket.ts'),
    readFileSync(join(folder, 'src/ticket.ts'), 'utf8').replace("'Printer on fire'", '7 as never'),
  );
  const one = session({ json: true });
  expect(await one.tick()).toBe(true);
  expect(JSON.parse(out)).toMatchObject({
    name: 'desk',
    files: expect.arrayContaining(['src/index.ts', 'package.json']),
    problems: expect.arrayContaining(['desk/create_ticket: the sample does not fit the output.']),
  });
});

test('says what is wrong with a change, once, and goes on with the next', async () => {
  const one = session();
  await one.tick();
  change('export default', 'export defualt');
  expect(await one.tick()).toBe(false);
  expect(await one.tick()).toBe(false);
  expect(complaints).toMatch(/^The code cannot be bundled: src\/index\.ts:\d+:\d+: .* \[package\.build_failed\]\n$/);
  change('export defualt', 'export default');
  expect(await one.tick()).toBe(true);
  expect(server.requests).toHaveLength(2);
});

test('prints each problem that the server has', async () => {
  answer = { status: 422, body: { code: 'package.manifest_invalid', detail: 'No.', errors: ['One.', 'Two.'] } };
  expect(await session().tick()).toBe(false);
  expect(complaints).toBe('No. [package.manifest_invalid]\n  - One.\n  - Two.\n');
});

test('a server that is away gets the change when it is back', async () => {
  const { url } = server;
  await server.close();
  const one = session({ url });
  expect(await one.tick()).toBe(false);
  expect(await one.tick()).toBe(false);
  expect(complaints.match(/does not answer/g)).toHaveLength(1);
  server = await servePackages(() => answer, Number(new URL(url).port));
  expect(await one.tick()).toBe(true);
  expect(server.requests).toHaveLength(1);
});

test('a file that is gone is a change, a packed connector is none', async () => {
  const one = session();
  await one.tick();
  writeFileSync(join(folder, 'desk-0.1.0.tgz'), 'x');
  writeFileSync(join(folder, '.hidden'), 'x');
  expect(await one.tick()).toBe(false);
  unlinkSync(join(folder, 'src/index.test.ts'));
  expect(await one.tick()).toBe(true);
});

test('signs with a key where there is one', async () => {
  const key = createPublisherKey();
  const terminal = { write: () => undefined, complain: () => undefined, readInput: () => Promise.resolve('') };
  await new DevSession({ terminal, folder, json: true, key, access: { url: server.url, apiKey: 'x' } }).tick();
  expect(server.requests[0]?.headers['millrace-signature']).toMatch(
    new RegExp(`^keyId=${key.keyId},name=desk,version=0\\.0\\.0-dev\\.[^,]+,sig=.`),
  );
});
