// A piece of the real registry through the API: installed, listed, called by a workflow. Where no registry answers, it says so.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';
import type { PiecePreviewDto } from './pieces.dto.ts';

const PIECES = '/api/v1/connectors/pieces';
const PREVIEW = `${PIECES}/preview`;
const MAPPER = { package: '@activepieces/piece-data-mapper', version: '0.3.15' };
let database: TestDatabase;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'millrace-pieces-'));
  server = await startTestServer(database.url, { MILLRACE_DATA_DIR: folder });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Where no registry answers, there is nothing to see. */
async function look(json: object): Promise<Answer | undefined> {
  const seen = await server.api(PREVIEW, { json });
  if (seen.status !== 502) return seen;
  process.stdout.write('Skipped: no npm registry answers, so there are no pieces.\n');
  return undefined;
}
const effectsOf = async (version: string): Promise<string | undefined> => {
  const { body } = await server.api(`/api/v1/connectors/ap-data-mapper?version=${version}`);
  const { actions } = body as unknown as { actions: { name: string; effects: string }[] };
  return actions.find(({ name }) => name === 'advanced_mapping')?.effects;
};
const publishAdding = (name: string, version: string) =>
  server.publish({
    ...webhookWorkflow(name, {
      ...{ Type: 'Task', Resource: 'connector:ap-data-mapper/advanced_mapping' },
      Arguments: { mapping: { sum: '{% $states.input.body.a + 4 %}' } },
    }),
    connectors: { 'ap-data-mapper': version },
  } as never);

test('a piece is looked at, and nothing of it is kept', async () => {
  const seen = await look(MAPPER);
  if (seen === undefined) return;
  expect(seen).toMatchObject({
    status: 200,
    body: { name: 'ap-data-mapper', version: '0.3.15', title: 'Data Mapper', isYoung: false, refusals: [], auth: [] },
  });
  const { actions, sizeBytes, packages } = seen.body as unknown as PiecePreviewDto;
  expect(actions).toMatchObject([{ name: 'advanced_mapping', claimsToRead: false }]);
  expect([sizeBytes > 1000, packages >= 1]).toEqual([true, true]);
  expect(await readdir(join(folder, 'pieces'))).toEqual([]);
  expect((await server.api('/api/v1/connectors/ap-data-mapper')).status).toBe(404);
  const refused = await look({ package: '@activepieces/piece-subflows', version: '0.6.3' });
  expect(refused?.body).toMatchObject({ refusals: [{ code: 'piece.own_server' }], actions: [], name: 'ap-subflows' });
  const missing = await look({ ...MAPPER, version: '99.0.0' });
  expect(missing?.body).toMatchObject({ status: 404, code: 'piece.not_found' });
  expect((missing?.body as { detail?: string }).detail).toContain('0.3.15');
  expect((await look({ ...MAPPER, package: '@activepieces/piece-there-is-none-of-it' }))?.body).toMatchObject({
    ...{ status: 404, code: 'piece.not_found' },
  });
  expect(await readdir(join(folder, 'pieces'))).toEqual([]);
}, 180_000);

test('a registry that does not answer is said to be that', async () => {
  process.env.npm_config_registry = 'http://127.0.0.1:9/';
  process.env.npm_config_fetch_retries = '0';
  try {
    for (const path of [PREVIEW, PIECES])
      expect((await server.api(path, { json: MAPPER })).body).toMatchObject({
        ...{ status: 502, code: 'piece.registry_failed' },
      });
  } finally {
    delete process.env.npm_config_registry;
    delete process.env.npm_config_fetch_retries;
  }
}, 60_000);

test('a piece is installed, and a workflow calls it', async () => {
  if ((await look(MAPPER)) === undefined) return;
  const json = { ...MAPPER, reads: ['advanced_mapping'] };
  expect((await server.api(PIECES, { json: { ...MAPPER, reads: ['map'] } })).body).toMatchObject({
    ...{ status: 422, code: 'piece.action_unknown' },
  });
  const added = await server.api(PIECES, { json });
  expect(added.body).toMatchObject({ name: 'ap-data-mapper', version: '0.3.15', isLatest: true });
  const listed = await server.api('/api/v1/connectors/ap-data-mapper');
  expect(listed.body).toMatchObject({ origin: 'piece', permissions: { secrets: true } });
  expect(await effectsOf('0.3.15')).toBe('read');
  await publishAdding('adds', '0.3.15');
  const run = await server.send('/hooks/default/adds', { json: { a: 3 } });
  expect(run.body).toEqual({ sum: 7 });
  expect((await server.api(PIECES, { json })).body).toMatchObject({ status: 409, code: 'connector.version_taken' });
  expect((await look(MAPPER))?.body).toMatchObject({
    ...{ refusals: [{ code: 'connector.version_taken' }], readsBefore: ['advanced_mapping'] },
  });
}, 180_000);

