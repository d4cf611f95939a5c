import type { State, WorkflowDocument } from '@millrace/machine';
import { findMachine, findStatePlace, machineOf } from './find-machine.ts';
import { findMissing } from './find-missing.ts';
import { planTest, type TestWish } from './plan-test.ts';
import { findWhatRuns } from './what-runs.ts';

/** As the real one for expressions without functions. */
function inspectExpression(source: string) {
  const names = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, name = '']) => name);
  return { problems: [], freeVariables: names(/\$(\w+)/g), statesMembers: names(/\$states\.(\w+)/g) };
}

const task = (more: object = {}): State =>
  ({ Type: 'Task', Resource: 'connector:http/request', Compensate: {}, ...more }) as State;

/** A draft may have more than documents have, and less. */
const aDraft = (states: object, more: object = {}): WorkflowDocument =>
  ({ millrace: 1, name: 'orders', machine: { StartAt: 'A', States: states }, ...more }) as unknown as WorkflowDocument;

const inner = { StartAt: 'Price', States: { Price: task({ Next: 'Charge' }), Charge: task({ End: true }) } };
const DRAFT = aDraft(
  {
    A: task({ Next: 'Each', Catch: [{ ErrorEquals: ['X'], Next: 'Rescue' }] }),
    Each: { Type: 'Map', ItemProcessor: inner, Assign: { all: 1 }, Retry: [], Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [inner, { StartAt: 'Left/~', States: { 'Left/~': task({ End: true }) } }],
      End: true,
    },
    Rescue: { Type: 'Fail' },
    Lost: { Type: 'Wait' },
  },
  {
    triggers: { hook: { type: 'webhook', path: 'x' } },
    tests: [],
    connectors: { http: '1.0.0', slack: '1.0.0' },
    settings: {
      ...{ concurrency: { max: 1 }, rate: {}, debounceSeconds: 1, onFailure: 'x', searchAttributes: {}, priority: 5 },
      ...{ durability: 'run', skip: ['Price', 'A'], retention: { succeededDays: 90, payloads: 'errors' } },
    },
  },
);
const wish = (members: Partial<TestWish> = {}): TestWish => ({ mocks: {}, ...members });
const returns = { kind: 'returns', output: 1 } as const;

describe('what a test executes', () => {
  test('has no trigger, no test, and nothing that queues, limits or tells', () => {
    const { document } = planTest(DRAFT, wish()) ?? {};
    expect(Object.keys(document ?? {}).sort()).toEqual(['connectors', 'machine', 'millrace', 'name', 'settings']);
    expect(document?.settings).toEqual({
      durability: 'run',
      skip: ['Price', 'A'],
      retention: { succeededDays: 7, failedDays: 7, payloads: 'errors' },
    });
    expect(document?.machine).toEqual(DRAFT.machine);
  });

  test('begins at the start and ends by itself, after a step and all around it, or is one step', () => {
    expect(planTest(DRAFT, wish())?.plan).toEqual({ endAfter: [], mocks: {} });
    expect(planTest(DRAFT, wish({ until: 'Charge' }))?.plan.endAfter).toEqual(['Each', 'Charge']);
    const given = { stepInput: 1, variables: { a: 2 }, item: { index: 3, value: 4 } };
    const alone = planTest(DRAFT, wish({ state: 'Left/~', ...given }));
    expect(alone?.plan).toEqual({
      from: { state: 'Left/~', input: 1, variables: { a: 2 } },
      within: [{ state: 'Both', branch: 1 }],
      item: { Index: 3, Value: 4 },
      endAfter: ['Left/~'],
      mocks: {},
    });
    expect(machineOf({ document: DRAFT, test: { mocks: {}, ...alone?.plan } })).toMatchObject({ StartAt: 'Left/~' });
    // It was switched off, and is what somebody wants to see.
    expect(planTest(DRAFT, wish({ state: 'Price' }))?.document.settings?.skip).toEqual(['A']);
    expect(planTest(DRAFT, wish({ state: 'Nobody' }))).toBeUndefined();
    expect(planTest(DRAFT, wish({ until: 'toString' }))).toBeUndefined();
  });

  test('what stands in for a container is a task of its name; nothing of it is undone', () => {
    const planned = planTest(DRAFT, wish({ mocks: { Each: returns, Charge: returns, Nobody: returns } }));
    expect(planned?.document.machine).toEqual(DRAFT.machine);
    const { Each, Both } = planned === undefined ? {} : machineOf({ document: DRAFT, test: planned.plan }).States;
    expect(Each).toEqual({ Type: 'Task', Resource: 'mock:container', Assign: { all: 1 }, Retry: [], Next: 'Both' });
    const States = Both === undefined ? {} : { Both };
    expect(findStatePlace({ StartAt: '', States }, 'Charge')?.state).toEqual(
      expect.not.objectContaining({ Compensate: {} }),
    );
    expect(Object.keys(planned?.plan.mocks ?? {})).toEqual(['Each', 'Charge']);
  });

  test.each([
    [{ A: null }],
    [{ A: { Type: 'Map' } }],
    [{ A: { Type: 'Map', ItemProcessor: [] } }],
    [{ A: { Type: 'Parallel', Branches: [null, 1, { States: 7 }] } }],
    [[]],
    [null],
    ['text'],
  ])('a draft may hold anything: %j', (states) => {
    const draft = aDraft(states as object);
    for (const members of [{}, { state: 'A' }, { until: 'A' }]) {
      const given = wish({ ...members, mocks: { A: returns } });
      expect(() => {
        const planned = planTest(draft, given);
        if (planned !== undefined) machineOf({ document: draft, test: planned.plan });
      }).not.toThrow();
      expect(() => findWhatRuns(draft, given)({ path: '/machine/States/A', code: 'x' })).not.toThrow();
    }
  });

  test('a way that leads nowhere leads to the machine around it', () => {
    expect(findMachine(DRAFT.machine, [{ state: 'Nobody' }])).toBe(DRAFT.machine);
  });
});

