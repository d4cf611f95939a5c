import { aMachine, aRetry, aWorkflow, returned, threw, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { idempotencyKeyOf } from './idempotency-key.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const overItems = (processor = aMachine().task('Charge'), fields = {}) =>
  aWorkflow(aMachine().each('Each', processor, { Items: '{% $states.input.items %}', ...fields }));
const items = (count: number) => ({ items: Array.from({ length: count }, (_, index) => index) });

async function accept(document: ReturnType<typeof aWorkflow>, input: object = items(3)) {
  const { engine, ...rest } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(document, { input: input as never }));
  await place.clock.settle();
  return { engine, runId, ...rest };
}
const pathsOf = (action: string): readonly string[] => place.connectors.callsOf(action).map(({ run }) => run.path);

test('each item has a path and a key of its own, and the results keep their order', async () => {
  const held = place.connectors.hold('charge');
  const { runId } = await accept(overItems());
  expect(pathsOf('charge')).toEqual(['Each[0]/Charge', 'Each[1]/Charge', 'Each[2]/Charge']);
  expect(held.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
    pathsOf('charge').map((path) => idempotencyKeyOf(runId, path)),
  );
  for (const result of ['a', 'b', 'c']) held.answer(result);
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["a","b","c"]' });
  const steps = await place.steps(runId);
  expect(steps.map(({ path }) => path)).toEqual([...pathsOf('charge'), 'Each']);
  expect(steps.slice(0, 3).map(({ resource }) => resource)).toEqual(Array(3).fill('connector:test/charge'));
});

test('after a crash finished items are not done again, and the others under the same keys', async () => {
  const charge = place.connectors.hold('charge');
  const ship = place.connectors.hold('ship');
  const { runId, crash } = await accept(overItems(aMachine().task('Charge').task('Ship')), items(3));
  charge.answer('paid 0');
  charge.answer('paid 1');
  await place.clock.settle();
  ship.answer('sent 0');
  await place.clock.settle();
  // Another thread's next task lets all be written that has ended before.
  charge.answer('paid 2');
  await place.clock.settle();
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(pathsOf('charge')).toHaveLength(3);
  expect(pathsOf('ship')).toEqual(['Each[0]/Ship', 'Each[1]/Ship', 'Each[2]/Ship', 'Each[1]/Ship', 'Each[2]/Ship']);
  for (let lost = 0; lost < 2; lost += 1) ship.answer('to the dead');
  ship.answer('sent 1');
  ship.answer('sent 2');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["sent 0","sent 1","sent 2"]' });
});

test('an item that has ended is durable while others still go on, though no task of its own follows', async () => {
  const charge = place.connectors.hold('charge');
  const { runId, crash } = await accept(
    overItems(aMachine().task('Charge').pass('Note'), { MaxConcurrency: 1 }),
    items(4),
  );
  for (const result of ['a', 'b', 'c']) {
    charge.answer(result);
    await place.clock.settle();
  }
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  const whole = ['Each[0]/Charge', 'Each[1]/Charge', 'Each[2]/Charge', 'Each[3]/Charge'];
  expect(pathsOf('charge')).toEqual([...whole, 'Each[3]/Charge']);
  charge.answer('to the dead');
  charge.answer('d');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["a","b","c","d"]' });
});

test('with durability for the run only, nothing inside is written before the end', async () => {
  const charge = place.connectors.hold('charge');
  const document = {
    ...overItems(aMachine().task('Charge').task('Charge again', { Resource: 'connector:test/charge' })),
  };
  const { runId, crash } = await accept({ ...document, settings: { durability: 'run' } }, items(1));
  charge.answer('once');
  await place.clock.settle();
  crash();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(pathsOf('charge')).toEqual(['Each[0]/Charge', 'Each[0]/Charge again', 'Each[0]/Charge']);
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
});

test('when all threads wait, the run waits without a process; each goes on at its own time', async () => {
  place.connectors.on('charge');
  const processor = aMachine().wait('Rest', { Seconds: '{% $states.input %}' }).task('Charge');
  const { runId, engine } = await accept(overItems(processor), { items: [60, 10, 3600] });
  expect(engine.status().running).toBe(0);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(10_000);
  expect(pathsOf('charge')).toEqual(['Each[1]/Charge']);
  await place.clock.advance(50_000);
  expect(pathsOf('charge')).toEqual(['Each[1]/Charge', 'Each[0]/Charge']);
  await place.clock.advance(3_540_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '[60,10,3600]' });
  expect(pathsOf('charge')).toHaveLength(3);
});

test('while one thread works, another one that is due goes on beside it', async () => {
  const held = place.connectors.hold('charge');
  place.connectors.on('ship');
  const document = aWorkflow(
    aMachine().parallel('Both', [aMachine().task('Charge'), aMachine().wait('Rest', { Seconds: 30 }).task('Ship')]),
  );
  const { runId } = await accept(document);
  await place.clock.advance(30_000);
  expect(pathsOf('ship')).toEqual(['Both[1]/Ship']);
  held.answer('done');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('the first failure stops the other threads, and names the step where it began', async () => {
  const charge = place.connectors.hold('charge');
  const ship = place.connectors.hold('ship');
  const document = aWorkflow(aMachine().parallel('Both', [aMachine().task('Charge'), aMachine().task('Ship')]));
  const { runId } = await accept(document);
  charge.answer(threw('Shop.Closed', 'We are closed.'));
  await place.clock.settle();
  expect(ship.calls[0]?.signal.aborted).toBe(true);
  expect(await place.read(runId)).toMatchObject({
    status: 'failed',
    error: 'Shop.Closed',
    failedPath: 'Both[0]/Charge',
  });
});

test('a Map that is tried again does all its items anew, under the same keys', async () => {
  let fails = 1;
  place.connectors.on('charge', ({ arguments: item }) =>
    item === 1 && fails-- > 0 ? threw('Shop.Busy') : returned(item),
  );
  const { runId } = await accept(overItems(aMachine().task('Charge'), aRetry({ IntervalSeconds: 60 })));
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '[0,1,2]' });
  expect(new Set(place.connectors.callsOf('charge').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  expect(pathsOf('charge')).toHaveLength(6);
});

test('a run that is cancelled stops all its threads', async () => {
  const held = place.connectors.hold('charge');
  const { runId, engine } = await accept(overItems());
  const { workspaceId, workflowName } = await place.read(runId);
  await engine.cancel({ workspaceId, workflowName, runId });
  await place.clock.settle();
  expect(held.calls.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  // Whoever reads of it must know that they may have happened.
  const steps = await place.steps(runId);
  expect(steps.map(({ path, error }) => `${path} ${error ?? ''}`)).toEqual(
    [0, 1, 2].map((index) => `Each[${index}]/Charge Task.Interrupted`),
  );
});

test('a store that cannot tell what was done delays the run, and fails it not', async () => {
  const held = place.connectors.hold('charge');
  const { runId, crash } = await accept(overItems(), items(1));
  crash();
  const journal = withFaults(place.stores.journal, ({ count }) => (count === 1 ? 'refused' : undefined));
  const { reports } = await place.startEngine({ ports: { journal } });
  await place.clock.advance(65_000);
  held.answer('to the dead');
  held.answer('done');
  await place.clock.settle();
  expect(reports.map(({ kind }) => kind)).toContain('run.dropped');
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["done"]' });
});
