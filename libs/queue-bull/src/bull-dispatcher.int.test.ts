import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { findTestRedis, until } from '@millrace/testing';
import { testDispatcher } from '@millrace/testing/suites';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Bull, { type Queue } from 'bull';
import { BullDispatcher, type WakeJob } from './bull-dispatcher.ts';
import { BullDispatcherModule, WAKE_QUEUE, type BullDispatcherModuleOptions } from './bull-dispatcher.module.ts';
import { readRedisConnection } from './redis-connection.ts';
import { RedisProxy } from './testing/redis-proxy.ts';

// Reconnecting takes its steps, and `until` has five seconds of its own.
jest.setTimeout(20_000);

const url = await findTestRedis('libs/queue-bull');
const describeWithRedis = url === undefined ? describe.skip : describe;
/** Nothing listens there. */
const NOWHERE = 'redis://127.0.0.1:1';

interface Opened {
  readonly dispatcher: BullDispatcher;
  readonly context: INestApplicationContext;
}
const contexts: INestApplicationContext[] = [];

async function open(options: BullDispatcherModuleOptions): Promise<Opened> {
  const context = await NestFactory.createApplicationContext(BullDispatcherModule.register(options), {
    logger: false,
    abortOnError: false,
  });
  contexts.push(context);
  return { context, dispatcher: context.get(BullDispatcher) };
}

