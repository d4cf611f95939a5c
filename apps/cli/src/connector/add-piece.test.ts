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