describe('what is in the way of a test', () => {
  const at = (path: string, code = 'connection.not_found') => ({ path: `/machine/States/${path}`, code });
  const PRICE = 'Each/ItemProcessor/States/Price';
  const skipless = { ...DRAFT, settings: {} };
  const isInTheWay = (members: Partial<TestWish>, finding: { readonly path: string; readonly code: string }) =>
    findWhatRuns(skipless, wish(members))(finding);

  test.each<readonly [string, Partial<TestWish>, { readonly path: string; readonly code: string }, boolean]>([
    ['a step that the whole draft comes to', {}, at('Rescue/Error'), true],
    ['one inside of a container', {}, at(`${PRICE}/Credentials/Connection`), true],
    ['one that nothing leads to', {}, at('Lost'), false],
    ['a trigger', {}, { path: '/triggers/hook/path', code: 'trigger.path_taken' }, false],
    ['a setting', {}, { path: '/settings/rate', code: 'document.invalid' }, false],
    ['the start', {}, { path: '/machine/StartAt', code: 'machine.start_missing' }, true],
    ['too much of everything', { state: 'A' }, { path: '/machine', code: 'workflow.too_large' }, true],
    ['a connector that is used', {}, { path: '/connectors/http', code: 'connector.approval_needed' }, true],
    ['a connector that is not', {}, { path: '/connectors/slack', code: 'connector.approval_needed' }, false],
    ['what comes after the last step', { until: 'A' }, at('Rescue/Error'), false],
    ['where the last step leads', { until: 'A' }, at('A/Next', 'machine.target_missing'), false],
    ['what catches its errors', { until: 'A' }, at('A/Catch/0/Next', 'machine.target_missing'), false],
    ['that the last step leads nowhere', { until: 'A' }, at('A', 'machine.transition_missing'), false],
    ['its own connection', { until: 'A' }, at('A/Credentials/Connection'), true],
    ['that the machine never ends', { until: 'A' }, { path: '/machine/States', code: 'machine.no_end' }, false],
    ['the step before the last, inside', { until: 'Charge' }, at(PRICE), true],
    ['another step', { state: 'A' }, at('Each/Items'), false],
    ['a step inside of the one', { state: 'Each' }, at(PRICE), true],
    ['a variable that nobody sets', { state: 'A' }, at('A/Arguments', 'expression.variable_unknown'), false],
    ['a broken expression', { state: 'A' }, at('A/Arguments', 'expression.syntax'), true],
    ['the connection of what is mocked', { mocks: { A: returns } }, at('A/Credentials/Connection'), false],
    ['an expression of what is mocked', { mocks: { A: returns } }, at('A/Arguments', 'expression.syntax'), true],
    ['the inside of what is mocked', { mocks: { Each: returns } }, at(PRICE), false],
    ['where what is mocked leads', { mocks: { A: returns } }, at('A/Next', 'machine.target_missing'), true],
  ])('%s (%j)', (...[, members, finding, expected]) => {
    expect(isInTheWay(members, finding)).toBe(expected);
  });

  test('of a step that is switched off only where it leads', () => {
    const find = findWhatRuns(DRAFT, wish());
    expect(find(at('A/Credentials/Connection'))).toBe(false);
    expect(find(at('A/Next', 'machine.target_missing'))).toBe(true);
  });
});

describe('what a step alone is missing', () => {
  const nothing = { variables: {}, hasStepInput: false, hasInput: false, hasItem: false, isInMap: false };
  const find = (state: object, given: Partial<typeof nothing> = {}) =>
    findMissing(state as State, { ...nothing, ...given }, inspectExpression);

  test('what its expressions read, by name', () => {
    const state = task({ Arguments: { a: '{% $b & $a & $states.input.x %}' }, Output: '{% $states.result %}' });
    expect(find(state)).toEqual({ variables: ['a', 'b'], stepInput: true, input: false, item: false });
    expect(find(state, { variables: { a: null, b: 1 }, hasStepInput: true })).toBeUndefined();
  });

  test('what it works on without saying so', () => {
    expect(find(task())).toMatchObject({ stepInput: true });
    expect(find(task({ Arguments: {} }))).toBeUndefined();
    expect(find({ Type: 'Map', ItemProcessor: inner })).toMatchObject({ stepInput: true });
    expect(find({ Type: 'Succeed' })).toBeUndefined();
  });

  test('the input of the workflow and the item of the Map around it', () => {
    const state = task({ Arguments: '{% $states.context.Execution.Input.id & $states.context.Map.Item.Value %}' });
    expect(find(state)).toMatchObject({ input: true, item: false });
    expect(find(state, { isInMap: true, hasInput: true })).toEqual({
      ...{ variables: [], stepInput: false, input: false, item: true },
    });
    expect(find(state, { isInMap: true, hasInput: true, hasItem: true })).toBeUndefined();
  });

  test('nothing that states inside of it set themselves', () => {
    const States = {
      A: task({ Arguments: '{% $states.input %}', Assign: { mine: 1 }, Next: 'B' }),
      B: task({ Arguments: '{% $mine & $theirs %}' }),
    };
    const state = { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'A', States } };
    expect(find(state)).toEqual({ variables: ['theirs'], stepInput: false, input: false, item: false });
  });
});
