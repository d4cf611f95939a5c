// A server and workers as processes: what one of them leaves undone, for want of room or of life, another one does.
import { once } from 'node:events';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { createTestDatabase, findTestRedis, until, type TestDatabase } from '@millrace/testing';
import { Downstream } from './testing/downstream.ts';
import { patiently, ProcessInstallation, type ProcessSettings, type TestProcess } from './testing/installation.ts';

jest.setTimeout(90_000);

const redis = await findTestRedis('apps/worker');
const describeWithRedis = redis === undefined ? describe.skip : describe;
const LEASE_SECONDS = 3;
/** Names that all lead to the server; which one a run sees tells who executes it. */
const [FIRST, SECOND] = ['localhost', 'second.localhost'] as const;

describeWithRedis('a server with one place, and workers', () => {
  /** A database of Redis' own, so that it may be emptied. */
  const redisUrl = new URL('/11', redis ?? 'redis://127.0.0.1:1').href;
  let database: TestDatabase;
  let downstream: Downstream;
  let installation: ProcessInstallation;

  let server: TestProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    downstream = await Downstream.open();
    await flush(redisUrl);
    installation = new ProcessInstallation({
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      MILLRACE_LEASE_SECONDS: String(LEASE_SECONDS),
      MILLRACE_OUTBOUND_ALLOW: downstream.address,
    });
    server = await installation.startServer({ MILLRACE_MAX_RUNNING: '1' });
  });
  afterEach(async () => {
    downstream.answerAll();
    await installation.kill('workers');
  });
  afterAll(async () => {
    await installation.kill('all');
    await flush(redisUrl);
    await downstream.close();
    await database.drop();
  });

  /** Gives the server's one place to a run that stays; returns how to free it. */
  async function fillServer(name: string): Promise<() => Promise<void>> {
    await installation.publish(name, { Hold: downstream.task('/held/server') });
    const runId = await installation.accept(name);
    const call = await until(() => downstream.of(runId)[0]);
    expect(call.baseUrl).toBe(installation.url);
    return async () => {
      call.answer();
      expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    };
  }

  /** Also starts workers, by the names under which they know the server. */
  async function fillServerAndStart(name: string, hosts: readonly string[], settings: ProcessSettings = {}) {
    const [free, ...workers] = await Promise.all([
      fillServer(name),
      ...hosts.map((host) => installation.startWorker(host, settings)),
    ]);
    return { free, workers: new Map(hosts.map((host, index) => [host, workers[index]!])) };
  }

  const otherThan = (host: string): string => (host === FIRST ? SECOND : FIRST);
  const whoCalled = (runId: string): readonly string[] =>
    downstream.of(runId).map(({ baseUrl }) => new URL(baseUrl).hostname);

  /** A run that a worker executes, held in its step. */
  async function holdInWorker(name: string): Promise<string> {
    await installation.publish(name, { Hold: downstream.task('/held/worker') });
    const runId = await installation.accept(name);
    await until(() => downstream.of(runId).length === 1);
    return runId;
  }

  test('runs that find no place, and runs that were parked, are executed by workers', async () => {
    const { free } = await fillServerAndStart('hold-1', [FIRST, SECOND]);
    await installation.publish('work', { Work: downstream.task('/at-once') });
    // Longer than a run may wait in memory.
    await installation.publish('wait', {
      Wait: { Type: 'Wait', Seconds: 6, Next: 'Work' },
      Work: downstream.task('/at-once'),
    });
    const parked = await installation.accept('wait');
    const runIds = await Promise.all(Array.from({ length: 20 }, () => installation.accept('work')));
    for (const runId of runIds) expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    await patiently(() => downstream.of(parked).length === 1);
    expect(await installation.readEnd(parked)).toMatchObject({ status: 'succeeded' });
    for (const runId of [...runIds, parked]) {
      expect(whoCalled(runId)).toEqual([expect.stringMatching(/^(?:second\.)?localhost$/)]);
    }
    await free();
  });

  test('a worker that is killed in mid-run loses it to another when its lease ends, and the step keeps its key', async () => {
    const { free, workers } = await fillServerAndStart('hold-2', [FIRST, SECOND]);
    const runId = await holdInWorker('killed');
    const [holder = ''] = whoCalled(runId);
    expect(await workers.get(holder)?.end('SIGKILL')).toBe('SIGKILL');
    const killedAt = performance.now();
    await patiently(() => downstream.of(runId).length === 2);
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    expect(whoCalled(runId)).toEqual([holder, otherThan(holder)]);
    const [before, after] = downstream.of(runId);
    expect(after?.key).toBe(before?.key);
    after?.answer();
    expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    await free();
  });

  test('Redis emptied again and again loses nothing', async () => {
    const { free } = await fillServerAndStart('hold-4', [FIRST]);
    await installation.publish('burst', { Work: downstream.task('/at-once') });
    const runIds: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      runIds.push(...(await Promise.all([1, 2, 3].map(() => installation.accept('burst')))));
      await flush(redisUrl);
    }
    for (const runId of runIds) {
      expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
      expect(whoCalled(runId)).toEqual([FIRST]);
    }
    await free();
  });

  test('a worker that is told to stop lets its runs end', async () => {
    const { free, workers } = await fillServerAndStart('hold-5', [FIRST], { MILLRACE_SHUTDOWN_SECONDS: '30' });
    const runId = await holdInWorker('ends');
    const first = workers.get(FIRST)!;
    const ended = first.end('SIGTERM');
    await until(() => first.output().includes('Stopping'));
    downstream.of(runId)[0]?.answer();
    expect(await ended).toBe(0);
    expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    expect(whoCalled(runId)).toEqual([FIRST]);
    await free();
  });

  test('what does not end in time is handed to another worker at once', async () => {
    const { free, workers } = await fillServerAndStart('hold-6', [FIRST, SECOND], {
      MILLRACE_SHUTDOWN_SECONDS: '1',
      MILLRACE_LEASE_SECONDS: '600',
    });
    const runId = await holdInWorker('handed-over');
    const [holder = ''] = whoCalled(runId);
    expect(await workers.get(holder)?.end('SIGTERM')).toBe(0);
    await until(() => downstream.of(runId).length === 2);
    expect(whoCalled(runId)).toEqual([holder, otherThan(holder)]);
    downstream.of(runId)[1]?.answer();
    expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    await free();
  });

  test('a second signal ends a worker at once', async () => {
    const { free, workers } = await fillServerAndStart('hold-7', [FIRST], { MILLRACE_SHUTDOWN_SECONDS: '600' });
    const runId = await holdInWorker('cut-off');
    const first = workers.get(FIRST)!;
    const ended = first.end('SIGTERM');
    await until(() => first.output().includes('Stopping'));
    first.child.kill('SIGTERM');
    expect(await ended).toBe(1);
    // As after any crash: once the lease has ended, whoever has room goes on.
    await free();
    await patiently(() => downstream.of(runId).length === 2);
    downstream.of(runId)[1]?.answer();
    expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('from a worker too, workflows reach of this installation what they may, and no more', async () => {
    const { free } = await fillServerAndStart('hold-8', [FIRST]);
    const get = (path: string): Readonly<Record<string, unknown>> => ({
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { method: 'GET', url: `{% $states.context.Millrace.BaseUrl & '${path}' %}` },
      Output: '{% $states.result.body.name %}',
      End: true,
    });
    await installation.publish('own-demo', { Get: get('/demo/customers/c-100') });
    await installation.publish('own-api', { Get: get('/api/v1/workflows') });
    expect(await installation.readEnd(await installation.accept('own-demo'))).toMatchObject({
      status: 'succeeded',
      output: 'Ada Bergström',
    });
    const refused = await installation.readEnd(await installation.accept('own-api'));
    expect(refused.status).toBe('failed');
    expect(refused.cause).toContain('/demo/, /hooks/');
    await free();
  });

  test('a restarted server leaves the runs of living workers alone', async () => {
    const { free } = await fillServerAndStart('hold-3', [FIRST]);
    const runId = await holdInWorker('left-alone');
    await free();
    expect(await server.end('SIGKILL')).toBe('SIGKILL');
    await installation.startServer({ MILLRACE_MAX_RUNNING: '1' });
    // The new server has room, and executes what is due.
    await installation.publish('after', { Work: downstream.task('/at-once') });
    const { status } = await installation.readEnd(await installation.accept('after'));
    expect(status).toBe('succeeded');
    expect(whoCalled(runId)).toEqual([FIRST]);
    downstream.of(runId)[0]?.answer();
    expect(await installation.readEnd(runId)).toMatchObject({ status: 'succeeded' });
    expect(whoCalled(runId)).toEqual([FIRST]);
  });
});

test('without what it needs, a worker says all of it and ends with 2', async () => {
  const { code, said } = await new ProcessInstallation({}).failWorker({ REDIS_URL: 'http://cache:6379' });
  expect(code).toBe(2);
  expect(said.trim().split('\n')).toEqual([
    expect.stringContaining('REDIS_URL: is no URL like'),
    expect.stringContaining('DATABASE_URL: is missing.'),
    expect.stringContaining('MILLRACE_PUBLIC_URL: is missing.'),
  ]);
});

/** Empties one database of Redis. */
async function flush(url: string): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const socket = connect(Number(port === '' ? '6379' : port), hostname);
  const login = password === '' ? [] : [`AUTH ${username || 'default'} ${decodeURIComponent(password)}`];
  const commands = [...login, `SELECT ${pathname.slice(1)}`, 'FLUSHDB', 'QUIT'];
  socket.end(commands.map((command) => `${command}\r\n`).join(''));
  let answers = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (answers += chunk));
  await once(socket, 'close');
  if (answers !== '+OK\r\n'.repeat(commands.length)) throw new Error(`Redis was not emptied: ${answers}`);
}
