import { describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import { initialCheckpoint, interpret, type JsonValue, type TaskMock, type WorkflowDocument } from '@millrace/machine';
import { runWorkflowTest } from './run-workflow-test.ts';
import { saveAsTest, type RecordedRun, type RecordedStep, type SavedTest } from './save-as-test.ts';
import { VirtualHost } from './virtual-host.ts';

const documentOf = (States: object, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: Object.keys(States)[0] ?? '', States: States as WorkflowDocument['machine']['States'] },
  ...more,
});
const task = (more: object = {}) => ({ Type: 'Task', Resource: 'connector:bank/charge', End: true, ...more });

/** Runs a machine by answers that are given by path, and keeps what a server would keep of it. */
async function record(
  document: WorkflowDocument,
  input: JsonValue,
  answers: Readonly<Record<string, readonly TaskMock[]>>,
): Promise<{ readonly run: RecordedRun; readonly steps: readonly RecordedStep[] }> {
  const steps: RecordedStep[] = [];
  const asked = new Map<string, number>();
  const host = new VirtualHost({
    evaluator: createEvaluator(),
    input,
    answer: ({ path }) => {
      const attempt = asked.get(path) ?? 0;
      asked.set(path, attempt + 1);
      return answers[path]?.[attempt] ?? { throw: { error: 'Unplanned' } };
    },
    onEvent: ({ kind, path, state, type, output, assigned, error, attempts = [] }) => {
      if (kind === 'entered') return;
      const status = kind === 'failed' ? 'failed' : 'succeeded';
      steps.push({ path, state, type, status, output, assigned, error: error?.error, cause: error?.cause, attempts });
    },
  });
  const ended = await interpret(document.machine, initialCheckpoint(document.machine, input), host);
  const run =
    ended.kind === 'succeeded'
      ? { status: 'succeeded', input, output: ended.output }
      : { status: 'failed', input, error: ended.kind === 'failed' ? ended.error : '' };
  return { run, steps };
}

async function saved(
  document: WorkflowDocument,
  input: JsonValue,
  answers: Readonly<Record<string, readonly TaskMock[]>>,
) {
  const { run, steps } = await record(document, input, answers);
  const made = await saveAsTest(document, run, { name: 'saved', steps });
  return { ...made, result: await runWorkflowTest(document, made.test) };
}

test('a run becomes its input, the mocks of its tasks, and its output; and the test passes', async () => {
  const document = documentOf({ Charge: task({ End: undefined, Next: 'Done' }), Done: { Type: 'Succeed' } });
  const { test: made, result, guessed } = await saved(document, { cents: 5 }, { Charge: [{ return: { id: 7 } }] });
  expect(made).toEqual({
    name: 'saved',
    input: { cents: 5 },
    mocks: { Charge: [{ return: { id: 7 } }] },
    expect: { status: 'succeeded', output: { id: 7 } },
  });
  expect([result.status, guessed]).toEqual(['passed', []]);
});

test('every attempt is kept, errors too, and those of a step that gave up', async () => {
  const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 3 }];
  const document = documentOf({
    Charge: task({ Retry, Catch: [{ ErrorEquals: ['Refused'], Next: 'Tell' }] }),
    Tell: task({ Retry }),
  });
  const busy = { throw: { error: 'Busy', cause: 'Later.' } };
  const refused = { throw: { error: 'Refused' } };
  const { test: made, result } = await saved(
    document,
    {},
    { Charge: [busy, refused], Tell: [busy, busy, { return: 1 }] },
  );
  expect(made.mocks).toEqual({ Charge: [busy, refused], Tell: [busy, busy, { return: 1 }] });
  expect(result.status).toBe('passed');
});

test('a run that failed is expected to', async () => {
  const { test: made, result } = await saved(
    documentOf({ Charge: task() }),
    {},
    { Charge: [{ throw: { error: 'No' } }] },
  );
  expect(made).toMatchObject({
    mocks: { Charge: [{ throw: { error: 'No' } }] },
    expect: { status: 'failed', error: 'No' },
  });
  expect(result.status).toBe('passed');
});

