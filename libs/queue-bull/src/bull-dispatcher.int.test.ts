import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { findTestRedis } from '@millrace/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Bull, { type Queue } from 'bull';
import { BullDispatcher, type WakeJob } from './bull-dispatcher.ts';
import { BullDispatcherModule, WAKE_QUEUE, type BullDispatcherModuleOptions } from './bull-dispatcher.module.ts';
import { readRedisConnection } from './redis-connection.ts';
import { RedisProxy } from './testing/redis-proxy.ts';

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

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Still not so after 5 s: ${isSo.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
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

  test('a wake-up in one process reaches another one', async () => {
    const { dispatcher: waker } = await open({ ...redis, prefix });
    const { dispatcher: woken } = await open({ ...redis, prefix });
    let count = 0;
    woken.onWake(() => (count += 1));
    await until(() => queue.client.status === 'ready' && count > 0);
    count = 0;
    await waker.wake(['run-1']);
    await until(() => count > 0);
  });

  test('a job carries the id of its run and nothing else, and is gone once it is done', async () => {
    const { dispatcher: waker } = await open({ ...redis, prefix });
    await until(async () => {
      await waker.wake(['run-1']);
      return (await queue.getWaitingCount()) > 0;
    });
    const [job] = await queue.getWaiting();
    expect(job?.data).toEqual({ runId: 'run-1' });
    const { dispatcher: woken } = await open({ ...redis, prefix });
    woken.onWake(() => undefined);
    await until(async () => (await countKeysOfJobs()) === 0);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0, completed: 0, failed: 0 });
  });

  test('a full process leaves the jobs to one with room', async () => {
    let isFull = true;
    const { dispatcher: full } = await open({ ...redis, prefix, isFull: () => isFull });
    full.onWake(() => undefined);
    const { dispatcher: free } = await open({ ...redis, prefix });
    let count = 0;
    free.onWake(() => (count += 1));
    await until(() => count > 0);
    count = 0;
    await full.wake(Array.from({ length: 20 }, (_, index) => `run-${index}`));
    await until(() => count >= 19);
    await until(async () => (await queue.getWaitingCount()) === 0);
    expect(await queue.getActiveCount()).toBeLessThanOrEqual(1);
    isFull = false;
    await until(async () => (await countKeysOfJobs()) === 0);
  });

  test('flushed in mid-work, it goes on with the next wake-up', async () => {
    const { dispatcher } = await open({ ...redis, prefix });
    let count = 0;
    dispatcher.onWake(() => (count += 1));
    const { dispatcher: waker } = await open({ ...redis, prefix });
    await until(() => count > 0);
    const keys = await queue.client.keys(`${prefix}:*`);
    await queue.client.unlink(...keys);
    count = 0;
    await until(async () => {
      await waker.wake(['run-1']);
      return count > 0;
    });
  });

  test('an outage is reported once, fails no wake-up, and is over when Redis is back', async () => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    const reports: Error[] = [];
    const { dispatcher } = await open({ url: proxy.url, prefix, report: (cause) => reports.push(cause) });
    let count = 0;
    dispatcher.onWake(() => (count += 1));
    const { dispatcher: elsewhere } = await open({ ...redis, prefix });
    await until(() => count > 0);
    await proxy.break();
    await until(() => reports.length > 0);
    count = 0;
    await dispatcher.wake(['run-1']);
    // This process hears of it all the same.
    expect(count).toBe(1);
    await proxy.mend();
    // What was missed meanwhile is looked for at once.
    await until(() => count > 1);
    expect(reports).toHaveLength(1);
    await until(async () => {
      count = 0;
      await elsewhere.wake(['run-2']);
      return count > 0;
    });
    await dispatcher.close();
    await proxy.break();
  });

  test('closing leaves no connection open, and may be repeated', async () => {
    const proxy = new RedisProxy(redis.url);
    await proxy.mend();
    const { dispatcher, context } = await open({ url: proxy.url, prefix });
    let count = 0;
    const stop = dispatcher.onWake(() => (count += 1));
    // One for commands, one that waits for jobs, one for events.
    await until(() => proxy.connections === 3);
    stop();
    await dispatcher.close();
    await dispatcher.close();
    await context.close();
    await until(() => proxy.connections === 0);
    count = 0;
    await dispatcher.wake(['run-1']);
    expect(count).toBe(0);
    expect(await queue.getWaitingCount()).toBe(0);
    await proxy.break();
  });
});

describe('without a Redis', () => {
  test('it opens, wakes this process, reports once, and closes', async () => {
    const reports: Error[] = [];
    const { dispatcher } = await open({ url: NOWHERE, report: (cause) => reports.push(cause) });
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
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { dispatcher } = await open({ url: `redis://127.0.0.1:${port}` });
    dispatcher.onWake(() => undefined);
    await dispatcher.wake(['run-1']);
    await dispatcher.close();
    silent.close();
    await once(silent, 'close');
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

test.each(['http://cache', 'redis://', 'cache:6379'])('%s is refused', (given) => {
  expect(() => readRedisConnection(given)).toThrow();
});
