import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { addPerson } from '../testing/add-person.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
const pass = { Type: 'Pass', End: true };
const machine = { QueryLanguage: 'JSONata', StartAt: 'Do', States: { Do: pass } };
const document = (name: string, more: object = {}) => ({
  ...{ millrace: 1, name, title: name, triggers: { api: { type: 'call' } }, machine },
  ...more,
});
interface Queue {
  readonly workflow: string;
  readonly queued: number;
  readonly pausedBy?: string;
}

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish(document('free'));
  await server.publish(document('limited', { settings: { concurrency: { max: 3 } } }));
  await server.publish(
    document('timed', { triggers: { clock: { type: 'schedule', cron: '0 6 * * *', timeZone: 'Europe/Zurich' } } }),
  );
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const start = async (name: string) => (await server.api(`/api/v1/workflows/${name}/runs`, { json: {} })).body.runId;
const statusOf = async (runId: string) => (await server.api(`/api/v1/runs/${runId}`)).body.status;
async function runThrough(name: string): Promise<string> {
  const runId = await start(name);
  await until(async () => (await statusOf(runId)) === 'succeeded');
  return runId;
}
const queues = async (query = '') =>
  ((await server.api(`/api/v1/queues${query}`)).body as unknown as { readonly items: readonly Queue[] }).items;
const act = (name: string, what: 'pause' | 'resume', headers: Readonly<Record<string, string>> = {}) =>
  server.api(`/api/v1/queues/${name}/${what}`, { method: 'POST', headers });

test.each(['free', 'limited'])(
  'a paused queue takes in and lets nothing begin, and loses nothing: %s',
  async (name) => {
    await runThrough(name);
    expect(await act(name, 'pause')).toMatchObject({ status: 200, body: { workflow: name, pausedBy: 'ada' } });
    const runs = [await start(name), await start(name), await start(name)];
    expect(await queues('?paused=true')).toMatchObject([{ workflow: name, queued: 3 }]);
    // Another one goes on meanwhile, and what waits is looked at again and again.
    await runThrough(name === 'free' ? 'limited' : 'free');
    for (const runId of runs) expect(await statusOf(runId)).toBe('queued');
    expect(await act(name, 'pause')).toMatchObject({ status: 200 });
    const resumed = await act(name, 'resume');
    expect(resumed.status).toBe(200);
    expect(resumed.body).not.toHaveProperty('pausedAt');
    for (const runId of runs) await until(async () => (await statusOf(runId)) === 'succeeded');
    expect(await queues('?paused=true')).toEqual([]);
  },
);

test('what was accepted, and had not begun, is kept back too', async () => {
  const runId = await runThrough('free');
  // As one that no process has had room for.
  const { openDatabase } = await import('@millrace/persistence');
  const opened = await openDatabase({ url: database.url });
  await opened.source.query(
    `update run set status = 'queued', started_at = null, ended_at = null, output = null, step_count = 0,
       due_at = now() + interval '2 seconds' where id = $1`,
    [runId],
  );
  await act('free', 'pause');
  const [row] = await opened.source.query<{ due_at: Date | null }[]>('select due_at from run where id = $1', [runId]);
  await opened.close();
  expect(row?.due_at).toBeNull();
  await act('free', 'resume');
  await until(async () => (await statusOf(runId)) !== 'queued');
});

describe('a paused workspace', () => {
  const all = (what: 'pause' | 'resume', headers: Readonly<Record<string, string>> = {}) =>
    server.api(`/api/v1/queues/${what}`, { method: 'POST', headers });
  const pauseOf = async () =>
    ((await server.api('/api/v1/queues')).body as { readonly workspacePause?: object }).workspacePause;

  test('lets nothing begin, also of what is published meanwhile, and loses nothing', async () => {
    expect(await pauseOf()).toBeUndefined();
    expect(await all('pause')).toMatchObject({ status: 200, body: { by: 'ada' } });
    expect(await all('pause')).toMatchObject({ status: 200, body: { by: 'ada' } });
    expect(await pauseOf()).toMatchObject({ by: 'ada' });
    await server.publish(document('late'));
    const names = ['free', 'limited', 'late'];
    const runs = await Promise.all(names.map(start));
    // A test of a draft is not held back, and what waits is looked at meanwhile.
    const tested = (await server.api('/api/v1/workflows/free/draft/test', { json: { input: {} } })).body;
    await until(async () => (await statusOf(tested.runId)) === 'succeeded');
    for (const runId of runs) expect(await statusOf(runId)).toBe('queued');
    expect((await all('resume')).status).toBe(204);
    for (const runId of runs) await until(async () => (await statusOf(runId)) === 'succeeded');
    expect(await pauseOf()).toBeUndefined();
  });

  test('keeps back what had not begun; a workflow that is paused by itself stays so', async () => {
    await act('limited', 'pause');
    await all('pause');
    const [held, free] = [await start('limited'), await start('free')];
    expect(await queues('?paused=true')).toMatchObject([{ workflow: 'limited', queued: 1 }]);
    await all('resume');
    await until(async () => (await statusOf(free)) === 'succeeded');
    expect(await statusOf(held)).toBe('queued');
    await act('limited', 'resume');
    await until(async () => (await statusOf(held)) === 'succeeded');
  });

  test('is paused and resumed by who operates runs', async () => {
    const viewer = { authorization: `Bearer ${await addPerson(database.url, 'viewer')}` };
    expect((await all('pause', viewer)).status).toBe(403);
    expect((await all('resume', viewer)).status).toBe(403);
    expect((await all('resume')).status).toBe(204);
  });
});

test('the list says limits and waits, and pages by name', async () => {
  const all = await queues();
  expect(all.map(({ workflow }) => workflow)).toEqual(['free', 'late', 'limited', 'order-intake', 'timed']);
  expect(all[2]).toMatchObject({ limit: 3, isLimitPerKey: false, isLive: true, running: 0 });
  const first = (await server.api('/api/v1/queues?limit=1')).body as unknown as { readonly nextCursor: string };
  expect(await queues(`?limit=1&cursor=${first.nextCursor}`)).toMatchObject([{ workflow: 'late' }]);
});

test('schedules say when they come next', async () => {
  const { items } = (await server.api('/api/v1/schedules')).body;
  expect(items).toMatchObject([{ workflow: 'timed', triggerId: 'clock', cron: '0 6 * * *', missed: 0 }]);
  expect(items[0]).toHaveProperty('nextAt');
});

test('only who operates runs pauses, and only what there is', async () => {
  const viewer = { authorization: `Bearer ${await addPerson(database.url, 'viewer')}` };
  expect((await act('free', 'pause', viewer)).status).toBe(403);
  expect((await server.api('/api/v1/queues', { headers: viewer })).status).toBe(200);
  expect((await act('nobody', 'pause')).body).toMatchObject({ status: 404, code: 'workflow.not_found' });
});