describe('inside a Map', () => {
  const document = documentOf({
    Each: {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: {
        StartAt: 'Charge',
        States: { Charge: task({ Retry: [{ ErrorEquals: ['Busy'] }], Output: '{% $states.result %}' }) },
      },
      End: true,
    },
  });
  const busy = { throw: { error: 'Busy' } };

  test('mocks stand in the order in which the test asks for them', async () => {
    const answers = {
      'Each[0]/Charge': [busy, { return: 'a' }],
      'Each[1]/Charge': [{ return: 'b' }],
      'Each[2]/Charge': [busy, busy, { return: 'c' }],
    };
    const { test: made, result } = await saved(document, [1, 2, 3], answers);
    expect(made.mocks).toEqual({ Charge: [busy, { return: 'b' }, busy, { return: 'a' }, busy, { return: 'c' }] });
    expect(made.expect.output).toEqual(['a', 'b', 'c']);
    expect(result.failures).toEqual([]);
  });

  test('records in another order make the same test', async () => {
    const answers = { 'Each[0]/Charge': [{ return: 'a' }], 'Each[1]/Charge': [{ return: 'b' }] };
    const { run, steps } = await record(document, [1, 2], answers);
    const { test: made } = await saveAsTest(document, run, { name: 'x', steps: [...steps].reverse() });
    expect(made.mocks).toEqual({ Charge: [{ return: 'a' }, { return: 'b' }] });
  });

  test('equal answers are one, which repeats', async () => {
    const answers = Object.fromEntries([0, 1, 2].map((index) => [`Each[${index}]/Charge`, [{ return: 'a' }]]));
    expect((await saved(document, [1, 2, 3], answers)).test.mocks).toEqual({ Charge: [{ return: 'a' }] });
  });
});

describe('a result that became something else', () => {
  const made = async (fields: object): Promise<SavedTest & { readonly status: string }> => {
    const document = documentOf({ Charge: task(fields) });
    const result = { id: 7, body: { total: 5, currency: 'EUR' }, headers: {} };
    const { result: played, ...rest } = await saved(document, {}, { Charge: [{ return: result }] });
    return { ...rest, status: played.status };
  };

  test('is what a variable kept of it', async () => {
    const { test: kept, guessed, status } = await made({ Output: 'paid', Assign: { charge: '{% $states.result %}' } });
    expect(kept.mocks?.Charge).toEqual([{ return: { id: 7, body: { total: 5, currency: 'EUR' }, headers: {} } }]);
    expect([guessed, status]).toEqual([[], 'passed']);
  });

  test('is put together from what was read of it', async () => {
    const Output = { total: '{% $states.result.body.total %}', note: 'paid' };
    const { test: kept, guessed, status } = await made({ Output, Assign: { id: '{% $states.result.id %}' } });
    expect(kept.mocks?.Charge).toEqual([{ return: { id: 7, body: { total: 5 } } }]);
    expect([guessed, status]).toEqual([[], 'passed']);
  });

  test('is said to be a guess when nothing of it is known', async () => {
    const { test: kept, guessed } = await made({ Output: '{% $string($states.result.body.total) %}' });
    expect(kept.mocks?.Charge).toEqual([{ return: '5' }]);
    expect(guessed).toEqual(['Charge']);
  });
});

test('a trigger is kept when the document has it', async () => {
  const document = documentOf({ A: { Type: 'Succeed' } }, { triggers: { hook: { type: 'call' } } });
  const of = async (trigger: string) =>
    (await saveAsTest(document, { status: 'succeeded', input: 1, output: 1, trigger }, { name: 'x', steps: [] })).test;
  expect(await of('hook')).toMatchObject({ trigger: 'hook' });
  expect(await of('api')).not.toHaveProperty('trigger');
});

test('a run that cannot be played again keeps what its record has', async () => {
  const document = documentOf({
    Time: { Type: 'Choice', Choices: [{ Condition: "{% $now() < '2029' %}", Next: 'Old' }], Default: 'New' },
    Old: task(),
    New: task(),
  });
  const step: RecordedStep = {
    ...{ path: 'Old', state: 'Old', type: 'Task', status: 'succeeded', output: 1, attempts: [{}] },
  };
  const { test: made } = await saveAsTest(document, { status: 'succeeded', output: 1 }, { name: 'x', steps: [step] });
  expect(made.mocks).toEqual({ Old: [{ return: 1 }] });
});
