import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { servePackages, type Answer, type PackageServer } from '../testing/package-server.ts';
import { millrace } from '../testing/run-millrace.ts';

const usual = { ...process.env };
let server: PackageServer;
let answer: Answer;
const ADDED = {
  ...{ name: 'ap-slack', version: '0.17.9', state: 'published', isLatest: true, changes: [], approvalNeeded: [] },
  ...{ title: 'Slack', licenseNote: 'The package states no licence.', warnings: ['One action is left out.'] },
};

beforeEach(async () => {
  answer = { status: 201, body: ADDED };
  server = await servePackages(() => answer);
  process.env.MILLRACE_URL = server.url;
  process.env.MILLRACE_API_KEY = 'mlr_test';
});
afterEach(async () => {
  await server.close();
  process.env = { ...usual };
});

const addPiece = (...args: readonly string[]) => millrace(['connector', 'add-piece', ...args]);

test('a piece is asked for by package and version, and what came of it is said', async () => {
  const added = await addPiece('@activepieces/piece-slack@0.17.9', '--reads', 'find_user,list', '--no-promote');
  expect(added).toMatchObject({ exitCode: 0, complaints: '' });
  expect(added.out).toBe(
    'Installed Slack as ap-slack 0.17.9, which new steps get.\nThe package states no licence.\n  - One action is left out.\n',
  );
  expect(server.requests.map(({ path, body }) => [path, JSON.parse(Buffer.from(body).toString()) as unknown])).toEqual([
    [
      '/api/v1/connectors/pieces',
      {
        ...{ package: '@activepieces/piece-slack', version: '0.17.9', reads: ['find_user', 'list'] },
        ...{ allowYoung: false, promote: false },
      },
    ],
  ]);
});

test('a refusal is said with its code, and a package without a version is wrong use', async () => {
  answer = { status: 409, body: { code: 'piece.too_young', detail: 'It is two days old.' } };
  const refused = await addPiece('@activepieces/piece-slack@0.17.9');
  expect(refused).toMatchObject({ exitCode: 1, complaints: 'It is two days old. [piece.too_young]\n' });
  const wrong = await addPiece('@activepieces/piece-slack');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.complaints).toContain('Say which version');
});

const PREVIEW = {
  ...{ name: 'ap-slack', version: '0.17.9', title: 'Slack', description: 'Messages.', isYoung: true },
  ...{ publishedAt: '2026-03-01T09:30:00.000Z', sizeBytes: 2_000_000, packages: 3, license: 'MIT' },
  ...{
    refusals: [] as object[],
    warnings: ['It is of the first generation.'],
    auth: [{ title: 'Sign in', kind: 'oauth2' }],
  },
  actions: [
    { name: 'send', title: 'Send', claimsToRead: false },
    { name: 'find', title: 'Find', claimsToRead: true },
  ],
  triggers: [{ name: 'new_message', title: 'New message', kind: 'webhook' }],
};

test('what a piece is can be asked before it is installed', async () => {
  answer = { status: 200, body: PREVIEW };
  const seen = await addPiece('@activepieces/piece-slack@0.17.9', '--dry-run');
  expect(seen).toMatchObject({ exitCode: 0, complaints: '' });
  expect(seen.out).toBe(
    'Slack: ap-slack 0.17.9, not installed.\nMessages.\n' +
      '1954 KiB in 3 packages, published at 2026-03-01T09:30:00.000Z: less than three days ago, so it needs --allow-young.\n' +
      'Licence: MIT.\nSigns in by (1): Sign in.\nActions (2): send, find (says that it only reads).\nTriggers (1): new_message.\n' +
      '  - It is of the first generation.\n',
  );
  expect(server.requests.map(({ path, body }) => [path, JSON.parse(Buffer.from(body).toString()) as unknown])).toEqual([
    ['/api/v1/connectors/pieces/preview', { package: '@activepieces/piece-slack', version: '0.17.9' }],
  ]);
});

test('one that would be refused says why, and so does the exit code', async () => {
  const refusals = [{ code: 'piece.native_code', message: 'x.node\u001b[2J is native code.' }];
  const { publishedAt: _, license: __, ...rest } = PREVIEW;
  answer = { status: 200, body: { ...rest, packages: 1, actions: [], triggers: [], auth: [], refusals } };
  const refused = await addPiece('@activepieces/piece-slack@0.17.9', '--dry-run');
  expect(refused.exitCode).toBe(1);
  expect(refused.out).toContain('1954 KiB in 1 package.\nThe package states no licence.\n');
  expect(refused.out).toContain('Would be refused: x.node [2J is native code. [piece.native_code]\n');
  answer = { status: 404, body: { code: 'piece.not_found', detail: 'The registry has none.' } };
  const missing = await addPiece('@activepieces/piece-slack@9.9.9', '--dry-run');
  expect(missing).toMatchObject({ exitCode: 1, complaints: 'The registry has none. [piece.not_found]\n' });
});

test('which actions only read is said by their names, and what came of it is said', async () => {
  const setReads = (...args: readonly string[]) => millrace(['connector', 'set-reads', 'ap-slack', ...args]);
  answer = { status: 200, body: { ...ADDED, version: '0.17.9-reads.1' } };
  expect(await setReads('find, list')).toMatchObject({
    ...{ exitCode: 0, complaints: '' },
    out: 'So it is in ap-slack 0.17.9-reads.1. New steps get it. Workflows keep the version that they pin.\n',
  });
  await setReads('', '--piece-version', '0.17.8', '--no-promote');
  expect(server.requests.map(({ path, body }) => [path, JSON.parse(Buffer.from(body).toString()) as unknown])).toEqual([
    ['/api/v1/connectors/pieces/ap-slack/reads', { reads: ['find', 'list'], promote: true }],
    ['/api/v1/connectors/pieces/ap-slack/reads', { version: '0.17.8', reads: [], promote: false }],
  ]);
  answer = { status: 422, body: { code: 'piece.action_unknown', detail: 'ap-slack has no action "x".' } };
  expect(await setReads('x')).toMatchObject({
    ...{ exitCode: 1, complaints: 'ap-slack has no action "x". [piece.action_unknown]\n' },
  });
});
