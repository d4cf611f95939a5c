// What actions keep for later calls: committed with their step, or not at all.
import type { StoreChange } from './index.ts';
import { aGate, aMachine, aWorkflow, intercept, returned, threw } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

const LEASE_MS = 31_000;
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const one: StoreChange = { kind: 'increment', key: 'count', by: 1 };
const counting = (facts = {}, store: readonly StoreChange[] = [one]) =>
  place.connectors.on('count', () => ({ ...returned('counted'), store }), facts);

async function read(key = 'count', connection = ''): Promise<string | undefined> {
  const { id: workspaceId } = await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  return place.stores.connectorStore.get({ workspaceId, connector: 'test', connection, key });
}

async function runs(machine = aMachine().task('Count'), members = {}, ports = {}) {
  const { engine, crash } = await place.startEngine({ ports });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine, members)));
  await place.clock.settle();
  return { runId, crash, engine };
}

test.each([
  ['at the end of the run', aMachine().task('Count')],
  ['before what follows', aMachine().task('Count').pass('After')],
  ['in a thread', aMachine().parallel('Both', [aMachine().task('Count')])],
])('what a step keeps is there, %s', async (_, machine) => {
  counting();
  const { runId } = await runs(machine);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(await read()).toBe('1');
});

test.each(['read', 'write'] as const)('also of a %s with `durability: run`', async (effects) => {
  counting({ effects });
  await runs(aMachine().task('Count'), { settings: { durability: 'run' } });
  expect(await read()).toBe('1');
});

test('each connection has its own', async () => {
  counting();
  await runs(aMachine().task('Count', { Credentials: { Connection: 'acme' } }));
  expect([await read('count', 'acme'), await read()]).toEqual(['1', undefined]);
});

test('all threads count', async () => {
  counting();
  await runs(
    aMachine().each('Each', aMachine().task('Count').task('Count2', { Resource: 'connector:test/count' }), {
      Items: [1, 2, 3],
    }),
  );
  expect(await read()).toBe('6');
});

test.each([{ settings: {} }, { settings: { durability: 'run' as const } }])(
  'the next task finds it kept, with %j',
  async (members) => {
    const found: unknown[] = [];
    counting({ effects: 'read' });
    place.connectors.on(
      'look',
      async () => {
        found.push(await read());
        return returned(null);
      },
      { effects: 'read' },
    );
    await runs(aMachine().task('Count').task('Look'), members);
    expect(found).toEqual(['1']);
  },
);

test('an attempt that fails keeps nothing, whatever is made of it', async () => {
  place.connectors.on('count', () => ({ ...threw('Connector.Fatal'), store: [one] }) as never);
  await runs(
    aMachine()
      .task('Count', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] })
      .pass('After'),
  );
  expect(await read()).toBeUndefined();
});

test.each([
  ['fails', {}],
  ['is caught', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] }],
  ['is tried again', { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }],
])('a step whose output cannot be computed keeps nothing when it %s', async (_, fields) => {
  counting();
  await runs(
    aMachine()
      .task('Count', { Output: '{% $nothing %}', ...fields })
      .pass('After'),
  );
  await place.clock.advance(2000);
  expect(await read()).toBeUndefined();
});

test('a step that is done anew after a crash counts once', async () => {
  counting();
  const never = aGate();
  const runsOf = intercept(place.stores.runs, async ({ method, proceed }) => {
    if (method === 'finish' || method === 'advance') await never.opened;
    return proceed();
  });
  const { crash, runId } = await runs(
    aMachine().task('Count').task('Count2', { Resource: 'connector:test/count' }),
    {},
    { runs: runsOf },
  );
  expect(await read()).toBeUndefined();
  crash();
  await place.startEngine();
  await place.clock.advance(LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(place.connectors.callsOf('count')).toHaveLength(3);
  expect(await read()).toBe('2');
});

test('what undoes a step keeps things too', async () => {
  counting();
  place.connectors.on('fail', () => threw('Connector.Fatal'));
  place.connectors.on('charge');
  const machine = aMachine()
    .task('Charge', { Compensate: { Resource: 'connector:test/count' } })
    .task('Fail');
  const { runId } = await runs(machine);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
  expect(await read()).toBe('1');
});

test('a call that waits for its token keeps things when the run begins to wait', async () => {
  counting();
  const { runId } = await runs(aMachine().task('Count', { Resource: 'connector:test/count.waitForTaskToken' }));
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  expect(await read()).toBe('1');
});
