// The runs of a real server, as a shell finds, follows and repeats them.
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startServer, type RunningServer } from '@millrace/server';
import { millrace } from '../testing/run-millrace.ts';

const KEY = `mlr_TestKey1_${'k'.repeat(43)}`;
let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServer({
    environment: {
      DATABASE_URL: database.url,
      MILLRACE_PORT: '0',
      MILLRACE_DATA_DIR: '/nonexistent',
      MILLRACE_SHUTDOWN_SECONDS: '1',
      MILLRACE_OWNER_EMAIL: 'ada@example.com',
      MILLRACE_OWNER_PASSWORD: 'correct horse battery',
      MILLRACE_OWNER_API_KEY: KEY,
    },
    logDestination: { write: () => undefined },
  });
  const States = {
    Pause: { Type: 'Wait', Seconds: 1, Next: 'Judge' },
    Judge: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.isBad %}', Next: 'Refuse' }],
      Default: 'Done',
    },
    Refuse: { Type: 'Fail', Error: 'Order.Refused', Cause: 'It is bad.' },
    Done: { Type: 'Succeed', Output: { done: true } },
  };
  const document = { millrace: 1, name: 'judge', machine: { QueryLanguage: 'JSONata', StartAt: 'Pause', States } };
  await call('workflows', document);
  await call('workflows/judge/publish', {});
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

async function call(path: string, body: unknown): Promise<{ readonly runId: string }> {
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { readonly runId: string };
}
const start = async (isBad: boolean): Promise<string> =>
  (await call('workflows/judge/runs', { input: { isBad } })).runId;
const runs = (...args: readonly string[]) => millrace(['runs', ...args, '--server', server.url, '--api-key', KEY]);

test('a run is followed to its end, and the exit code says how that was', async () => {
  const good = await runs('tail', await start(false));
  expect(good).toMatchObject({ exitCode: 0, complaints: '' });
  expect(good.out).toMatch(/\nsucceeded\n$/);

  const bad = await start(true);
  const followed = await runs('tail', bad, '--json');
  expect(followed.exitCode).toBe(1);
  const lines = followed.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string });
  expect(lines.at(-1)).toMatchObject({ kind: 'run', id: bad, status: 'failed', error: 'Order.Refused' });
  // One that has ended already is told at once.
  expect((await runs('tail', bad)).out).toBe('failed  Order.Refused\n');
}, 60_000);

test('runs are listed and shown, in words and for programs', async () => {
  const run = await start(true);
  await runs('tail', run);
  const listed = await runs('list', '--workflow', 'judge', '--status', 'failed', '--limit', '1');
  expect(listed.out).toMatch(new RegExp(`^${run} {2}failed .* judge {2}Order\\.Refused\\n$`));
  const [first] = (await runs('list', '--query', 'status:failed', '--json')).out.split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ id: run, status: 'failed' });
  const shown = await runs('show', run);
  expect(shown.out).toContain('It is bad.');
  expect(shown.out).toContain('"isBad": true');
  expect(JSON.parse((await runs('show', run, '--json')).out)).toMatchObject({ id: run, error: 'Order.Refused' });
}, 60_000);

test('a run is replayed with another input, retried, and cancelled; a refusal has its code', async () => {
  const run = await start(true);
  await runs('tail', run);
  const replayed = await millrace(
    ['runs', 'replay', run, '--input', '-', '--json', '--server', server.url, '--api-key', KEY],
    '{"isBad":false}',
  );
  const { id: runId } = JSON.parse(replayed.out) as { readonly id: string };
  expect((await runs('tail', runId)).exitCode).toBe(0);
  expect(await runs('retry', runId)).toMatchObject({
    exitCode: 1,
    complaints: expect.stringMatching(/\[run\.[a-z_]+\]\n$/) as string,
  });
  const retried = await runs('retry', run, '--from', 'Pause', '--run-version', 'latest');
  expect(retried.out).toMatch(/^Run \S+ goes on for it\.\n$/);
  const marked = await millrace(
    ['runs', 'retry', run, '--from', 'Pause', '--result', '-', '--server', server.url, '--api-key', KEY],
    '{"charge":"ch_7"}',
  );
  expect(marked).toMatchObject({
    exitCode: 1,
    complaints: expect.stringContaining('[run.result_without_task]') as string,
  });
  const open = await start(false);
  expect(await runs('cancel', open)).toMatchObject({ exitCode: 0, out: `Run ${open} is told to stop.\n` });
  expect((await runs('tail', open)).out).toMatch(/cancelled\n$/);
}, 60_000);

