import { aGate, MortalProcess, until } from '@millrace/testing';
import { returned, threw, TOLD, TriggerWorld } from './testing/trigger-world.ts';
import type { TriggerCaller } from './trigger-store.ts';
import type { TriggerItem } from './trigger.ts';

type StreamCall = Parameters<TriggerCaller['stream']>[0];

const STREAMED = { ...TOLD, use: 'desk/ticket_streamed' };
const LEASE_MS = 30_000;
let world: TriggerWorld;
beforeEach(async () => {
  world = await new TriggerWorld().open();
  world.facts = { ...world.facts, kind: 'stream' };
  await world.publish({ told: STREAMED });
});

const item = (number: number): TriggerItem => ({ id: `a${number}`, data: null });
const at = (value: number) => ({ value, schema: 's' });
const only = async () => (await world.list())[0];
/** Streams that last until somebody ends them. */
function streams() {
  const calls: StreamCall[] = [];
  const stream: TriggerCaller['stream'] = (call) => {
    calls.push(call);
    return new Promise((resolve) => {
      call.signal.addEventListener('abort', () => void threw('States.TaskFailed').then(resolve));
    });
  };
  return { calls, stream };
}

test('what is told is kept before it may be acknowledged, and the next one goes on behind it', async () => {
  const { calls, stream } = streams();
  const keeper = world.keeper({ stream });
  await keeper.tick();
  expect(calls).toMatchObject([{ connector: 'desk', trigger: 'ticket_streamed', input: {} }]);
  await calls[0]?.emit(item(1), at(1));
  expect(await world.started()).toEqual(['a1']);
  const told = async (number: number): Promise<void> => calls[0]?.emit(item(number), at(number));
  await Promise.all([2, 3, 2].map(told));
  await calls[0]?.emit(item(4), undefined);
  expect(await world.started()).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(await only()).toMatchObject({ health: { state: 'ok' }, cursor: { value: 2 } });
  await keeper.stop();
  await world.keeper({ stream }).tick();
  expect(calls[1]?.cursor).toEqual(at(2));
});

test('at most fifty wait to be kept; who sends more waits', async () => {
  const { calls, stream } = streams();
  const gate = aGate();
  let inFlight = 0;
  const { triggers } = world.stores;
  const keepItems = triggers.keepItems.bind(triggers);
  triggers.keepItems = async (batches) => {
    inFlight = Math.max(inFlight, batches.flatMap(({ runs }) => runs).length);
    await gate.opened;
    return keepItems(batches);
  };
  await world.keeper({ stream }).tick();
  const told = async (number: number): Promise<void> => calls[0]?.emit(item(number), at(number));
  const emits = Array.from({ length: 120 }, (_, number) => told(number));
  await until(() => inFlight > 0);
  gate.open();
  await Promise.all(emits);
  expect(inFlight).toBeLessThanOrEqual(50);
  expect(await world.started()).toHaveLength(120);
});

test('has one owner; when that one dies, another begins within its lease, and the dead one keeps nothing', async () => {
  const process = new MortalProcess(world.clock);
  const { calls, stream } = streams();
  const dying = world.keeper({ stream }, { process });
  const heir = world.keeper({ stream });
  void dying.tick();
  await until(() => calls.length === 1);
  await calls[0]?.emit(item(1), at(1));
  await heir.tick();
  expect(calls).toHaveLength(1);
  process.kill();
  await world.clock.advance(LEASE_MS - 1000);
  await heir.tick();
  expect(calls).toHaveLength(1);
  await world.clock.advance(2000);
  await heir.tick();
  expect(calls[1]?.cursor).toEqual(at(1));
  void calls[0]?.emit(item(2), at(2));
  await calls[1]?.emit(item(3), at(3));
  expect(await world.started()).toEqual(['a1', 'a3']);
});

test('who cannot renew its lease stops in time: two must not listen', async () => {
  const { calls, stream } = streams();
  const { triggers } = world.stores;
  triggers.renewLeases = () => Promise.reject(new Error('The database is away.'));
  const keeper = world.keeper({ stream });
  await keeper.tick();
  await keeper.tick();
  expect(calls[0]?.signal.aborted).toBe(false);
  await world.clock.advance(LEASE_MS + 1000);
  await keeper.tick();
  expect(calls[0]?.signal.aborted).toBe(true);
  await expect(calls[0]?.emit(item(1), at(1))).rejects.toThrow();
});

test('begins again after one second, doubling to a minute; what was kept makes it begin soon', async () => {
  let begun = 0;
  const keeper = world.keeper({
    stream: async ({ emit }) => {
      begun += 1;
      if (begun === 6) await emit(item(1), at(1));
      return threw('Connector.Retryable');
    },
  });
  const waits: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    await keeper.tick();
    await until(() => keeper.status().streams === 0);
    waits.push(((await only())?.nextAtMs ?? 0) - world.clock.nowMs());
    await world.clock.advance(waits.at(-1) ?? 0);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 1000, 2000]);
});

test.each([
  ['paused', () => world.stores.workflows.pause(world.named())],
  ['removed', () => world.stores.workflows.remove(world.named())],
])('ends when its workflow is %s', async (_, end) => {
  const { calls, stream } = streams();
  const keeper = world.keeper({ stream });
  await keeper.tick();
  await end();
  await keeper.tick();
  expect(calls[0]?.signal.aborted).toBe(true);
  await keeper.tick();
  expect(calls).toHaveLength(1);
  expect(keeper.status().streams).toBe(0);
});

test('begins anew in another version, and what comes meanwhile belongs to that one', async () => {
  const { calls, stream } = streams();
  const keeper = world.keeper({ stream });
  await keeper.tick();
  const { id: versionId } = await world.publish({ told: { ...STREAMED, key: '{% $states.input.id %}' } });
  await calls[0]?.emit(item(1), at(1));
  const { items } = await world.stores.runs.list({ ...world.named(), limit: 10 });
  expect(items.map((run) => run.versionId)).toEqual([versionId]);
  await keeper.tick();
  expect(calls[0]?.signal.aborted).toBe(true);
  await until(() => keeper.tick().then(() => calls.length === 2));
  expect(calls[1]?.cursor).toEqual(at(1));
});

test('what there is no room for waits, and is kept when there is', async () => {
  const { calls, stream } = streams();
  await world.publish({ told: STREAMED }, 'orders', { settings: { concurrency: { max: 1, backlog: 1 } } });
  await world.keeper({ stream }).tick();
  await calls[0]?.emit(item(1), at(1));
  await calls[0]?.emit(item(2), at(2));
  let isKept = false;
  const waiting = calls[0]?.emit(item(3), at(3)).then(() => (isKept = true));
  await world.clock.advance(6000);
  expect(isKept).toBe(false);
  const { workspaceId } = world.named();
  const { items } = await world.stores.runs.list({ workspaceId, limit: 10 });
  for (const { id: runId } of items) await world.stores.runs.requestCancel({ workspaceId, runId });
  await world.clock.advance(6000);
  await waiting;
  expect(await world.started()).toEqual(['a1', 'a2', 'a3']);
});

test('one that ends by itself, and did nothing wrong, begins again', async () => {
  let begun = 0;
  const keeper = world.keeper({
    stream: () => {
      begun += 1;
      return returned(null);
    },
  });
  await keeper.tick();
  await world.clock.advance(1000);
  await keeper.tick();
  expect(begun).toBe(2);
  expect((await only())?.health.state).toBe('ok');
});
