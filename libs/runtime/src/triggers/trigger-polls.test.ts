import { aGate, MortalProcess, until } from '@millrace/testing';
import { returned, threw, TOLD, TriggerWorld } from './testing/trigger-world.ts';
import type { TriggerCaller } from './trigger-store.ts';
import type { TriggerItem } from './trigger.ts';

type Poll = TriggerCaller['poll'];

const FOUND = { ...TOLD, use: 'desk/ticket_updated' };
let world: TriggerWorld;
beforeEach(async () => {
  world = await new TriggerWorld().open();
  world.facts = { ...world.facts, kind: 'polling', everySeconds: 60 };
});

const item = (id: string): TriggerItem => ({ id, data: null });
const answer = (ids: readonly string[], value: number, more = false) =>
  returned({ items: ids.map(item), cursor: { value, schema: 's' }, more });
const only = async () => (await world.list())[0];
const atOf = ({ cursor }: Parameters<Poll>[0]): number => Number(cursor?.value ?? 0);

test('the first poll begins at the publishing, later ones where the one before has ended', async () => {
  const asked: Parameters<Poll>[0][] = [];
  const keeper = world.keeper({
    poll: (call) => {
      asked.push(call);
      return answer([`a${asked.length}`], asked.length);
    },
  });
  const publishedMs = world.clock.nowMs();
  await world.publish({ found: { ...FOUND, arguments: { queue: 'q' } } });
  await keeper.tick();
  expect(asked[0]).toMatchObject({
    connector: 'desk',
    trigger: 'ticket_updated',
    connection: 'acme',
    startMs: publishedMs,
  });
  expect(asked[0]).toMatchObject({ input: { queue: 'q' }, limit: 100 });
  expect(asked[0]).not.toHaveProperty('cursor');
  await keeper.tick();
  expect(asked).toHaveLength(1);
  await world.clock.advance(60_000);
  await keeper.tick();
  expect(asked[1]).toMatchObject({ cursor: { value: 1, schema: 's' }, startMs: publishedMs });
  expect(await world.started()).toEqual(['a1', 'a2']);
  expect(await only()).toMatchObject({ health: { state: 'ok' }, cursor: { value: 2 } });
});

test('it polls in the version that its workflow pins', async () => {
  const versions: (string | undefined)[] = [];
  const poll: Poll = ({ version }) => {
    versions.push(version);
    return answer([], 1);
  };
  await world.publish({ found: FOUND }, 'orders', { connectors: { desk: '1.4.0' } });
  await world.keeper({ poll }).tick();
  expect(versions).toEqual(['1.4.0']);
});

test('while there is more it polls on at once', async () => {
  const keeper = world.keeper({
    poll: (call) => {
      const at = atOf(call);
      return answer([`a${at}`], at + 1, at < 4);
    },
  });
  await world.publish({ found: FOUND });
  keeper.start();
  await until(async () => (await world.started()).length === 5);
  await keeper.stop();
  expect(await world.started()).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
});

test('who goes round in circles is left alone until its time comes', async () => {
  let polls = 0;
  const keeper = world.keeper({
    poll: () => {
      polls += 1;
      return answer(['a', 'b'], 7, true);
    },
  });
  await world.publish({ found: FOUND });
  keeper.start();
  await until(async () => (await only())?.health.state === 'stuck');
  await keeper.stop();
  // The second has moved nothing, but it was not known that its cursor stays.
  expect(polls).toBe(2);
  expect((await only())?.health.trouble?.code).toBe('connector.poll_stuck');
  expect(await world.started()).toEqual(['a', 'b']);
});

test.each([
  ['Connector.Retryable', 'retrying', 5000],
  ['Connector.Auth', 'needs_person', 60_000],
  ['Connector.Fatal', 'failed', 60_000],
])('%s: it is %s, tried again in time, and nothing is lost', async (error, state, waitMs) => {
  let isBroken = true;
  let polls = 0;
  const keeper = world.keeper({
    poll: () => {
      polls += 1;
      return isBroken ? threw(error) : answer(['a'], 1);
    },
  });
  await world.publish({ found: FOUND });
  await keeper.tick();
  expect((await only())?.health).toMatchObject({ state, trouble: { message: 'So.' } });
  isBroken = false;
  await world.clock.advance(waitMs - 1);
  await keeper.tick();
  expect(polls).toBe(1);
  await world.clock.advance(1);
  await keeper.tick();
  expect(await only()).toMatchObject({ health: { state: 'ok' }, attempts: 0 });
  expect(await world.started()).toEqual(['a']);
});

test('a service that names a time is not asked before', async () => {
  let polls = 0;
  const keeper = world.keeper({
    poll: async () => {
      polls += 1;
      return { ...(await threw('Connector.RateLimited')), retryAfterMs: 120_000 };
    },
  });
  await world.publish({ found: FOUND });
  await keeper.tick();
  await world.clock.advance(119_000);
  await keeper.tick();
  expect(polls).toBe(1);
  await world.clock.advance(2000);
  await keeper.tick();
  expect(polls).toBe(2);
});

test('one process polls at a time; when it dies, another goes on from where it stood', async () => {
  const process = new MortalProcess(world.clock);
  const cursors: number[] = [];
  const poll: Poll = (call) => {
    cursors.push(atOf(call));
    return answer([`a${cursors.length}`], cursors.length);
  };
  const dying = world.keeper(
    {
      poll: (call) => {
        process.kill();
        return poll(call);
      },
    },
    { process },
  );
  await world.publish({ found: FOUND });
  void dying.tick();
  await until(() => !process.isAlive);
  await world.keeper({ poll }).tick();
  expect(cursors).toEqual([0]);
  await world.clock.advance(91_000);
  await world.keeper({ poll }).tick();
  expect(cursors).toEqual([0, 0]);
  // What the dead one was told is told again, and has one run.
  expect(await world.started()).toEqual(['a2']);
});

