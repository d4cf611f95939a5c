import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { integrityOf, keyIdOf, unpackConnector, verifyPackage } from '@millrace/connector-package';
import { servePackages, type Answer, type PackageServer } from '../testing/package-server.ts';
import { millrace } from '../testing/run-millrace.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-connector-'));
const usual = { ...process.env };
let server: PackageServer;
let answer: Answer;

const PUBLISHED = {
  name: 'desk',
  version: '0.1.0',
  state: 'published',
  isLatest: false,
  bump: 'minor',
  changes: [],
  approvalNeeded: [],
};

beforeEach(async () => {
  process.env.MILLRACE_CONFIG_DIR = mkdtempSync(join(root, 'config-'));
  answer = { status: 201, body: PUBLISHED };
  server = await servePackages(() => answer);
  process.env.MILLRACE_URL = server.url;
  process.env.MILLRACE_API_KEY = 'mlr_test';
});
afterEach(async () => {
  await server.close();
  process.env = { ...usual };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const { exitCode, out, complaints } = await millrace([...args, '--json']);
  expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: '' });
  return JSON.parse(out) as Record<string, unknown>;
};
const connector = async (...options: readonly string[]): Promise<string> => {
  const folder = join(mkdtempSync(join(root, 'made-')), 'desk');
  await json('connector', 'new', 'desk', '--folder', folder, ...options);
  return folder;
};
/** One without tests of its own: they take most of the time. */
const quickConnector = async (): Promise<string> => {
  const folder = await connector('--http');
  for (const path of ['src/index.test.ts', 'src/actions/create-ticket.test.ts']) rmSync(join(folder, path));
  return folder;
};
const change = (path: string, from: string, to: string): void =>
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));

describe('new, test, pack', () => {
  test('a new connector is tested and packed', async () => {
    const folder = await connector();
    const tested = await millrace(['connector', 'test', folder]);
    expect(tested).toMatchObject({ exitCode: 0, complaints: '' });
    expect(tested.out).toContain('C9 polling: ticket_updated');
    expect(tested.out).toContain('the ticket that is made has the subject');
    expect(tested.out).toContain('desk 0.1.0 is fit to be published.\n');

    const packed = await json('connector', 'pack', folder);
    expect(packed).toMatchObject({ name: 'desk', version: '0.1.0', file: join(folder, 'desk-0.1.0.tgz') });
    const tarball = readFileSync(join(folder, 'desk-0.1.0.tgz'));
    expect(packed.sha512).toBe(integrityOf(tarball));
    const { manifest, source } = await unpackConnector(tarball);
    expect(Object.keys(manifest.actions)).toEqual(['list_tickets', 'create_ticket', 'delete_ticket']);
    expect(source).toBeDefined();
  });

  test('--http makes one without code; --out says where its package goes', async () => {
    const folder = await connector('--http');
    const file = join(root, 'elsewhere.tgz');
    const { out } = await millrace(['connector', 'pack', folder, '--out', file]);
    expect(out).toMatch(/^Packed desk 0\.1\.0: .*elsewhere\.tgz \(\d+ KiB\)\nsha512 [0-9a-f]{128}\n$/);
    expect((await unpackConnector(readFileSync(file))).source).toBeUndefined();
  });

  test('what is wrong with a connector ends with 1, a line each', async () => {
    const folder = await connector();
    change(join(folder, 'src/actions/create-ticket.ts'), "title: 'Create a ticket'", "title: ' '");
    change(join(folder, 'src/index.ts'), "categories: ['support']", 'categories: []');
    const { exitCode, complaints } = await millrace(['connector', 'test', folder]);
    expect(exitCode).toBe(1);
    expect(complaints).toContain('  - The connector is in no category.\n');
    expect(complaints).toContain('  - desk/create_ticket: no title.\n');
    const { exitCode: inJson, out } = await millrace(['connector', 'test', folder, '--json']);
    expect(inJson).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ name: 'desk', passed: false, ownTests: { passed: false } });
  });

  test.each([
    [
      'an import of what connectors have not',
      "import 'node:fs';\n",
      'package.import_forbidden',
      'src/index.ts imports "node:fs"',
    ],
    ['a line that is no code', 'const = 1;\n', 'package.build_failed', 'src/index.ts:1:7'],
    ['code that throws', "throw new Error('no luck');\n", 'package.code_failed', 'no luck'],
  ])('%s ends with 1, a sentence and a code', async (...[, line, code, words]) => {
    const folder = await quickConnector();
    change(join(folder, 'src/index.ts'), '', line);
    for (const command of ['test', 'pack']) {
      const { exitCode, out, complaints } = await millrace(['connector', command, folder]);
      expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
      expect(complaints).toContain(words);
      expect(complaints).toContain(`[${code}]\n`);
    }
  });

  test.each([
    ['a folder that is not there', ['connector', 'test', 'nowhere'], 'package.folder_invalid'],
    ['a name that cannot be', ['connector', 'new', 'Desk'], 'package.folder_invalid'],
    ['a name of ours', ['connector', 'new', 'millrace-desk'], 'package.name_reserved'],
  ])('%s ends with 1', async (...[, args, code]) => {
    const { exitCode, complaints } = await millrace(args);
    expect(exitCode).toBe(1);
    expect(complaints).toContain(`[${code}]`);
  });
});