test('which actions only read is said anew by another version of the same files: what is pinned stays', async () => {
  if ((await look(MAPPER)) === undefined) return;
  const say = (reads: readonly string[], more: object = {}) =>
    server.api(`${PIECES}/ap-data-mapper/reads`, { json: { reads, ...more } });
  const said = await say([]);
  expect(said).toMatchObject({
    status: 200,
    body: { version: '0.3.15-reads.1', isLatest: true, isApproved: true, since: '0.3.15' },
  });
  expect([await effectsOf('0.3.15'), await effectsOf('0.3.15-reads.1')]).toEqual(['read', 'write']);
  expect((await server.send('/hooks/default/adds', { json: { a: 3 } })).body).toEqual({ sum: 7 });
  await publishAdding('adds-new', '0.3.15-reads.1');
  expect((await server.send('/hooks/default/adds-new', { json: { a: 5 } })).body).toEqual({ sum: 9 });
  const { body } = await server.api('/api/v1/connectors/ap-data-mapper/versions');
  const [newest] = (body as unknown as { items: { version: string; changelog: string; changes: object[] }[] }).items;
  expect(newest).toMatchObject({ version: '0.3.15-reads.1', changes: [{ rule: 'effects.write' }] });
  expect(newest?.changelog).toContain('Count as writes again: `advanced_mapping`');
  // Said once more, it is the version that is there; said as it was, the one that was there before.
  expect((await say([])).body).toMatchObject({ version: '0.3.15-reads.1', isLatest: true });
  const again = { reads: ['advanced_mapping', 'advanced_mapping'], version: '0.3.15-reads.1' };
  expect((await say(again.reads, { version: again.version, promote: false })).body).toMatchObject({
    ...{ version: '0.3.15', isLatest: false },
  });
  expect((await say(again.reads)).body).toMatchObject({ version: '0.3.15', isLatest: true });
}, 60_000);

test.each([
  ['an action that is not there', 'ap-data-mapper', { reads: ['map'] }, 422, 'piece.action_unknown'],
  ['a version that is not there', 'ap-data-mapper', { reads: [], version: '9.9.9' }, 404, 'connector.not_found'],
  ['a connector that is not there', 'ap-nothing', { reads: [] }, 404, 'connector.not_found'],
  ['a connector that is no piece', 'http', { reads: [] }, 404, 'connector.not_found'],
  ['no list', 'ap-data-mapper', {}, 422, 'request.invalid'],
])('of %s nothing is said', async (...[what, name, json, status, code]) => {
  if (what.includes('action') && (await look(MAPPER)) === undefined) return;
  expect((await server.api(`${PIECES}/${name}/reads`, { json })).body).toMatchObject({ status, code });
});

test('of a version that was withdrawn, or is blocked, nothing is said', async () => {
  if ((await look(MAPPER)) === undefined) return;
  const of = '/api/v1/connectors/ap-data-mapper/versions/0.3.15-reads.1';
  const say = () => server.api(`${PIECES}/ap-data-mapper/reads`, { json: { reads: [], version: '0.3.15-reads.1' } });
  await server.api(`${of}/yank`, { json: {} });
  expect((await say()).body).toMatchObject({ status: 422, code: 'connector.version_invalid' });
  await server.api(`${of}/restore`, { json: {} });
  await server.api(`${of}/block`, { json: { reason: 'It is bad.' } });
  expect((await say()).body).toMatchObject({ status: 409, code: 'connector.blocked' });
  // The same files are blocked in all that is said of them.
  expect((await server.send('/hooks/default/adds', { json: { a: 3 } })).body).not.toEqual({ sum: 7 });
  await server.api(`${of}/unblock`, { json: {} });
});

test.each([
  ['a package that is no piece', { package: 'left-pad', version: '1.3.0' }, 'piece.name_invalid'],
  ['an option in place of a name', { package: '--registry=http://x', version: '1.0.0' }, 'piece.name_invalid'],
  ['a range', { package: '@activepieces/piece-slack', version: '^1.0.0' }, 'piece.version_invalid'],
])('refuses %s', async (_, json, code) => {
  for (const path of [PIECES, PREVIEW])
    expect((await server.api(path, { json })).body).toMatchObject({ status: 422, code });
});

test('builders install none, look at none, and say nothing of any', async () => {
  const made = await server.api('/api/v1/api-keys', { json: { name: 'b', scopes: ['connector.publish'] } });
  const headers = { authorization: `Bearer ${made.body.key}` };
  const json = { package: '@activepieces/piece-slack', version: '1.0.0' };
  for (const path of [PIECES, PREVIEW])
    expect(await server.send(path, { json, headers })).toMatchObject({ status: 403 });
  const said = await server.send(`${PIECES}/ap-data-mapper/reads`, { json: { reads: [] }, headers });
  expect(said).toMatchObject({ status: 403 });
});
