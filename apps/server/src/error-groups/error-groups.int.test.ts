// Error groups from outside, over a real database.
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import type { RunDto } from '../runs/runs.dto.ts';
import type { ErrorGroupDetailDto, ErrorGroupPage } from './error-groups.dto.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

/** Fails with the amount in its cause, unless that is a number. */
const CHECK = {
  Type: 'Pass',
  Output: `{% $type($states.input.amount) = 'number' ? 'ok' : $error('Cannot read "' & $states.input.amount & '"') %}`,
};
const FIXED = { Type: 'Pass', Output: 'ok' };

const start = async (name: string, input: object): Promise<string> => {
  const { body } = await server.api(`/api/v1/workflows/${name}/runs`, { json: { input } });
  await until(async () => {
    const { body: run } = await server.api(`/api/v1/runs/${body.runId}`);
    return (run as unknown as RunDto).endedAt === undefined ? undefined : run;
  });
  return body.runId;
};
const readRun = async (id: string): Promise<RunDto> =>
  (await server.api(`/api/v1/runs/${id}`)).body as unknown as RunDto;
const list = async (query: string): Promise<ErrorGroupPage> =>
  (await server.api(`/api/v1/errors?${query}`)).body as unknown as ErrorGroupPage;
const read = async (fingerprint: string): Promise<ErrorGroupDetailDto> =>
  (await server.api(`/api/v1/errors/${fingerprint}`)).body as unknown as ErrorGroupDetailDto;
const change = (fingerprint: string, json: object) =>
  server.api(`/api/v1/errors/${fingerprint}`, { method: 'PATCH', json });
async function publishNext(name: string, document: object): Promise<void> {
  const { body: draft } = await server.api(`/api/v1/workflows/${name}/draft`);
  const headers = { 'if-match': `"${draft.revision}"` };
  await server.api(`/api/v1/workflows/${name}/draft`, { method: 'PUT', headers, json: document });
  expect((await server.api(`/api/v1/workflows/${name}/publish`, { json: {} })).status).toBe(201);
}
/** One group of failures of a new workflow. */
async function failing(name: string, amounts: readonly string[] = ['12,50']): Promise<string> {
  await server.publish(webhookWorkflow(name, CHECK));
  for (const amount of amounts) await start(name, { amount });
  const { items } = await list(`workflow=${name}`);
  expect(items).toHaveLength(1);
  return items[0]?.fingerprint ?? '';
}

