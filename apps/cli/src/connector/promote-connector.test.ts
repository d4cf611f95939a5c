import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { servePackages, type Answer, type PackageServer } from '../testing/package-server.ts';
import { millrace } from '../testing/run-millrace.ts';

const usual = { ...process.env };
let server: PackageServer;
let answer: Answer;

beforeEach(async () => {
  answer = { status: 200, body: { items: [{ name: 'acme-desk', version: '1.4.0', isLatest: true }] } };
  server = await servePackages(() => answer);
  process.env.MILLRACE_URL = server.url;
  process.env.MILLRACE_API_KEY = 'mlr_test';
});
afterEach(async () => {
  await server.close();
  process.env = { ...usual };
});

const promote = (...args: readonly string[]) => millrace(['connector', 'promote', 'acme-desk', '1.4.0', ...args]);

test('a version is promoted, with the permissions that somebody has said yes to', async () => {
  const promoted = await promote('--approve', 'api.acme.example, secrets');
  expect(promoted).toMatchObject({ exitCode: 0, complaints: '' });
  expect(promoted.out).toBe('New steps get acme-desk 1.4.0. Workflows keep the version that they pin.\n');
  expect(server.requests.map(({ path, body }) => [path, JSON.parse(Buffer.from(body).toString()) as unknown])).toEqual([
    ['/api/v1/connectors/acme-desk/versions/1.4.0/promote', { approved: ['api.acme.example', 'secrets'] }],
  ]);
});

test('a refusal is said with its code', async () => {
  answer = { status: 409, body: { code: 'connector.approval_needed', detail: 'Somebody has to say yes to a host.' } };
  expect(await promote()).toMatchObject({
    ...{ exitCode: 1, out: '' },
    complaints: 'Somebody has to say yes to a host. [connector.approval_needed]\n',
  });
});

test('what the server answers is printed for programs', async () => {
  const { exitCode, out } = await promote('--json');
  expect([exitCode, JSON.parse(out)]).toEqual([0, answer.body]);
});