interface Listening {
  readonly url: string;
  readonly sockets: ReadonlySet<Socket>;
  /** Since the start. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Something that listens where a Redis is expected. */
async function listen(serve: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

describeWithRedis('with a Redis', () => {
  const redis = { url: url ?? NOWHERE };
  let prefix: string;
  /** Looks into the queue from outside. */
  let queue: Queue<WakeJob>;

  beforeEach(() => {
    prefix = `millrace-test-${randomUUID()}`;
    queue = new Bull(WAKE_QUEUE, { prefix, redis: readRedisConnection(redis.url) });
  });

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const keys = await queue.client.keys(`${prefix}:*`);
    if (keys.length > 0) await queue.client.unlink(...keys);
    await queue.close();
  });

  const countKeysOfJobs = async (): Promise<number> =>
    (await queue.client.keys(`${prefix}:${WAKE_QUEUE}:*`)).filter((key) => /:\d+$/.test(key)).length;

  /** A dispatcher that takes jobs, and how often it was woken. */
  async function openWoken(options: Partial<BullDispatcherModuleOptions> = {}): Promise<Opened & { count: number }> {
    const woken = { ...(await open({ ...redis, prefix, ...options })), count: 0 };
    woken.dispatcher.onWake(() => (woken.count += 1));
    await until(() => woken.dispatcher.isAnswering());
    return woken;
  }

  describe('as every dispatcher', () => {
    let opened: readonly Opened[];
    testDispatcher({
      setup: async () => {
        opened = [await openWoken(), await openWoken()];
        const [here, there] = opened.map(({ dispatcher }) => dispatcher);
        return { here: here!, there: there! };
      },
      teardown: () => Promise.resolve(),
    });
  });

  test('a wake-up in one process reaches another one', async () => {
    const { dispatcher: waker } = await open({ ...redis, prefix });
    const woken = await openWoken();
    await until(() => waker.isAnswering());
    woken.count = 0;
    await waker.wake(['run-1']);
    await until(() => woken.count === 1);
  });

  test('a job carries the id of its run and nothing else, and nothing is left of it once it is done', async () => {
    const { dispatcher: waker } = await open({ ...redis, prefix });
    await until(() => waker.isAnswering());
    await waker.wake(['run-1']);
    await until(async () => (await queue.getWaitingCount()) > 0);
    const [job] = await queue.getWaiting();
    expect(job?.data).toEqual({ runId: 'run-1' });
    await openWoken();
    await until(async () => (await countKeysOfJobs()) === 0);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0, completed: 0, failed: 0 });
  });

  test('a full process takes no jobs, and does when it has room again', async () => {
    let isFull = false;
    const full = await openWoken({ isFull: () => isFull });
    isFull = true;
    // It may wait for a job already: that one it hands on.
    await full.dispatcher.wake(['run-1']);
    await until(async () => (await queue.getWaitingCount()) === 1 && (await queue.getActiveCount()) === 0);
    const free = await openWoken();
    await until(() => free.count >= 2);
    expect(await queue.getWaitingCount()).toBe(0);
    await until(async () => (await countKeysOfJobs()) === 0);
    isFull = false;
    await free.context.close();
    full.count = 0;
    await queue.add({ runId: 'run-3' });
    await until(() => full.count === 1);
  });

  test('a process that no longer listens leaves the jobs to others', async () => {
    const draining = await open({ ...redis, prefix });
    const stop = draining.dispatcher.onWake(() => undefined);
    await until(() => draining.dispatcher.isAnswering());
    stop();
    await draining.dispatcher.wake(['run-1']);
    await until(async () => (await queue.getWaitingCount()) === 1 && (await queue.getActiveCount()) === 0);
    const other = await openWoken();
    await until(() => other.count > 0);
  });

  test('when nobody takes jobs, there is an end to them', async () => {
    const { dispatcher } = await open({ ...redis, prefix });
    await until(() => dispatcher.isAnswering());
    const runIds = Array.from({ length: 400 }, (_, index) => `run-${index}`);
    for (let round = 1; round <= 4; round += 1) {
      await dispatcher.wake(runIds);
      await until(async () => (await queue.getWaitingCount()) === round * 16);
    }
    await dispatcher.wake(['one-more']);
    await dispatcher.close();
    expect(await queue.getWaitingCount()).toBe(64);
  });

  test('flushed in mid-work, it goes on with the next wake-up', async () => {
    const woken = await openWoken();
    const { dispatcher: waker } = await open({ ...redis, prefix });
    await until(() => waker.isAnswering());
    await waker.wake(Array.from({ length: 100 }, (_, index) => `run-${index}`));
    await until(async () => {
      const keys = await queue.client.keys(`${prefix}:*`);
      return keys.length > 0 && (await queue.client.unlink(...keys)) > 0;
    });
    woken.count = 0;
    await waker.wake(['run-101']);
    await until(() => woken.count > 0);
  });

  test('a job of a process that died is gone with the next process', async () => {
    const { id } = await queue.add({ runId: 'run-1' });
    await queue.client.hset(`${prefix}:${WAKE_QUEUE}:${id}`, 'timestamp', Date.now() - 120_000);
    const [waiting, active] = ['wait', 'active'].map((name) => `${prefix}:${WAKE_QUEUE}:${name}`);
    await queue.client.rpoplpush(waiting ?? '', active ?? '');
    await openWoken();
    await until(async () => (await queue.getActiveCount()) === 0 && (await countKeysOfJobs()) === 0);
  });

  test('a Redis that answers but keeps nothing is reported, and that it is well again', async () => {
    const reports: string[] = [];
    const { dispatcher } = await open({
      ...redis,
      prefix,
      onLost: ({ message }) => reports.push(message),
      onRestored: () => reports.push('restored'),
    });
    await until(() => dispatcher.isAnswering());
    const numbering = `${prefix}:${WAKE_QUEUE}:id`;
    await queue.client.set(numbering, 'no number');
    await dispatcher.wake(['run-1', 'run-2']);
    await until(() => reports.length > 0);
    await dispatcher.wake(['run-3']);
    expect(await dispatcher.isAnswering()).toBe(false);
    await queue.client.del(numbering);
    await until(async () => {
      await dispatcher.wake(['run-4']);
      return reports.length > 1;
    });
    expect(reports).toEqual([expect.stringContaining('integer'), 'restored']);
    expect(await dispatcher.isAnswering()).toBe(true);
  });

  test('an outage is reported once, fails no wake-up, and is over when Redis is back', async () => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    const reports: string[] = [];
    const woken = await openWoken({
      url: proxy.url,
      onLost: () => reports.push('lost'),
      onRestored: () => reports.push('restored'),
    });
    const { dispatcher: elsewhere } = await open({ ...redis, prefix });
    await proxy.break();
    await until(() => reports.length > 0);
    expect(woken.dispatcher.isConnected()).toBe(false);
    woken.count = 0;
    for (let repeat = 0; repeat < 100; repeat += 1) await woken.dispatcher.wake(['run-1']);
    // This process hears of it all the same.
    expect(woken.count).toBe(100);
    await proxy.mend();
    // What was missed meanwhile is looked for at once.
    await until(() => woken.count > 100);
    expect(reports).toEqual(['lost', 'restored']);
    // Nothing of the outage was saved up.
    expect(await queue.getWaitingCount()).toBe(0);
    woken.count = 0;
    await elsewhere.wake(['run-2']);
    await until(() => woken.count > 0);
    await woken.context.close();
    await proxy.break();
  });

  test.each([
    [
      'falls silent',
      async (proxy: RedisProxy) => {
        proxy.hush();
        await Promise.resolve();
      },
      'Socket timeout',
    ],
    ['breaks', (proxy: RedisProxy) => proxy.break(), 'ECONN'],
  ])('a connection that %s is given up for a new one, once', async (_what, fail, report) => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    const reports: string[] = [];
    const silenceMs = 300;
    const dispatcher = new BullDispatcher({
      queue: new Bull(WAKE_QUEUE, {
        prefix,
        redis: { ...readRedisConnection(proxy.url), socketTimeout: silenceMs },
        settings: { drainDelay: 0.05 },
      }),
      onLost: ({ message }) => reports.push(message),
      onRestored: () => reports.push('restored'),
    });
    dispatcher.onWake(() => undefined);
    await until(() => dispatcher.isAnswering());
    await fail(proxy);
    await dispatcher.wake(['run-1']);
    await until(() => reports.length > 0);
    await proxy.mend();
    await until(() => reports.includes('restored'));
    // The old watches must not cut the new connections.
    const watchedUntil = performance.now() + 2 * silenceMs;
    await until(() => performance.now() > watchedUntil);
    expect(reports).toEqual([expect.stringContaining(report), 'restored']);
    expect(await dispatcher.isAnswering()).toBe(true);
    await dispatcher.close();
    await proxy.break();
  });

  test('closing leaves no connection open, and may be repeated', async () => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    const woken = await openWoken({ url: proxy.url });
    // One for commands, one that waits for jobs.
    await until(() => proxy.connections === 2);
    await woken.dispatcher.wake(['run-1']);
    await woken.dispatcher.close();
    await woken.dispatcher.close();
    await woken.context.close();
    await until(() => proxy.connections === 0);
    // What was said before the end went out, and nothing afterwards.
    woken.count = 0;
    await woken.dispatcher.wake(['run-2']);
    expect(woken.count).toBe(0);
    expect((await queue.getWaitingCount()) + (await queue.getActiveCount())).toBeLessThanOrEqual(1);
    await proxy.break();
  });

  test('closing in mid-outage does not wait for its end', async () => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    let isLost = false;
    const { context } = await openWoken({ url: proxy.url, onLost: () => (isLost = true) });
    await proxy.break();
    await until(() => isLost);
    const startedAt = performance.now();
    await context.close();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    // Nobody tries to connect any more.
    await proxy.mend();
    expect(proxy.connections).toBe(0);
    await proxy.break();
  });
});

