import { createEvaluator, type ExpressionEvaluator } from '@millrace/expressions';
import {
  checkSchema,
  initialCheckpoint,
  interpret,
  type JsonObject,
  pointerTo,
  type Outcome,
  type TaskCall,
  type WorkflowDocument,
  type WorkflowTest,
} from '@millrace/machine';
import { checkExpectations } from './check-expectations.ts';
import { WorkflowTestError } from './errors.ts';
import type { TestFailure, TestOutcome, WorkflowTestResult } from './result.ts';
import { answersFrom, type AnswerTask } from './task-mocks.ts';
import { DEFAULT_TEST_LIMITS, TestBudget, type TestLimits } from './test-budget.ts';
import { VirtualHost } from './virtual-host.ts';
import { Visits } from './visits.ts';

/** How tests are run. */
export interface WorkflowTestOptions {
  readonly limits?: TestLimits;
  /** Default: a new one. One for many tests compiles each expression once. */
  readonly evaluator?: ExpressionEvaluator;
  /** Resource of a task -> JSON Schema of its arguments. What does not fit fails the test, as it would fail the step. */
  readonly inputSchemas?: Readonly<Record<string, JsonObject>>;
  /** Milliseconds that only grow. Default: this process's. */
  readonly clock?: () => number;
}

const MOST_TRACED_STEPS = 500;

/** Runs one test of a document: mocks play the outside, and time is virtual. Never rejects: what cannot be run has failed. */
export async function runWorkflowTest(
  document: WorkflowDocument,
  test: WorkflowTest,
  options: WorkflowTestOptions = {},
): Promise<WorkflowTestResult> {
  const { limits = DEFAULT_TEST_LIMITS, clock = () => performance.now() } = options;
  const budget = new TestBudget(limits, clock);
  const visits = new Visits();
  const misfits: TestFailure[] = [];
  const host = createHost(document, test, { options, budget, visits, misfits });
  const ended = await endOf(document, { test, host });
  const hasEnded = !('failure' in ended);
  const unmet = hasEnded ? checkExpectations(test.expect, { outcome: ended, visits }) : [ended.failure];
  const failures = [...misfits, ...unmet];
  return {
    name: test.name,
    status: failures.length === 0 ? 'passed' : 'failed',
    failures,
    ...(hasEnded ? { outcome: ended } : {}),
    trace: visits.steps.slice(0, MOST_TRACED_STEPS),
    durationMs: budget.usedMs,
  };
}

interface Watchers {
  readonly options: WorkflowTestOptions;
  readonly budget: TestBudget;
  readonly visits: Visits;
  readonly misfits: TestFailure[];
}

function createHost(
  document: WorkflowDocument,
  test: WorkflowTest,
  { options, budget, visits, misfits }: Watchers,
): VirtualHost {
  return new VirtualHost({
    evaluator: options.evaluator ?? createEvaluator(),
    answer: checkingArguments(answersFrom(test.mocks ?? {}), options.inputSchemas ?? {}, misfits),
    input: test.input ?? {},
    trigger: triggerOf(document, test),
    skip: document.settings?.skip ?? [],
    onEvent: (event) => {
      visits.note(event);
      if (event.kind === 'entered') budget.takeStep(event.state);
    },
  });
}

async function endOf(
  { machine }: WorkflowDocument,
  { test, host }: { readonly test: WorkflowTest; readonly host: VirtualHost },
): Promise<TestOutcome | { readonly failure: TestFailure }> {
  try {
    return outcomeOf(await interpret(machine, initialCheckpoint(machine, test.input ?? {}), host));
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

function failureOf(thrown: unknown): TestFailure {
  if (thrown instanceof WorkflowTestError) {
    const { code, state, message } = thrown;
    const path = code === 'test.mock_missing' && state !== undefined ? pointerTo('/mocks', state) : '';
    return { path, message };
  }
  // The interpreter trusts the shape of a machine, and a draft may have any.
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { path: '', message: `The workflow cannot be run as it is: ${reason}. Its problems say more.` };
}

function outcomeOf(outcome: Outcome): TestOutcome {
  switch (outcome.kind) {
    case 'succeeded':
      return { status: 'succeeded', output: outcome.output };
    case 'failed':
    case 'timed_out':
      return { status: 'failed', error: outcome.error, cause: outcome.cause };
    case 'suspended':
      throw new Error('A run offline waits for nobody.');
  }
}

function triggerOf({ triggers = {} }: WorkflowDocument, { trigger: id }: WorkflowTest) {
  const found = id !== undefined && Object.hasOwn(triggers, id) ? triggers[id] : undefined;
  return id === undefined || found === undefined ? undefined : { id, type: found.type };
}

/** Notes arguments that the action would refuse: a mock would take them, and a live run would fail. */
function checkingArguments(
  answer: AnswerTask,
  schemas: Readonly<Record<string, JsonObject>>,
  misfits: TestFailure[],
): AnswerTask {
  return (call: TaskCall) => {
    const { resource, state } = call;
    const schema = Object.hasOwn(schemas, resource) ? schemas[resource] : undefined;
    const [violation] = schema === undefined ? [] : checkSchema(schema, call.arguments);
    if (violation !== undefined) {
      const { path, message } = violation;
      const what = path === '' ? 'What it is called with' : `The argument ${path}`;
      misfits.push({
        path: pointerTo('/mocks', state),
        actual: call.arguments,
        message: `"${state}" (${call.path}) does not fit ${resource}. ${what} ${message}.`,
      });
    }
    return answer(call);
  };
}
