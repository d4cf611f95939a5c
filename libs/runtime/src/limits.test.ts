// The limits of a run that its engine keeps, at their edges; those of the machine are in its own tests.
import { aMachine, aWorkflow, intercept, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { DEFAULT_ENGINE_SETTINGS, type EngineLimits } from './engine-settings.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  for (const task of ['charge', 'first', 'second', 'third']) place.connectors.on(task);
});

const limitedTo = (limits: Partial<Record<keyof EngineLimits, number>>) => {
  const named = Object.entries(limits).map(([name, most]) => [name, { most, setting: `MILLRACE_${name}` }] as const);
  return { limits: { ...DEFAULT_ENGINE_SETTINGS.limits, ...Object.fromEntries(named) } };
};
type Document = Parameters<TestInstallation['event']>[0];

/** Executes a document to its end, however long it waits, and returns the run as it was kept. */
async function execute(document: Document, limits: Parameters<typeof limitedTo>[0], input: object | string = {}) {
  const { engine, crash } = await place.startEngine({ settings: limitedTo(limits) });
  const { runId } = await engine.accept(await place.event(document, { input: input as never }));
  await place.clock.settle();
  for (let hours = 0; hours < 48 && (await place.read(runId)).endedAtMs === undefined; hours += 1) {
    await place.clock.advance(3_600_000);
  }
  crash();
  return place.read(runId);
}
const causeOf = ({ cause = '' }: { readonly cause?: string }): unknown => JSON.parse(cause);

test('the defaults', () => {
  expect(DEFAULT_ENGINE_SETTINGS).toMatchObject({
    taskTimeoutSeconds: 120,
    codeTimeoutSeconds: 10,
    mapConcurrency: 40,
    stepLogCharacters: 262_144,
    limits: { storedData: { most: 1_073_741_824 }, tasks: { most: 1_000_000 }, callDepth: { most: 10 } },
  });
});

describe('tasks of a run', () => {
  const charging = (times: number) =>
    aWorkflow(
      aMachine()
        .pass('Count', { Assign: { n: 0 } })
        .task('Charge', { Assign: { n: '{% $n + 1 %}' } })
        .wait('Rest', { Seconds: 60 })
        .when('Again', `{% $n < ${times} %}`, 'Charge')
        .succeed('Done'),
    );

  test('may be as many as the limit; they are counted on after each wait', async () => {
    expect(await execute(charging(3), { tasks: 3 })).toMatchObject({ status: 'succeeded' });
    const run = await execute(charging(4), { tasks: 3 });
    expect(run).toMatchObject({ status: 'failed', error: 'States.Runtime' });
    expect(causeOf(run)).toEqual({
      code: 'limit.tasks',
      message: 'Tasks that the run has called: 4, where at most 3 may be.',
      limit: 3,
      actual: 4,
      setting: 'MILLRACE_tasks',
      hint: 'Look at the way out of its loops, or let a workflow of its own do each round.',
    });
  });

  test('are counted on after a crash', async () => {
    const document = aWorkflow(aMachine().task('First').task('Second').wait('Rest', { Seconds: 60 }).task('Third'));
    const first = await place.startEngine({ settings: limitedTo({ tasks: 2 }) });
    const { runId } = await first.engine.accept(await place.event(document));
    await place.clock.settle();
    first.crash();
    await place.startEngine({ settings: limitedTo({ tasks: 2 }) });
    await place.clock.advance(61_000);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', failedPath: 'Third' });
  });
});