test('runs that failed of one cause with different values are one group', async () => {
  const fingerprint = await failing('sums', ['12,50', '7,00', '1,99', 'free', '0x1F']);
  await start('sums', { amount: 5 });
  const [group] = (await list('workflow=sums')).items;
  expect(group).toMatchObject({
    ...{ state: 'open', isRegressed: false, count: 5, newestVersion: 1, path: 'Only', step: 'Only' },
    ...{ workflow: { name: 'sums' }, error: 'States.QueryEvaluationError' },
  });
  expect(group?.hours.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  const detail = await read(fingerprint);
  expect(detail).toMatchObject({ liveVersion: 1, newestPublished: 1, versions: [{ number: 1, count: 5 }] });
  expect(detail.samples).toHaveLength(5);
  const [newest] = detail.samples;
  expect(newest?.run.id).toBe(detail.sampleRunId);
  expect(newest?.origin).toEqual({ runId: newest?.run.id, workflow: 'sums', step: 'Only' });
  // The runs are found by it, and say it.
  const { body } = await server.api(`/api/v1/runs?fingerprint=${fingerprint}&limit=3`);
  const page = body as unknown as { readonly items: readonly RunDto[]; readonly nextCursor?: string };
  expect(page.items.map((run) => run.fingerprint)).toEqual([fingerprint, fingerprint, fingerprint]);
  expect(page.nextCursor).toBeDefined();
});

test('a failure of a run that another waits for counts once, and its group says where it began', async () => {
  const inner = { ...webhookWorkflow('inner', CHECK), triggers: { api: { type: 'call' } } };
  await server.publish(inner);
  const call = { Type: 'Task', Resource: 'workflow:inner', Arguments: '{% $states.input %}' };
  await server.publish(webhookWorkflow('outer', call));
  const States = {
    Only: { ...call, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Fine' }], End: true },
    Fine: { Type: 'Succeed' },
  };
  const careful = { ...webhookWorkflow('careful', {}), machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States } };
  await server.publish(careful);
  expect(await readRun(await start('careful', { amount: '12,50' }))).toMatchObject({ status: 'succeeded' });
  const outer = await start('outer', { amount: '12,50' });
  await start('outer', { amount: '3,00' });
  expect((await list('workflow=inner')).items).toEqual([]);
  expect((await list('workflow=careful')).items).toEqual([]);
  const [group] = (await list('workflow=outer')).items;
  expect(group).toMatchObject({ count: 2, step: 'Only', resource: 'workflow:inner' });
  expect(group?.normalisedCause).toMatch(/^inner: States\.QueryEvaluationError: /);
  const { samples } = await read(group?.fingerprint ?? '');
  expect(samples.map(({ run }) => run.id)).toContain(outer);
  expect(samples[0]?.origin).toMatchObject({ workflow: 'inner', step: 'Only' });
  expect(samples[0]?.origin?.runId).not.toBe(samples[0]?.run.id);
});

test('tests of drafts and cancelled runs are in no group', async () => {
  await server.publish(webhookWorkflow('quiet', CHECK));
  const tested = await server.api('/api/v1/workflows/quiet/draft/test', { json: { input: { amount: 'x' } } });
  expect(tested.status).toBeLessThan(300);
  const run = await until(async () => {
    const found = await readRun(tested.body.runId);
    return found.endedAt === undefined ? undefined : found;
  });
  expect(run.status).toBe('failed');
  expect(run).not.toHaveProperty('fingerprint');
  expect((await list('workflow=quiet')).items).toEqual([]);
});

test('what is resolved is open again, and regressed, when it is seen in that version or a later one', async () => {
  const fingerprint = await failing('regress');
  expect(await change(fingerprint, { state: 'resolved', resolvedInVersion: 2 })).toMatchObject({
    ...{ status: 200, body: { state: 'resolved', resolvedIn: 2, isRegressed: false, changedBy: 'ada' } },
  });
  await start('regress', { amount: 'old version' });
  expect(await read(fingerprint)).toMatchObject({ state: 'resolved', count: 2 });
  await publishNext('regress', webhookWorkflow('regress', { ...CHECK, Comment: 'Again' }));
  await start('regress', { amount: 'new version' });
  const regressed = await read(fingerprint);
  expect(regressed).toMatchObject({ state: 'open', isRegressed: true, resolvedIn: 2, count: 3, liveVersion: 2 });
  expect(regressed.versions.map(({ number, count }) => [number, count])).toEqual([
    [2, 1],
    [1, 2],
  ]);
  // Without a version: the live one.
  await publishNext('regress', webhookWorkflow('regress', FIXED));
  expect(await change(fingerprint, { state: 'resolved' })).toMatchObject({
    body: { resolvedIn: 3, isRegressed: false },
  });
  expect((await list('workflow=regress&state=open')).items).toEqual([]);
  expect((await list('workflow=regress&state=resolved,ignored')).items).toHaveLength(1);
});

test('what is ignored stays so until it was seen often enough, or a time has come', async () => {
  const fingerprint = await failing('ignore');
  expect(await change(fingerprint, { state: 'ignored', ignoreCount: 2 })).toMatchObject({
    ...{ status: 200, body: { state: 'ignored', ignoredFor: 2 } },
  });
  await start('ignore', { amount: 'a' });
  expect(await read(fingerprint)).toMatchObject({ state: 'ignored', ignoredFor: 1 });
  await start('ignore', { amount: 'b' });
  expect(await read(fingerprint)).toMatchObject({ state: 'open', isRegressed: false });
  const ignoreUntil = new Date(Date.now() - 1000).toISOString();
  expect(await change(fingerprint, { state: 'ignored', ignoreUntil })).toMatchObject({ body: { state: 'open' } });
  await change(fingerprint, { state: 'ignored' });
  await start('ignore', { amount: 'c' });
  expect(await read(fingerprint)).toMatchObject({ state: 'ignored', count: 4 });
});

test('a group is somebody’s, or nobody’s', async () => {
  const fingerprint = await failing('mine');
  expect(await change(fingerprint, { assignee: 'me' })).toMatchObject({ body: { assignee: 'ada@example.com' } });
  expect((await change(fingerprint, { assignee: null })).body).not.toHaveProperty('assignee');
});

test('lists are in order, paged and narrowed', async () => {
  const often = await failing('often', ['1', '2', '3', '4', '5', '6', '7']);
  const late = await failing('late');
  const fingerprints = async (query: string) => (await list(query)).items.map((group) => group.fingerprint);
  expect((await fingerprints('limit=2'))[0]).toBe(late);
  expect((await fingerprints('order=frequent&limit=1'))[0]).toBe(often);
  const { nextCursor = '' } = await list('order=frequent&limit=1');
  expect(await fingerprints(`order=frequent&limit=1&cursor=${nextCursor}`)).not.toContain(often);
  const soon = new Date(Date.now() + 60_000).toISOString();
  expect(await fingerprints(`from=${soon}`)).toEqual([]);
  expect(await fingerprints('text=cannot+READ&workflow=late')).toEqual([late]);
});

describe('what is refused', () => {
  let fingerprint: string;
  beforeAll(async () => {
    fingerprint = await failing('refused');
  });

  test.each<[string, object, string]>([
    ['nothing to change', {}, 'request.invalid'],
    ['a version without the state', { resolvedInVersion: 1 }, 'request.invalid'],
    ['a time without the state', { state: 'open', ignoreUntil: '2030-01-01T00:00:00Z' }, 'request.invalid'],
    ['another person', { assignee: 'bo@example.com' }, 'request.invalid'],
    ['a version that will not be the next', { state: 'resolved', resolvedInVersion: 3 }, 'error_group.version_unknown'],
  ])('%s', async (_, body, code) => {
    expect(await change(fingerprint, body)).toMatchObject({ status: 422, body: { code } });
    expect(await read(fingerprint)).toMatchObject({ state: 'open' });
  });

  test('a group that is not there', async () => {
    const none = 'f'.repeat(32);
    const answer = { status: 404, body: { code: 'error_group.not_found' } };
    expect(await server.api(`/api/v1/errors/${none}`)).toMatchObject(answer);
    expect(await change(none, { state: 'ignored' })).toMatchObject(answer);
    expect((await server.api('/api/v1/errors/none')).status).toBe(400);
  });

  test('a cursor of another list', async () => {
    expect(await server.api('/api/v1/errors?cursor=x')).toMatchObject({
      status: 400,
      body: { code: 'list.cursor_invalid' },
    });
  });

  test('a key that may only read', async () => {
    const { body } = await server.api('/api/v1/api-keys', {
      json: { name: 'reader', scopes: ['run.read'], expiresInDays: 1 },
    });
    const headers = { authorization: `Bearer ${body.key}` };
    expect((await server.api(`/api/v1/errors/${fingerprint}`, { headers })).status).toBe(200);
    const json = { state: 'ignored' };
    expect((await server.api(`/api/v1/errors/${fingerprint}`, { method: 'PATCH', headers, json })).status).toBe(403);
  });
});