test('a queue is paused, listed and resumed', async () => {
  const queues = (...words: readonly string[]) =>
    millrace(['queues', ...words, '--server', server.url, '--api-key', KEY]);
  const [name = ''] = (await queues('list')).out.split(' ');
  expect((await queues('pause', name)).out).toMatch(/ {2}0 queued .* paused by /);
  expect((await queues('list', '--json')).out).toContain('"pausedBy"');
  expect((await queues('resume', name)).out).toMatch(/ {2}begins\n$/);
  expect((await queues('pause', '--all')).out).toBe('All workflows are paused.\n');
  expect((await queues('resume', '--all')).out).toBe('Runs begin again.\n');
  expect(await queues('pause', name, '--all')).toMatchObject({ exitCode: 2 });
  expect(await queues('pause')).toMatchObject({ exitCode: 2 });
  expect(await queues('pause', 'nobody')).toMatchObject({ exitCode: 1 });
}, 60_000);

test('without a server or a key it is wrong use', async () => {
  expect(await millrace(['runs', 'list', '--server', 'nonsense', '--api-key', KEY])).toMatchObject({ exitCode: 2 });
  const unknown = await millrace(['runs', 'show', 'x', '--server', server.url, '--api-key', 'mlr_wrong']);
  expect(unknown).toMatchObject({ exitCode: 1, complaints: expect.stringContaining('[auth.required]') as string });
});

test('the log is printed, by level and run, for people and for programs', async () => {
  const logs = (...args: readonly string[]) => millrace(['logs', ...args, '--server', server.url, '--api-key', KEY]);
  const missing = '01a20bb7-0796-715f-a250-e3f038bb1411';
  await runs('show', missing);
  const shown = await logs('--run', missing);
  expect(shown).toMatchObject({ exitCode: 0, complaints: '' });
  expect(shown.out).toMatch(/ info {2}No such run .*code=run\.not_found runId=01a20bb7/);
  const [line] = (await logs('--run', missing, '--json')).out.split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 'info', runId: missing, traceId: missing.replaceAll('-', '') });
  expect((await logs('--level', 'error', '--run', missing)).out).toBe('');
});

test('a dead letter is found, shown, tried again with other data, and discarded', async () => {
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  const hook = { type: 'webhook', path: 'letters', dedupe: '{% $states.input.body.id %}' };
  await call('workflows', { millrace: 1, name: 'letters', triggers: { hook }, machine });
  await call('workflows/letters/publish', {});
  for (const body of ['{ "id": 1', '{ "id": 2'])
    await fetch(`${server.url}/hooks/default/letters`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
    });
  const letters = (...args: readonly string[]) =>
    millrace(['dead-letters', ...args, '--server', server.url, '--api-key', KEY]);
  const listed = (await letters('list', '--workflow', 'letters', '--source', 'webhook')).out.trim().split('\n');
  expect(listed).toHaveLength(2);
  const [newest = '', oldest = ''] = listed.map((line) => line.split(' ')[0]);
  const shown = (await letters('show', oldest)).out;
  expect(shown).toMatch(/^\S+ {2}open {7}\S+ {2}webhook\/decode {2}letters {2}request\.json_malformed\n\n/);
  expect(shown).toContain('{ "id": 1');
  expect(await letters('redrive', oldest)).toMatchObject({ exitCode: 1 });
  const mended = join(tmpdir(), `mended-${process.pid}.json`);
  await writeFile(mended, '{ "id": 1 }');
  expect((await letters('redrive', oldest, '--data', mended)).out).toMatch(/^It is .*Run \S+ was made of it\.\n$/);
  await rm(mended);
  expect(await letters('discard', newest)).toMatchObject({ exitCode: 2 });
  expect((await letters('discard', newest, '--reason', 'a test')).out).toContain('is discarded');
  expect((await letters('list')).out).toBe('');
  expect((await letters('list', '--state', 'discarded', '--json')).out).toContain('"reason":"a test"');
  expect(await letters('show', '01a20bb7-0796-715f-a250-e3f038bb1411')).toMatchObject({ exitCode: 1 });
});
