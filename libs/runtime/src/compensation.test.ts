import { aMachine, aRetry, aWorkflow, returned, threw, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { idempotencyKeyOf } from './idempotency-key.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  for (const action of ['book', 'pay', 'unbook', 'refund']) place.connectors.on(action);
});

const undone = (action: string, fields = {}) => ({
  Compensate: {
    Resource: `connector:test/${action}`,
    Arguments: { of: '{% $states.result.what %}' },
    ...fields,
  },
});
const trip = (undoing = {}) =>
  aWorkflow(
    [...['Book', 'Pay']]
      .reduce(
        (machine, name) =>
          machine.task(name, {
            Arguments: { what: name },
            ...undone(name === 'Book' ? 'unbook' : 'refund', undoing),
          }),
        aMachine(),
      )
      .task('Fly', { Resource: 'connector:test/fly' }),
  );
const callsOf = (...actions: readonly string[]) =>
  place.connectors.calls
    .filter(({ action }) => actions.includes(action))
    .map(({ action, arguments: given }) => `${action} ${(given as { of: string }).of}`);

async function start(document = trip()) {
  const { engine, ...rest } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(document));
  await place.clock.settle();
  return { runId, engine, ...rest };
}

test('a run that fails undoes its steps, newest first, and remembers why it failed', async () => {
  place.connectors.on('fly', () => threw('Storm', 'Not today.'));
  const { runId, events } = await start();
  expect(callsOf('unbook', 'refund')).toEqual(['refund Pay', 'unbook Book']);
  expect(await place.read(runId)).toMatchObject({
    status: 'compensated',
    error: 'Storm',
    cause: 'Not today.',
    failedPath: 'Fly',
  });
  expect(events.map(({ kind }) => kind)).toContain('run.compensating');
  expect((await place.steps(runId)).map(({ path }) => path)).toEqual([
    'Book',
    'Pay',
    'Fly',
    'Pay/Compensate',
    'Book/Compensate',
  ]);
});

test('an undoing has a key of its own, the same after a crash', async () => {
  place.connectors.on('fly', () => threw('Storm'));
  const held = place.connectors.hold('refund');
  const { runId, crash } = await start();
  expect(await place.read(runId)).toMatchObject({ status: 'compensating' });
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(held.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
    Array(2).fill(idempotencyKeyOf(runId, 'Pay/Compensate')),
  );
  held.answer('to the dead');
  held.answer('back');
  await place.clock.settle();
  expect(callsOf('unbook')).toEqual(['unbook Book']);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated', error: 'Storm' });
});

test('what was undone before a crash is not undone again', async () => {
  place.connectors.on('fly', () => threw('Storm'));
  const held = place.connectors.hold('unbook');
  const { runId, crash } = await start();
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  held.answer('to the dead');
  held.answer('back');
  await place.clock.settle();
  expect(place.connectors.callsOf('refund')).toHaveLength(1);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
});

test('a run that goes well, or did nothing yet, undoes nothing', async () => {
  place.connectors.on('fly');
  const { runId } = await start();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  place.connectors.on('book', () => threw('Full'));
  const failed = await start();
  expect(await place.read(failed.runId)).toMatchObject({ status: 'failed', error: 'Full' });
  expect(callsOf('unbook', 'refund')).toEqual([]);
});

test('one that cannot be undone is named, and the others are undone all the same', async () => {
  place.connectors.on('fly', () => threw('Storm', 'Not today.'));
  place.connectors.on('refund', () => threw('Bank.Closed', 'Sunday.'));
  const { runId } = await start();
  expect(callsOf('unbook')).toEqual(['unbook Book']);
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'Storm' });
  expect(run.cause).toBe('Not today.\nNot undone: Pay: Bank.Closed Sunday.');
});

test('an undoing is tried again, also much later', async () => {
  let fails = 2;
  place.connectors.on('fly', () => threw('Storm'));
  place.connectors.on('refund', () => (fails-- > 0 ? threw('Bank.Busy') : returned('back')));
  const { runId } = await start(trip(aRetry({ IntervalSeconds: 3600 })));
  expect(await place.read(runId)).toMatchObject({ status: 'compensating' });
  await place.clock.advance(3 * 3_600_000);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
  expect(place.connectors.callsOf('refund')).toHaveLength(3);
});