describe('without a Redis', () => {
  test('it opens, wakes this process, reports once, and closes', async () => {
    const reports: Error[] = [];
    const { dispatcher } = await open({ url: NOWHERE, onLost: (cause) => reports.push(cause) });
    let count = 0;
    dispatcher.onWake(() => (count += 1));
    await dispatcher.wake(['run-1', 'run-2']);
    expect(count).toBe(1);
    await until(() => reports.length > 0);
    await dispatcher.wake(['run-3']);
    expect(count).toBe(2);
    expect(reports).toHaveLength(1);
    await dispatcher.close();
  });

  test('closing does not wait for a server that accepts and stays silent', async () => {
    const silent = await listen(() => undefined);
    const { dispatcher, context } = await open({ url: silent.url });
    dispatcher.onWake(() => undefined);
    await until(() => silent.sockets.size === 2);
    await dispatcher.wake(['run-1']);
    expect(await dispatcher.isAnswering()).toBe(false);
    const startedAt = performance.now();
    await context.close();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await silent.close();
  });

  test('closing does not wait for a server that takes connections and breaks them', async () => {
    // As a proxy does whose Redis is away: it accepts, finds nobody, and breaks off.
    const breaking = await listen((socket) => void setTimeout(() => socket.resetAndDestroy(), 5));
    const { dispatcher, context } = await open({ url: breaking.url });
    dispatcher.onWake(() => undefined);
    await until(() => breaking.connections >= 6);
    const startedAt = performance.now();
    await context.close();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await breaking.close();
  });

  test('a password that is refused is reported once, not with every try', async () => {
    const refusing = await listen((socket) => {
      // One refusal for each command; the first line of each is its number of words.
      socket.on('data', (data) => {
        const commands = data.toString().match(/^\*\d+\r$/gm) ?? [];
        socket.write(commands.map(() => '-NOAUTH Authentication required.\r\n').join(''));
      });
    });
    const reports: string[] = [];
    const { dispatcher, context } = await open({
      url: refusing.url.replace('//', '//:wrong@'),
      onLost: ({ message }) => reports.push(message),
      onRestored: () => reports.push('restored'),
    });
    dispatcher.onWake(() => undefined);
    // Two connections, each tried more than once.
    await until(() => refusing.connections > 5);
    expect(reports).toEqual([expect.stringContaining('NOAUTH')]);
    expect(await dispatcher.isAnswering()).toBe(false);
    await context.close();
    await refusing.close();
  });
});

test.each([
  ['redis://cache', { host: 'cache', port: 6379, db: 0 }],
  ['redis://user:p%40ss@cache:6380/3', { host: 'cache', port: 6380, db: 3, username: 'user', password: 'p@ss' }],
  ['rediss://:secret@cache', { password: 'secret', tls: { servername: 'cache' } }],
  ['redis://[::1]:7000', { host: '::1', port: 7000 }],
])('%s is read as connection options', (given, expected) => {
  expect(readRedisConnection(given)).toMatchObject(expected);
});

test.each(['http://cache', 'redis://', 'cache:6379', 'redis://cache/sessions', 'redis://cache?db=1'])(
  '%s is refused',
  (given) => {
    expect(() => readRedisConnection(given)).toThrow();
  },
);