describe('stored data of a run', () => {
  const fill = { Output: '{% $pad($string($random()), 998, "x") %}' };

  test('may be as much as the limit; a character more ends it', async () => {
    const document = aWorkflow(aMachine().pass('First', fill).pass('Second', fill).pass('Third', fill).pass('Fourth'));
    // The input, and a thousand characters of each of three steps: what they hand on counts once.
    const most = '"?"'.length + 3 * 1000;
    expect(await execute(document, { storedData: most }, '?')).toMatchObject({ status: 'succeeded' });
    const run = await execute(document, { storedData: most - 1 }, '?');
    expect(run).toMatchObject({ status: 'failed', error: 'States.DataLimitExceeded' });
    expect(causeOf(run)).toEqual({
      code: 'limit.stored_data',
      message: `Characters of JSON that the run has stored: ${most}, where at most ${most - 1} may be.`,
      limit: most - 1,
      actual: most,
      setting: 'MILLRACE_storedData',
      hint: 'Keep large data in a file, or work on less of it at once.',
    });
  });

  test('is counted on after each wait', async () => {
    const document = aWorkflow(
      aMachine()
        .pass('Fill', { Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' }, ...fill })
        .wait('Rest', { Seconds: 60 })
        .when('Again', '{% $n < 10 %}', 'Fill')
        .succeed('Done'),
    );
    expect(await execute(document, { storedData: 50_000 })).toMatchObject({ status: 'succeeded' });
    expect(await execute(document, { storedData: 9000 })).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('no rule can go on from there, and a task that is under way is told to stop', async () => {
    const held = place.connectors.hold('charge');
    const Catch = [{ ErrorEquals: ['States.ALL', 'States.DataLimitExceeded'], Next: 'Sorry' }];
    const branches = [aMachine().task('Charge'), aMachine().wait('Rest', { Seconds: 1 }).pass('Fill', fill)];
    const document = aWorkflow(aMachine().parallel('Both', branches, { Catch }).succeed('Sorry'));
    const run = await execute(document, { storedData: 1000 });
    expect(run).toMatchObject({ status: 'failed', error: 'States.DataLimitExceeded' });
    expect(held.calls[0]?.signal.aborted).toBe(true);
  });

  test('a large value that stays the same counts once, and one that changes each time', async () => {
    const large = 300_000;
    const changing = (expression: string) =>
      aWorkflow(
        aMachine()
          .pass('Begin', { Assign: { n: 0, large: `{% $pad("", ${large}, "x") %}` } })
          .task('Note', { Assign: { n: '{% $n + 1 %}', large: `{% ${expression} %}` }, Output: null })
          .when('Again', '{% $n < 10 %}', 'Note')
          .succeed('Done'),
      );
    place.connectors.on('note', () => returned(1));
    const kept = await execute(changing('$large'), { storedData: 2 * large });
    expect(kept).toMatchObject({ status: 'succeeded' });
    const changed = await execute(changing(`$pad($string($n), ${large}, "x")`), { storedData: 2 * large });
    expect(changed).toMatchObject({ status: 'failed', error: 'States.DataLimitExceeded' });
  });

  test('results of threads count, positions that others replace do not', async () => {
    const each = (task: string) =>
      aWorkflow(
        aMachine()
          .pass('Begin', { Output: '{% [1..20] %}' })
          .each('Each', aMachine().task(task, { Output: '{% $pad($string($random()), 98, "x") %}' }).pass('End')),
      );
    place.connectors.on('note', () => returned(1));
    // Twenty times a result, and the entry of the thread with it. Its positions would take as much again.
    expect(await execute(each('Note'), { storedData: 6000 })).toMatchObject({ status: 'succeeded' });
    expect(await execute(each('Note'), { storedData: 3000 })).toMatchObject({ status: 'failed' });
  });
});

test('runs that start each other are as many as the limit', async () => {
  await place.publish(aWorkflow(aMachine().task('Again', { Resource: 'workflow:child' }), { name: 'child' }));
  const run = await execute(aWorkflow(aMachine().task('Start', { Resource: 'workflow:child' })), { callDepth: 3 });
  expect(run).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
  const ids = await place.list();
  // It, and three below.
  expect(ids).toHaveLength(4);
  const deepest = await place.read(ids[0] ?? '');
  expect(deepest).toMatchObject({ error: 'States.Runtime' });
  expect(causeOf(deepest)).toMatchObject({
    code: 'limit.call_depth',
    limit: 3,
    actual: 4,
    setting: 'MILLRACE_callDepth',
  });
});

describe('the length of a run', () => {
  test('holds for its waits, and ends it as timed out', async () => {
    const waiting = (seconds: number) => aWorkflow(aMachine().wait('Rest', { Seconds: seconds }));
    expect(await execute(waiting(7199), { runSeconds: 7200 })).toMatchObject({ status: 'succeeded' });
    const run = await execute(waiting(7300), { runSeconds: 7200 });
    expect(run).toMatchObject({ status: 'timed_out', error: 'States.Timeout' });
    expect(causeOf(run)).toMatchObject({ code: 'limit.run_length', limit: 7200, setting: 'MILLRACE_runSeconds' });
  });

  test('is the life of a token', async () => {
    const asking = aWorkflow(aMachine().task('Ask', { Resource: 'connector:test/ask.waitForTaskToken' }));
    place.connectors.on('ask', () => returned(null));
    const lives: number[] = [];
    const tokens = intercept(place.stores.tokens, ({ method, parameters: [request], proceed }) => {
      if (method === 'open') lives.push((request as { readonly lifeSeconds: number }).lifeSeconds);
      return proceed();
    });
    const { engine } = await place.startEngine({ settings: limitedTo({ runSeconds: 7200 }), ports: { tokens } });
    await engine.accept(await place.event(asking));
    await place.clock.settle();
    expect(lives).toEqual([7200]);
  });
});

test('what a machine may do is told to it', async () => {
  const over = await execute(aWorkflow(aMachine().pass('A').pass('B')), { transitions: 1 });
  expect(causeOf(over)).toMatchObject({ code: 'limit.transitions', setting: 'MILLRACE_transitions' });
  const large = await execute(aWorkflow(), { value: 10 }, 'x'.repeat(9));
  expect(causeOf(large)).toMatchObject({ code: 'limit.value', actual: 11, setting: 'MILLRACE_value' });
});

test('a Map that sets no limit runs as many items at once as the setting says', async () => {
  const held = place.connectors.hold('charge');
  const { engine } = await place.startEngine({ settings: { mapConcurrency: 3 } });
  const machine = aMachine().each('Each', aMachine().task('Charge'), { Items: [1, 2, 3, 4, 5] });
  await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  expect(held.calls).toHaveLength(3);
});
