// The real service of these tests is a server on loopback.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { createConnectorFolder } from '@millrace/connector-package';
import { millrace } from '../testing/run-millrace.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-live-'));
const usual = { ...process.env };
const TOKEN = 'real-token-4711';
let service: Server;
let records: readonly unknown[];
let asked: (readonly [string, string | undefined])[];
let folder: string;

beforeEach(async () => {
  records = [{ id: 'T-1', subject: 'Printer', updated_at: '2026-03-01T09:30:00Z' }];
  asked = [];
  service = createServer((request, response) => {
    asked.push([`${request.method ?? ''} ${request.url ?? ''}`, request.headers.authorization]);
    if (request.method === 'DELETE') response.writeHead(204).end();
    else {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ tickets: records, next: null, ...(records[0] as object) }));
    }
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  process.env.MILLRACE_CONFIG_DIR = mkdtempSync(join(root, 'config-'));
  folder = join(mkdtempSync(join(root, 'made-')), 'desk');
  createConnectorFolder({ folder, name: 'desk', kind: 'http' });
});
afterEach(async () => {
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
  process.env = { ...usual };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The connector of the folder, where the real service is this test's. */
function pointAtService(): void {
  const base = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  for (const path of ['src/index.ts', 'test/fake.ts']) {
    const text = readFileSync(join(folder, path), 'utf8');
    writeFileSync(
      join(folder, path),
      text.replaceAll('https://api.desk.example', base).replaceAll('api.desk.example', '127.0.0.1'),
    );
  }
}
function keepConnection(name: string, content: unknown): string {
  const connections = join(process.env.MILLRACE_CONFIG_DIR ?? '', 'connections');
  mkdirSync(connections, { recursive: true });
  const file = join(connections, `${name}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const run = (...options: readonly string[]) => millrace(['connector', 'test', folder, ...options]);

test('--record writes down what the real service answers, the tests play it, and --live says what has changed', async () => {
  pointAtService();
  const file = keepConnection('mine', { auth: 'token', fields: { token: TOKEN } });
  const recorded = await run('--record', '--live', 'mine');
  expect(recorded.out).toContain('record: create_ticket');
  expect(recorded).toMatchObject({ exitCode: 0, complaints: '', out: expect.not.stringContaining('✖') });
  expect(asked).toContainEqual(['POST /v1/tickets', `Bearer ${TOKEN}`]);
  const recording = readFileSync(join(folder, 'test/recordings/list-tickets.json'), 'utf8');
  expect(recording).not.toContain(TOKEN);

  asked = [];
  const played = await run();
  expect(played).toMatchObject({ exitCode: 0, complaints: '' });
  expect(played.out).toContain('replay: list_tickets');
  expect(asked).toEqual([]);

  records = [{ id: 'T-1', subject: 'Printer', updated_at: '2026-03-01T09:30:00Z', owner: { name: 'x' } }];
  expect(await run('--live', file)).toMatchObject({ exitCode: 0 });
  records = [{ id: 7, subject: 'Printer', updated_at: '2026-03-01T09:30:00Z' }];
  const changed = await run('--live', file);
  expect(changed.exitCode).toBe(1);
  expect(changed.out).toContain('live: list_tickets');
  expect(changed.out + changed.complaints).not.toContain(TOKEN);
}, 60_000);

test.each<[string, unknown, RegExp]>([
  [
    'that is not there',
    undefined,
    /^There is no connection "mine": .*mine\.json is not there\. .*Those that are there: other\. .*chmod 600/,
  ],
  [
    'that is no JSON',
    '{ "auth": "token", "fields": { "token": "real-token',
    /mine\.json is no connection: it is no JSON\./,
  ],
  ['without fields', { auth: 'token' }, /it has no "auth" or no "fields"/],
  ['of another kind', { auth: 'oauth', fields: {} }, /signs in by "oauth"; desk knows token\./],
  ['without its token', { auth: 'token', fields: {} }, /has no fields\.token, which "token" of desk needs\./],
])('a connection %s is told of, and nobody is asked', async (_, content, words) => {
  pointAtService();
  keepConnection('other', { auth: 'token', fields: { token: TOKEN } });
  if (content !== undefined) keepConnection('mine', content);
  const { exitCode, complaints } = await run('--live', 'mine');
  expect(exitCode).toBe(2);
  expect(complaints.replace(/^.*?: (?=There)/, '')).toMatch(words);
  expect(complaints).not.toContain('real-token');
  expect(asked).toEqual([]);
});

test('--record without a connection asks nobody by one that is made up', async () => {
  pointAtService();
  const { exitCode, out } = await run('--record');
  expect(exitCode).toBe(1);
  expect(out).toContain('connector test --live <connection>');
  expect(asked).toEqual([]);
  expect(existsSync(join(folder, 'test/recordings'))).toBe(false);
});

test('where no tests ask it, that is said', async () => {
  for (const path of ['src/index.test.ts', 'src/actions/create-ticket.test.ts']) rmSync(join(folder, path));
  const { exitCode, complaints } = await run('--record');
  expect(exitCode).toBe(2);
  expect(complaints).toContain('no tests for node:test');
});