test('so many polls at once, and the others in their turn', async () => {
  const gate = aGate();
  let [running, most, polls] = [0, 0, 0];
  const keeper = world.keeper(
    {
      poll: async () => {
        running += 1;
        most = Math.max(most, running);
        await gate.opened;
        running -= 1;
        polls += 1;
        return answer([], 1);
      },
    },
    { settings: { maxPolls: 3 } },
  );
  await world.publish(Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`t${n}`, FOUND])));
  keeper.start();
  await until(() => running === 3);
  expect(keeper.status()).toEqual({ polls: 3, streams: 0 });
  gate.open();
  await until(() => polls === 10);
  await keeper.stop();
  expect(most).toBe(3);
});

describe('when the queue is full', () => {
  test('of a workspace, nobody is asked, and nothing is lost', async () => {
    let polls = 0;
    const poll: Poll = (call) => {
      polls += 1;
      return answer(['b'], atOf(call) + 1);
    };
    await world.publish({ found: FOUND });
    await world.keeper({ poll }, { settings: { maxQueued: 0 } }).tick();
    expect(polls).toBe(0);
    expect((await only())?.health).toMatchObject({ state: 'held_back', trouble: { code: 'intake.backlog_full' } });
    await world.clock.advance(5000);
    await world.keeper({ poll }).tick();
    expect(await world.started()).toEqual(['b']);
  });

  test('of a workflow, what was found is found again', async () => {
    const keeper = world.keeper({ poll: (call) => answer([`a${atOf(call)}`], atOf(call) + 1) });
    const settings = { concurrency: { max: 1, backlog: 1 } };
    await world.publish({ found: FOUND }, 'orders', { settings });
    for (const advanceMs of [0, 60_000, 60_000]) {
      await world.clock.advance(advanceMs);
      await keeper.tick();
    }
    expect(await world.started()).toEqual(['a0', 'a1']);
    expect(await only()).toMatchObject({ health: { state: 'held_back' }, cursor: { value: 2 } });
    const { workspaceId } = world.named();
    const { items } = await world.stores.runs.list({ workspaceId, limit: 10 });
    for (const { id: runId } of items) await world.stores.runs.requestCancel({ workspaceId, runId });
    await world.clock.advance(5000);
    await keeper.tick();
    expect(await world.started()).toEqual(['a0', 'a1', 'a2']);
  });
});

test('a version that goes live while a poll is under way gets what that one has found', async () => {
  const gate = aGate();
  let polls = 0;
  const keeper = world.keeper({
    poll: async (call) => {
      polls += 1;
      if (polls === 1) await gate.opened;
      return answer(['a'], atOf(call) + 1);
    },
  });
  await world.publish({ found: FOUND });
  const round = keeper.tick();
  await until(() => polls === 1);
  const { id: versionId } = await world.publish({ found: { ...FOUND, key: '{% $states.input.id %}' } });
  gate.open();
  await round;
  await keeper.tick();
  const { workspaceId } = world.named();
  const { items } = await world.stores.runs.list({ workspaceId, limit: 10 });
  expect(items.map((run) => run.versionId)).toEqual([versionId]);
});

test('a process that stops leaves its polls to others, at once', async () => {
  const signals: AbortSignal[] = [];
  const leaving = world.keeper({
    poll: ({ signal }) =>
      new Promise((resolve) => {
        signals.push(signal);
        signal.addEventListener('abort', () => void threw('States.TaskFailed').then(resolve));
      }),
  });
  await world.publish({ found: FOUND });
  leaving.start();
  await until(() => signals.length === 1);
  await leaving.stop();
  expect(await only()).toMatchObject({ health: { state: 'new' }, attempts: 0 });
  await world.keeper({ poll: () => answer(['a'], 1) }).tick();
  expect(await world.started()).toEqual(['a']);
  expect(world.clock.pendingTimers).toBe(0);
});

test('an item whose keys cannot be told has no run, and the log says so', async () => {
  const trigger = { ...FOUND, key: "{% $states.input.id = 'bad' ? $error('no') : 'k' %}" };
  await world.publish({ found: trigger });
  await world.keeper({ poll: () => answer(['bad', 'good'], 1) }).tick();
  expect(await world.started()).toEqual(['good']);
  expect(world.reports).toContainEqual(expect.objectContaining({ kind: 'trigger.item_failed', itemId: 'bad' }));
});

test('what its connector keeps is committed with the items and the cursor, or not at all', async () => {
  const store = [{ kind: 'increment' as const, key: 'polls', by: 1 }];
  const keeper = world.keeper({
    poll: (call) =>
      returned({ items: [item('a')], cursor: { value: atOf(call) + 1, schema: 's' }, more: false, store }),
  });
  await world.publish({ found: FOUND });
  const place = { workspaceId: (await only())?.workspaceId ?? '', connector: 'desk', connection: 'acme' };
  const read = (): Promise<string | undefined> => world.stores.connectorStore.get({ ...place, key: 'polls' });
  await keeper.tick();
  expect(await read()).toBe('1');
  world.stores.triggers.keepItems = () => Promise.resolve({ kind: 'lost' });
  await world.clock.advance(60_000);
  await keeper.tick();
  expect(await read()).toBe('1');
});