describe('keys', () => {
  test('are made for this user alone, listed, and made known to a server', async () => {
    const made = await json('connector', 'keys', 'new');
    const keyId = String(made.keyId);
    expect(keyIdOf(String(made.publicKey))).toBe(keyId);
    expect(statSync(String(made.file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(String(made.file), 'utf8')).toContain('PRIVATE KEY');
    expect(made).not.toHaveProperty('privateKeyPem');
    expect(await json('connector', 'keys', 'list')).toEqual({ keys: [{ keyId, file: made.file }] });

    answer = { status: 201, body: { keyId, name: 'Acme' } };
    const { out } = await millrace(['connector', 'keys', 'register', keyId, '--name', 'Acme']);
    expect(out).toContain(`knows the key ${keyId} now`);
    expect(server.requests).toMatchObject([
      { method: 'POST', path: '/api/v1/publisher-keys', headers: { authorization: 'Bearer mlr_test' } },
    ]);
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({ name: 'Acme', publicKey: made.publicKey });
  });

  test('there are none at first', async () => {
    expect(await millrace(['connector', 'keys', 'list'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('no keys'),
    });
    expect(await json('connector', 'keys', 'list')).toEqual({ keys: [] });
  });
});

describe('publish', () => {
  test('sends a signed package, and says what became of it', async () => {
    const folder = await quickConnector();
    const { keyId, publicKey } = await json('connector', 'keys', 'new');
    answer = {
      status: 201,
      body: { ...PUBLISHED, changes: [{ path: 'actions/list_tickets', rule: 'added', bump: 'minor' }] },
    };
    const { exitCode, out } = await millrace(['connector', 'publish', folder]);
    expect(exitCode).toBe(0);
    expect(out).toContain(`Published desk 0.1.0 (published, a minor change, signed with ${String(keyId)}).`);
    expect(out).toContain('  actions/list_tickets: added\n');

    const [request] = server.requests;
    expect(request).toMatchObject({
      ...{ method: 'POST', path: '/api/v1/connectors/packages?promote=false' },
      headers: { 'content-type': 'application/gzip', authorization: 'Bearer mlr_test' },
    });
    const tarball = request?.body ?? Buffer.alloc(0);
    const { manifest } = await unpackConnector(tarball);
    const [, named, signature = ''] =
      /^keyId=([^,]*),name=desk,version=0\.1\.0,sig=(.*)$/.exec(String(request?.headers['millrace-signature'])) ?? [];
    expect(named).toBe(keyId);
    const facts = { name: manifest.name, version: manifest.version, sha512: integrityOf(tarball) };
    expect(() => verifyPackage(facts, { publicKey: String(publicKey), signature })).not.toThrow();
  });

  test('without a key it is unsigned; --promote asks for it to be the latest', async () => {
    const folder = await quickConnector();
    answer = { status: 201, body: { ...PUBLISHED, isLatest: true } };
    expect(await json('connector', 'publish', folder, '--promote')).toMatchObject({ isLatest: true });
    expect(server.requests[0]?.path).toBe('/api/v1/connectors/packages?promote=true');
    expect(server.requests[0]?.headers).not.toHaveProperty('millrace-signature');
  });

  test('what somebody has to say yes to is printed, and said with --approve', async () => {
    answer = {
      status: 201,
      body: { ...PUBLISHED, isApproved: false, approvalNeeded: ['api.desk.example', 'secrets'] },
    };
    const options = ['--promote', '--approve', 'other.desk.example,secrets'];
    const { out } = await millrace(['connector', 'publish', await quickConnector(), ...options]);
    expect(out).toContain('New steps do not get it, and no workflow that pins it is published, until it is promoted');
    expect(out).toContain('which --approve says yes to: api.desk.example, secrets\n');
    const query = new URL(server.requests[0]?.path ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({ promote: 'true', approve: 'other.desk.example,secrets' });
  });

  test('what does not pass its tests is not sent', async () => {
    const folder = await connector();
    change(join(folder, 'src/actions/create-ticket.test.ts'), "['Printer on fire']", "['Printer']");
    const { exitCode, complaints } = await millrace(['connector', 'publish', folder]);
    expect(exitCode).toBe(1);
    expect(complaints).toBe('Its own tests fail.\nNothing was published.\n');
    expect(server.requests).toEqual([]);
  });

  test('a refusal is printed with each of its problems', async () => {
    answer = {
      status: 409,
      body: {
        ...{ type: '/errors/connector#connector.schema_breaking', title: 'Breaking', status: 409 },
        ...{ code: 'connector.schema_breaking', detail: 'The version must be 1.0.0 at least.' },
        errors: [
          {
            path: 'actions/list_tickets/input/subject',
            rule: 'property.removed',
            before: { type: 'string' },
            after: null,
          },
          { path: '/version', message: 'is too small' },
        ],
      },
    };
    const { exitCode, complaints } = await millrace(['connector', 'publish', await quickConnector()]);
    expect(exitCode).toBe(1);
    expect(complaints).toBe(
      'The version must be 1.0.0 at least. [connector.schema_breaking]\n' +
        '  - actions/list_tickets/input/subject: property.removed ({"type":"string"} → null)\n' +
        '  - /version: is too small\n',
    );
  });

  test.each([
    ['no Millrace', { status: 404, body: '<html>' }, 'cli.unexpected_answer'],
    ['a wrong key', { status: 401, body: { code: 'auth.required', detail: 'Sign in.' } }, 'auth.required'],
  ])('a server that is %s', async (...[, given, code]) => {
    answer = given;
    const { exitCode, complaints } = await millrace(['connector', 'publish', await quickConnector()]);
    expect(exitCode).toBe(1);
    expect(complaints).toContain(`[${code}]`);
  });

  test('a server that is not there', async () => {
    const { exitCode, complaints } = await millrace([
      ...['connector', 'publish', await quickConnector(), '--server', 'http://127.0.0.1:9'],
    ]);
    expect(exitCode).toBe(1);
    expect(complaints).toMatch(/^http:\/\/127\.0\.0\.1:9 does not answer: .*\. \[cli\.unreachable\]\n$/);
  });

  test.each([
    ['no server', { MILLRACE_URL: '' }, [], 'Say which server'],
    ['no API key', { MILLRACE_API_KEY: '' }, [], 'An API key is needed'],
    ['an address that is none', {}, ['--server', 'ftp://x'], '"ftp://x" is no address of a server'],
    ['a key that is not here', {}, ['--key', '0123456789abcdef'], 'There is no key "0123456789abcdef" here'],
  ])('%s is wrong use', async (...[, environment, options, words]) => {
    Object.assign(process.env, environment);
    const { exitCode, complaints } = await millrace(['connector', 'publish', '.', ...options]);
    expect(exitCode).toBe(2);
    expect(complaints).toContain(words);
  });

  test('several keys, and none named, is wrong use', async () => {
    await json('connector', 'keys', 'new');
    await json('connector', 'keys', 'new');
    const { exitCode, complaints } = await millrace(['connector', 'publish', '.']);
    expect(exitCode).toBe(2);
    expect(complaints).toContain('There are 2 keys: say which with --key');
  });
});

test('nothing is left in the folder but what was asked for', async () => {
  const folder = await connector();
  await millrace(['connector', 'test', folder]);
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
  expect(existsSync(join(folder, 'dist'))).toBe(false);
});
