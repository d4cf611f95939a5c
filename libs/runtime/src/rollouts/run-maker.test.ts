import type { WorkflowDocument } from '@millrace/machine';
import { aMachine, aWorkflow, intercept, withFaults } from '@millrace/testing';
import { TestInstallation, type TestEngineOptions } from '@millrace/testing/installation';
import type { AcceptRequest } from '../new-run.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import { LiveRollouts } from './live-rollouts.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const HOOK = { hook: { type: 'webhook', path: 'in' } } as const;
const saying = (output: string, members: Partial<WorkflowDocument> = {}): WorkflowDocument =>
  aWorkflow(aMachine().pass('Say', { Output: output }), { triggers: HOOK, ...members });

/** Publishes two versions, the first of which stays live and shares with the second. */
async function rollOut(
  { base = saying('old'), candidate = saying('new') }: { base?: WorkflowDocument; candidate?: WorkflowDocument } = {},
  percent = 50,
): Promise<WorkflowVersionDocument> {
  const live = await place.publish(base);
  const { workspaceId, workflowName: name } = live;
  await place.stores.workflows.publish({
    ...{ workspaceId, name, document: candidate, contentHash: 'c', note: '' },
    rollout: { percent },
  });
  return live;
}
const eventOf = (version: WorkflowVersionDocument, members: Partial<AcceptRequest> = {}): AcceptRequest => ({
  ...{ version, trigger: { id: 'hook', type: 'webhook' }, input: {} },
  ...members,
});
const keyed = (key: string) => ({ dedupe: { key, windowSeconds: 60, contentHash: '' } });
const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `order-${index}`);
const numbersOf = async (runIds: readonly string[]) =>
  Promise.all(runIds.map(async (runId) => (await place.read(runId)).versionNumber));
/** The versions of the runs that events with these keys start. */
async function acceptAll(version: WorkflowVersionDocument, wanted: readonly string[], options: TestEngineOptions = {}) {
  const { engine } = await place.startEngine(options);
  const runIds: string[] = [];
  for (const key of wanted) runIds.push((await engine.accept(eventOf(version, keyed(key)))).runId);
  await place.clock.settle();
  return numbersOf(runIds);
}

test('events go to both versions, and each run keeps the one that it began with', async () => {
  const live = await rollOut();
  const numbers = await acceptAll(live, keys(100));
  expect(numbers.filter((number) => number === 2).length).toBeGreaterThan(30);
  expect(numbers.filter((number) => number === 1).length).toBeGreaterThan(30);
  for (const runId of await place.list()) {
    const { versionNumber, output } = await place.read(runId);
    expect(output).toBe(versionNumber === 1 ? '"old"' : '"new"');
  }
});

test('a key goes to the same version in every process, whenever it comes', async () => {
  const live = await rollOut();
  const numbers = await acceptAll(live, keys(20));
  expect(new Set(numbers)).toEqual(new Set([1, 2]));
  // By then a key that was there starts a run again.
  await place.clock.advance(61_000);
  expect(await acceptAll(live, keys(20))).toEqual(numbers);
  expect(await place.list()).toHaveLength(40);
});

test('who waits for the answer gets that of the version that was chosen', async () => {
  const live = await rollOut({}, 99);
  const { engine } = await place.startEngine();
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(await engine.acceptAndWait(eventOf(live), { waitMs: 1000 }));
  expect(answers.filter((answer) => answer.kind === 'ended' && answer.end.output === '"new"').length).toBeGreaterThan(
    2,
  );
});

test('a version that was asked for by its number, and a test, are left as they are', async () => {
  const live = await rollOut({}, 99);
  const { engine } = await place.startEngine();
  for (const key of keys(20)) {
    await engine.accept(eventOf(live, { ...keyed(key), isPinned: true }));
    await engine.accept(eventOf(live, { ...keyed(`test-${key}`), isTest: true }));
  }
  await place.clock.settle();
  const { workspaceId } = live;
  const { items } = await place.stores.runs.list({ workspaceId, tests: 'included', limit: 100 });
  expect(items).toHaveLength(40);
  expect(new Set(items.map(({ versionNumber }) => versionNumber))).toEqual(new Set([1]));
});

test('an event of a version that is not the live one any more is left as it is', async () => {
  const old = await place.publish(saying('older'));
  await rollOut({}, 99);
  expect(new Set(await acceptAll(old, keys(10)))).toEqual(new Set([1]));
});