describe('whoever cancels a run', () => {
  test.each([
    ['may have it undone', true, 'compensated', ['refund Pay', 'unbook Book']],
    ['need not', false, 'cancelled', []],
  ] as const)('%s', async (...[, compensate, status, expected]) => {
    place.connectors.hold('fly');
    const { runId, engine } = await start();
    const { workspaceId, workflowName } = await place.read(runId);
    await engine.cancel({ workspaceId, workflowName, runId, compensate });
    await place.clock.settle();
    expect(callsOf('unbook', 'refund')).toEqual(expected);
    expect(await place.read(runId)).toMatchObject({ status });
  });

  test('may have a sleeping one undone', async () => {
    const sleeping = aWorkflow(
      aMachine()
        .task('Book', { Arguments: { what: 'Book' }, ...undone('unbook') })
        .wait('Rest', { Seconds: 86_400 }),
    );
    const { runId, engine } = await start(sleeping);
    const { workspaceId, workflowName } = await place.read(runId);
    expect(await engine.cancel({ workspaceId, workflowName, runId, compensate: true })).toBe('requested');
    await place.clock.settle();
    expect(callsOf('unbook')).toEqual(['unbook Book']);
    expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
  });
});

test('whoever wants the undoing itself to stop gets it, at work and asleep', async () => {
  place.connectors.on('fly', () => threw('Storm', 'Not today.'));
  place.connectors.hold('refund');
  const { runId, engine } = await start();
  const { workspaceId, workflowName } = await place.read(runId);
  await engine.cancel({ workspaceId, workflowName, runId, compensate: true });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'compensating' });
  await engine.cancel({ workspaceId, workflowName, runId });
  await place.clock.settle();
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'cancelled', error: 'Storm' });
  expect(run.cause).toContain('Cancelled while it undid its steps');
  expect(callsOf('unbook')).toEqual([]);

  place.connectors.on('refund', () => threw('Bank.Busy'));
  const sleeping = await start(trip(aRetry({ IntervalSeconds: 3600 })));
  await engine.cancel({ workspaceId, workflowName, runId: sleeping.runId });
  expect(await place.read(sleeping.runId)).toMatchObject({ status: 'cancelled' });
});

test('a store that fails while the undoing begins delays it', async () => {
  place.connectors.on('fly', () => threw('Storm'));
  const journal = withFaults(place.stores.journal, ({ count }) => (count === 1 ? 'refused' : undefined));
  const { engine, reports } = await place.startEngine({ ports: { journal } });
  const { runId } = await engine.accept(await place.event(trip()));
  await place.clock.advance(32_000);
  expect(reports).toMatchObject([{ kind: 'run.dropped', reason: 'store_failed' }, { kind: 'run.recovered' }]);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
});

test('steps inside a Map are undone one by one, the newest first', async () => {
  place.connectors.on('fly', () => threw('Storm'));
  const booking = aMachine().task('Book', {
    Arguments: { what: "{% 'room ' & $states.input %}" },
    ...undone('unbook'),
  });
  const machine = aMachine()
    .each('Each', booking, { Items: [1, 2, 3], MaxConcurrency: 1 })
    .task('Fly');
  const { runId } = await start(aWorkflow(machine));
  expect(callsOf('unbook')).toEqual(['unbook room 3', 'unbook room 2', 'unbook room 1']);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
});

test('a run that is out of time undoes its steps', async () => {
  place.connectors.hold('fly');
  const document = aWorkflow(
    aMachine()
      .task('Book', { Arguments: { what: 'Book' }, ...undone('unbook') })
      .task('Fly')
      .within(60),
  );
  const { runId } = await start(document);
  await place.clock.advance(62_000);
  expect(callsOf('unbook')).toEqual(['unbook Book']);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated', error: 'States.Timeout' });
});
