import { createEvaluator } from '@millrace/expressions';
import {
  initialCheckpoint,
  interpret,
  type JsonValue,
  type Machine,
  type State,
  type TaskMock,
  type TaskMocks,
  type WorkflowDocument,
  type WorkflowTest,
} from '@millrace/machine';
import { WorkflowTestError } from './errors.ts';
import { resultsOf, type RecordedStep } from './recorded-results.ts';
import { DEFAULT_TEST_LIMITS, TestBudget } from './test-budget.ts';
import { VirtualHost } from './virtual-host.ts';
import { compareNumbers, placeOf } from './visits.ts';

export type { RecordedStep } from './recorded-results.ts';

/** A run that has ended, as the API tells of it. */
export interface RecordedRun {
  readonly status: string;
  readonly input?: JsonValue | undefined;
  readonly output?: JsonValue | undefined;
  readonly error?: string | undefined;
  /** Id of what started it: kept where it is a trigger of the document. */
  readonly trigger?: string | undefined;
}

export interface SavedTest {
  readonly test: WorkflowTest;
  /** Tasks whose results were not kept as they were: what their mocks give is put together from what became of them. */
  readonly guessed: readonly string[];
}

/**
 * Makes a test of a run that has ended: its input, a mock for every attempt of every task, and its end as what is expected. The
 * document is the one that ran. Mocks stand in the order in which a test asks for them, which is that of a Map's items where the
 * run's own may have been another: the run is played once more to find it.
 */
export async function saveAsTest(
  document: WorkflowDocument,
  run: RecordedRun,
  { name, steps }: { readonly name: string; readonly steps: readonly RecordedStep[] },
): Promise<SavedTest> {
  const states = statesOf(document.machine);
  const tasks = steps.filter(({ type, state }) => type === 'Task' && document.settings?.skip?.includes(state) !== true);
  const recorded = new Map(tasks.map((step) => [step.path, resultsOf(step, states.get(step.state))]));
  const guessed = new Set(tasks.filter(({ path }) => recorded.get(path)?.isGuessed === true).map(({ state }) => state));
  const left = new Map([...recorded].map(([path, { mocks }]) => [path, [...mocks]]));
  const asked = await play(document, run, left);
  // What the play did not come to stands behind, as the record has it.
  const rest = tasks
    .map(({ state, path }) => ({ state, place: placeOf(path), mocks: left.get(path) ?? [] }))
    .sort((one, other) => compareNumbers(one.place, other.place));
  for (const { state, mocks } of rest) asked.push(...mocks.map((mock) => ({ state, mock })));
  const trigger = Object.keys(document.triggers ?? {}).find((id) => id === run.trigger);
  return { test: testOf({ ...run, trigger }, name, inShort(asked)), guessed: [...guessed] };
}

interface Asked {
  readonly state: string;
  readonly mock: TaskMock;
}

/** Answers every attempt with what the record has of it, and notes who asked when. Takes what it gives out of `left`. */
async function play(document: WorkflowDocument, run: RecordedRun, left: Map<string, TaskMock[]>): Promise<Asked[]> {
  const input = run.input ?? {};
  const asked: Asked[] = [];
  const budget = new TestBudget(DEFAULT_TEST_LIMITS, () => performance.now());
  const host = new VirtualHost({
    evaluator: createEvaluator(),
    input,
    skip: document.settings?.skip ?? [],
    answer: ({ state, path }) => {
      const mock = left.get(path)?.shift();
      if (mock === undefined)
        throw new WorkflowTestError('test.mock_missing', `Nothing is recorded of ${path}.`, state);
      asked.push({ state, mock });
      return mock;
    },
    onEvent: ({ kind, state }) => {
      if (kind === 'entered') budget.takeStep(state);
    },
  });
  try {
    await interpret(document.machine, initialCheckpoint(document.machine, input), host);
  } catch (thrown) {
    // It goes another way than the run did, as one that asks the time may: the order that was found so far counts.
    if (!(thrown instanceof WorkflowTestError)) throw thrown;
  }
  return asked;
}

function testOf(run: RecordedRun, name: string, mocks: TaskMocks): WorkflowTest {
  const { input, output, error, trigger } = run;
  return {
    name,
    ...(input === undefined ? {} : { input }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(Object.keys(mocks).length === 0 ? {} : { mocks }),
    expect:
      run.status === 'succeeded'
        ? { status: 'succeeded', ...(output === undefined ? {} : { output }) }
        : { status: 'failed', ...(error === undefined ? {} : { error }) },
  };
}

/** The last mock repeats: the same ones at the end are one. */
function inShort(asked: readonly Asked[]): TaskMocks {
  const mocks = new Map<string, TaskMock[]>(asked.map(({ state }) => [state, []]));
  for (const { state, mock } of asked) mocks.get(state)?.push(mock);
  for (const own of mocks.values()) {
    while (own.length > 1 && JSON.stringify(own.at(-1)) === JSON.stringify(own.at(-2))) own.pop();
  }
  return Object.fromEntries(mocks);
}

function statesOf(machine: Machine, states = new Map<string, JsonValue>()): ReadonlyMap<string, JsonValue> {
  for (const [name, state] of Object.entries<State>(machine.States)) {
    states.set(name, state as unknown as JsonValue);
    if (state.Type === 'Map') statesOf(state.ItemProcessor, states);
    if (state.Type === 'Parallel') for (const branch of state.Branches) statesOf(branch, states);
  }
  return states;
}
