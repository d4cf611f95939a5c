// What an expression takes for now is the same in every execution of its run: after a wait, and after a crash.
import { aMachine, aRetry, aWorkflow, returned, watch } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

type Machine = ReturnType<typeof aMachine>;
const NOW = '{% $now() %}';
const BEGAN = '"2030-01-01T00:00:00.000Z"';
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  place.connectors.on('note');
});

describe('after a wait', () => {
  const waiting = aMachine().wait('Rest', { Seconds: 60 });

  test.each<[string, Machine]>([
    ['of a state that only computes', aMachine().pass('Compute', { Output: NOW })],
    [
      'of a state that comes after it',
      aMachine()
        .pass('Compute', { Assign: { t: NOW } })
        .pass('Give', { Output: '{% $t %}' }),
    ],
    ['in the context', aMachine().pass('Compute', { Output: '{% $states.context.State.EnteredTime %}' })],
    [
      'of a choice',
      aMachine().when('Which', '{% $millis() > 0 %}', 'Late').pass('Never').pass('Late', { Output: NOW }),
    ],
    [
      'of what is inside of it',
      aMachine().parallel('Inner', [aMachine().pass('Deep', { Output: NOW })], { Output: '{% $states.result[0] %}' }),
    ],
  ])('%s', async (_, computing) => {
    const { engine } = await place.startEngine();
    const machine = aMachine().parallel('Both', [computing, waiting], { Output: '{% $states.result[0] %}' });
    const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
    await place.clock.advance(61_000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: BEGAN });
  });

  test('an item of a Map that begins later has its own time, whatever happens then', async () => {
    const { engine } = await place.startEngine();
    const item = aMachine()
      .pass('Compute', { Assign: { t: NOW } })
      .wait('Rest', { Seconds: 60 })
      .pass('Give', { Output: '{% $t %}' });
    const machine = aMachine().each('Each', item, { Items: [1, 2], MaxConcurrency: 1 });
    const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
    await place.clock.advance(121_000);
    const [first = '', second = ''] = JSON.parse((await place.read(runId)).output ?? '') as string[];
    expect(first).toBe('2030-01-01T00:00:00.000Z');
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(60_000);
  });
});

describe('after a crash in a task, the task is called with the same', () => {
  const at = { Arguments: { at: '{% $t %}' } };
  const charge = (fields: object = {}) => aMachine().task('Charge', { Arguments: { at: NOW }, ...fields });

  test.each<[string, Machine]>([
    ['its own arguments', charge()],
    [
      'what a state before it computed',
      aMachine()
        .pass('Compute', { Assign: { t: NOW } })
        .task('Charge', at),
    ],
    [
      'the same after another task',
      aMachine()
        .task('Note')
        .pass('Compute', { Assign: { t: NOW } })
        .task('Charge', at),
    ],
    [
      'the result of a read',
      aMachine()
        .task('Read', { Assign: { t: NOW } })
        .task('Charge', at),
    ],
    ['in a branch', aMachine().parallel('Both', [charge(), aMachine().pass('Other')])],
    [
      'in a branch, what a state before it computed',
      aMachine().parallel('Both', [
        aMachine()
          .pass('Compute', { Assign: { t: NOW } })
          .task('Charge', at),
      ]),
    ],
    [
      'in an item, what its Map selects',
      aMachine().each('Each', aMachine().task('Charge'), { Items: [1], ItemSelector: { at: NOW } }),
    ],
    [
      'in an item of a Map inside of a branch',
      aMachine().parallel('Both', [aMachine().each('Each', charge(), { Items: [1] })]),
    ],
    ['in another attempt', charge(aRetry({ IntervalSeconds: 1 }))],
  ])('%s', async (_, machine) => {
    place.connectors.on('read', () => returned(1), { effects: 'read' });
    const held = place.connectors.hold('charge');
    const first = await place.startEngine();
    await place.clock.advance(1500);
    const { runId } = await first.engine.accept(await place.event(aWorkflow(machine)));
    await place.clock.settle();
    expect(held.calls).toHaveLength(1);
    first.crash();
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(held.calls).toHaveLength(2);
    const [before, after] = held.calls;
    expect(after?.arguments).toEqual(before?.arguments);
    expect(after?.idempotencyKey).toBe(before?.idempotencyKey);
    held.answer('lost');
    held.answer('done');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });
});

test('who does not read the time pays nothing for it', async () => {
  const writesOf = async (machine: Machine): Promise<number> => {
    const { port, calls } = watch(place.stores.runs);
    const { engine, crash } = await place.startEngine({ ports: { runs: port } });
    await engine.accept(await place.event(aWorkflow(machine)));
    await place.clock.settle();
    crash();
    return calls.filter((method) => method === 'advance').length;
  };
  const plain = aMachine().pass('Compute', { Output: '{% $states.context.Execution.Id %}' }).task('Note');
  expect(await writesOf(plain)).toBe(0);
  expect(await writesOf(aMachine().pass('Compute', { Output: NOW }).task('Note'))).toBe(1);
  // What the first task has done is written before the second anyhow.
  const between = aMachine()
    .task('Note')
    .pass('Compute', { Output: NOW })
    .task('Again', { Resource: 'connector:test/note' });
  const without = aMachine().task('Note').pass('Compute').task('Again', { Resource: 'connector:test/note' });
  expect(await writesOf(between)).toBe(await writesOf(without));
});
