// What AWS Step Functions answered to state machines in JSONata mode, compared with what `machine run` answers.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import {
  initialCheckpoint,
  interpret,
  type JsonObject,
  type JsonValue,
  type Machine,
  type TaskMocks,
} from '@millrace/machine';
import { answersFrom, VirtualHost } from '@millrace/workflow-tests';
import { Files, millrace } from '../testing/run-millrace.ts';

interface Recorded {
  readonly id: string;
  readonly placeholder?: boolean;
  readonly runs: readonly RecordedRun[];
}
interface RecordedRun {
  readonly definition: { readonly QueryLanguage?: string; readonly States: Readonly<Record<string, JsonObject>> };
  readonly input: JsonValue;
  readonly expected: {
    readonly final: {
      readonly type: string;
      readonly output?: JsonValue;
      readonly error?: string;
      readonly cause?: string;
    };
    readonly trace: readonly TraceLine[];
    readonly history: readonly HistoryEvent[];
  };
}
interface TraceLine {
  readonly type: string;
  readonly name?: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly assigned?: Readonly<Record<string, JsonValue>>;
}
interface Failed {
  readonly error: string;
  readonly cause?: JsonValue;
}
const FAILURES = [
  'taskFailedEventDetails',
  'taskTimedOutEventDetails',
  'lambdaFunctionFailedEventDetails',
  'lambdaFunctionTimedOutEventDetails',
] as const;
interface HistoryEvent extends Readonly<Partial<Record<(typeof FAILURES)[number], Failed>>> {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly stateEnteredEventDetails?: { readonly name: string };
  readonly taskScheduledEventDetails?: { readonly parameters: JsonValue };
  readonly lambdaFunctionScheduledEventDetails?: { readonly input: JsonValue };
  readonly taskSucceededEventDetails?: { readonly output: JsonValue };
  readonly lambdaFunctionSucceededEventDetails?: { readonly output: JsonValue };
}

const path = resolve(import.meta.dirname, '../../../../../shared/data/asl/cases-jsonata.json');
const files = new Files();
afterAll(() => files.remove());

/** What both modes have in common: such a state means the same in each. */
const NEUTRAL = ['Type', 'Comment', 'Next', 'End', 'Assign'];

/** Why a case is not run, if it is not. */
function reasonToSkip({ placeholder = false, runs }: Recorded): string | undefined {
  const machines = runs.map(({ definition }) => definition);
  const states = machines.flatMap(({ QueryLanguage = 'JSONPath', States }) =>
    Object.values(States).map((state) => ({ language: state.QueryLanguage ?? QueryLanguage, state })),
  );
  if (placeholder) return 'the definition holds a stub value';
  const isForeign = states.some(
    ({ language, state }) =>
      language !== 'JSONata' &&
      !(Object.keys(state).every((field) => NEUTRAL.includes(field)) && !JSON.stringify(state).includes('.$"')),
  );
  return isForeign || states.some(({ state }) => state.QueryLanguage === 'JSONPath')
    ? 'a state is in JSONPath mode, which import converts'
    : undefined;
}

/** What each task answered, by state and in order. */
function mocksOf(history: readonly HistoryEvent[]): TaskMocks {
  const mocks: Record<string, TaskMocks[string][number][]> = {};
  // Branches and iterations mix in a history: an event belongs to the state that its predecessors lead back to.
  const states = new Map<number, string>();
  for (const event of history) {
    const state = event.stateEnteredEventDetails?.name ?? states.get(event.previousEventId) ?? '';
    states.set(event.id, state);
    const succeeded = event.taskSucceededEventDetails ?? event.lambdaFunctionSucceededEventDetails;
    const failed = FAILURES.map((field) => event[field]).find((details) => details !== undefined);
    if (succeeded !== undefined) (mocks[state] ??= []).push({ return: succeeded.output });
    if (failed !== undefined) {
      const { error, cause = '' } = failed;
      (mocks[state] ??= []).push({
        throw: { error, cause: typeof cause === 'string' ? cause : JSON.stringify(cause) },
      });
    }
  }
  return mocks;
}