describe('nothing is refused because of a rollout', () => {
  interface Case {
    readonly base?: Partial<WorkflowDocument>;
    readonly candidate: Partial<WorkflowDocument>;
    readonly trigger: AcceptRequest['trigger'];
  }
  const hook = { id: 'hook', type: 'webhook' } as const;
  const form = { form: { type: 'form', path: 'f' } } as const;
  const input = { type: 'object', required: ['amount'] };
  const settings = { concurrency: { max: 1, key: '{% $states.input.nothing %}' } };

  test.each<readonly [string, Case]>([
    ['a trigger that the candidate lacks', { candidate: { triggers: {} }, trigger: hook }],
    ['an input that the candidate does not take', { candidate: { input }, trigger: { id: 'call', type: 'call' } }],
    [
      'values of a form that the candidate asks more of',
      { base: { triggers: form }, candidate: { triggers: form, input }, trigger: { id: 'form', type: 'form' } },
    ],
    ['a key that the candidate asks for and that is none', { candidate: { settings }, trigger: hook }],
  ])('%s', async (_, { base = {}, candidate, trigger }) => {
    const live = await rollOut({ base: saying('old', base), candidate: saying('new', candidate) }, 99);
    const { engine } = await place.startEngine();
    for (const key of keys(10)) await engine.accept(eventOf(live, { ...keyed(key), trigger }));
    expect(new Set(await numbersOf(await place.list()))).toEqual(new Set([1]));
  });

  test('what the live version does not take is refused, whatever the candidate would take', async () => {
    const strict = { input: { type: 'object', required: ['amount'] } };
    const live = await rollOut({ base: saying('old', strict) }, 99);
    const { engine } = await place.startEngine();
    const refused = engine.accept(eventOf(live, { trigger: { id: 'call', type: 'call' } }));
    await expect(refused).rejects.toMatchObject({ code: 'run.input_invalid' });
  });

  test('a candidate whose backlog is full, for those who wait and those who do not', async () => {
    const machine = aMachine().wait('Stand', { Seconds: 60 }).pass('Say');
    const limited = { triggers: HOOK, settings: { concurrency: { max: 1, backlog: 0 } } };
    const live = await rollOut(
      { base: aWorkflow(machine, { triggers: HOOK }), candidate: aWorkflow(machine, limited) },
      99,
    );
    const { engine } = await place.startEngine();
    for (const key of keys(5)) await engine.accept(eventOf(live, keyed(key)));
    const answers = ['one', 'two'].map((key) => engine.acceptAndWait(eventOf(live, keyed(key)), { waitMs: 1 }));
    await place.clock.advance(1);
    expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual(['pending', 'pending']);
    const numbers = await numbersOf(await place.list());
    expect(numbers).toHaveLength(7);
    expect(numbers.filter((number) => number === 2)).toHaveLength(1);
  });

  test('a candidate that cannot be read now', async () => {
    const live = await rollOut({}, 99);
    const workflows = withFaults(place.stores.workflows, ({ method }) =>
      method === 'findVersion' ? 'refused' : undefined,
    );
    expect(await acceptAll(live, keys(5), { ports: { workflows } })).toEqual([1, 1, 1, 1, 1]);
  });

  test('rollouts that cannot be asked for now', async () => {
    const live = await rollOut({}, 99);
    const cause = new Error('away');
    const reports: unknown[] = [];
    const rollouts = new LiveRollouts({
      store: { listActive: () => Promise.reject(cause) },
      clock: place.clock,
      report: (reported) => reports.push(reported),
    });
    expect(await acceptAll(live, keys(5), { ports: { rollouts } })).toEqual([1, 1, 1, 1, 1]);
    expect(reports).toEqual([cause]);
  });
});

test('schedules share too', async () => {
  const triggers = { tick: { type: 'schedule', everySeconds: 1 } } as const;
  await rollOut({ base: saying('old', { triggers }), candidate: saying('new', { triggers }) });
  await place.startEngine();
  await place.clock.advance(40_000);
  const numbers = await numbersOf(await place.list());
  expect(numbers).toHaveLength(40);
  expect(new Set(numbers)).toEqual(new Set([1, 2]));
});

test('steps that start the workflow, and runs that fail for it, share too', async () => {
  const name = 'child';
  await rollOut({ base: saying('old', { name, triggers: {} }), candidate: saying('new', { name, triggers: {} }) });
  const call = await place.publish(
    aWorkflow(aMachine().task('Call', { Resource: 'workflow:child', Arguments: {} }), {
      name: 'caller',
    }),
  );
  const failing = await place.publish(
    aWorkflow(aMachine().fail('No', { Error: 'No' }), {
      name: 'failing',

      settings: { onFailure: name },
    }),
  );
  const { engine } = await place.startEngine();
  for (const version of [call, failing]) {
    const before = new Set(await place.list());
    for (const key of keys(20)) await engine.accept(eventOf(version, keyed(key)));
    await place.clock.settle();
    const { items } = await place.stores.runs.list({ workspaceId: call.workspaceId, workflowName: name, limit: 200 });
    const children = items.filter(({ id }) => !before.has(id)).map(({ versionNumber }) => versionNumber);
    expect(children).toHaveLength(20);
    expect(new Set(children)).toEqual(new Set([1, 2]));
  }
});

test('however many events come in a second, the store is asked once, and again after a change here', async () => {
  const live = await rollOut({}, 99);
  let asked = 0;
  const store = intercept(place.stores.rollouts, ({ proceed }) => {
    asked += 1;
    return proceed();
  });
  const rollouts = new LiveRollouts({ store, clock: place.clock, report: () => undefined });
  await acceptAll(live, keys(10), { ports: { rollouts } });
  expect(asked).toBe(1);
  await place.clock.advance(1000);
  expect(await rollouts.find(live.workflowId)).toBeDefined();
  expect(asked).toBe(2);
  rollouts.forget();
  expect(await rollouts.find('another')).toBeUndefined();
  expect(asked).toBe(3);
});