/** Ids, names and times were taken out of the records: such texts match any. */
const MASK = /<[^<>]+>|lambda_function_name/;
function matching(expected: JsonValue): unknown {
  if (typeof expected === 'string') {
    if (expected === 'timestamp' || expected === 'date') return expect.any(String);
    if (!MASK.test(expected)) return expected;
    const parts = expected.split(new RegExp(MASK, 'g')).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${parts.join('.+')}$`, 's'));
  }
  if (typeof expected !== 'object' || expected === null) return expected;
  if (Array.isArray(expected)) return expected.map((item) => matching(item as JsonValue));
  return Object.fromEntries(Object.entries(expected as JsonObject).map(([key, value]) => [key, matching(value)]));
}
/** An output that is no object was recorded as JSON text. */
const recordedValue = (value: JsonValue): unknown =>
  matching(typeof value === 'string' ? (JSON.parse(value) as JsonValue) : value);

function expectedTrace(trace: readonly TraceLine[]): readonly unknown[] {
  return trace
    .filter(({ type }) => /State(Entered|Exited)$/.test(type))
    .map(({ type, name, input, output, assigned }) => ({
      type,
      name,
      ...(input === undefined ? {} : { input: recordedValue(input) }),
      ...(output === undefined ? {} : { output: recordedValue(output) }),
      ...(assigned === undefined
        ? {}
        : {
            assigned: Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, recordedValue(value)])),
          }),
    }));
}
const withValues = ({ assigned, ...line }: { readonly assigned?: Readonly<Record<string, string>> }): unknown => ({
  ...line,
  ...(assigned === undefined
    ? {}
    : {
        assigned: Object.fromEntries(Object.entries(assigned).map(([key, text]) => [key, JSON.parse(text) as unknown])),
      }),
});

function expectedAnswer({ type, output, error, cause }: RecordedRun['expected']['final']): unknown {
  if (type === 'ExecutionSucceeded') return { status: 'SUCCEEDED', output: recordedValue(output ?? null) };
  const own = cause?.replace(
    /^An error occurred while executing the state '.*' \(entered at the event id #\d+\)\. /,
    '',
  );
  return {
    status: 'FAILED',
    ...(error === undefined ? {} : { error }),
    ...(own === undefined ? {} : { cause: own }),
  };
}

if (!existsSync(path)) {
  process.stdout.write('Skipped: the recorded answers of Step Functions are not here (shared/data/asl).\n');
  test.skip('the recorded answers of Step Functions', () => undefined);
} else {
  const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly Recorded[];
  const reasons = cases.map(reasonToSkip);
  const run = cases.filter((_, index) => reasons[index] === undefined);

  test('most cases are run; the others are counted by their reason', () => {
    const skipped = [...new Set(reasons)].flatMap((reason) =>
      reason === undefined ? [] : [`${reasons.filter((other) => other === reason).length} because ${reason}`],
    );
    process.stdout.write(`Step Functions: ${run.length} recorded cases run; skipped ${skipped.join(', ')}.\n`);
    expect(run.length).toBeGreaterThan(50);
  });

  describe.each(run.map(({ id, runs }) => [id.split('::').slice(1).join(' '), runs] as const))('%s', (_, runs) => {
    test('ends as on AWS, by the same steps', async () => {
      for (const { definition, input, expected } of runs) {
        const { out } = await millrace([
          ...['machine', 'run', files.write('machine.json', definition), '--trace'],
          ...['--input', files.write('input.json', JSON.stringify(input))],
          ...['--tasks', files.write('tasks.json', mocksOf(expected.history))],
        ]);
        const { trace, ...answer } = JSON.parse(out) as {
          readonly trace: readonly { assigned?: Record<string, string> }[];
        };
        expect(answer).toEqual(expectedAnswer(expected.final));
        expect(trace.map(withValues)).toEqual(expectedTrace(expected.trace));
      }
    });

    test('calls its tasks with the same arguments', async () => {
      for (const { definition, input, expected } of runs) {
        const machine = definition as unknown as Machine;
        const calls: JsonValue[] = [];
        const mocked = answersFrom(mocksOf(expected.history));
        const answer: typeof mocked = (call) => {
          calls.push(call.arguments);
          return mocked(call);
        };
        const host = new VirtualHost({ evaluator: createEvaluator(), answer, input });
        await interpret(machine, initialCheckpoint(machine, input), host);
        const scheduled = expected.history.flatMap((event) => {
          const details =
            event.taskScheduledEventDetails?.parameters ?? event.lambdaFunctionScheduledEventDetails?.input;
          return details === undefined ? [] : [matching(details)];
        });
        expect(calls).toEqual(scheduled);
      }
    });
  });
}
