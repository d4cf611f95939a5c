// Runs a document in memory, so that a test can tell whether an edit changes what it does.
import { createEvaluator } from '@millrace/expressions';
import {
  type Host,
  initialCheckpoint,
  interpret,
  type JsonValue,
  type Outcome,
  type TaskCall,
  type WorkflowDocument,
} from '@millrace/machine';

const evaluator = createEvaluator();
const NOW_MS = 1_893_456_000_000;

/** Runs a document; a task gives back what it was called with, and a `workflow:` runs that workflow. */
export function runDocument(
  { machine, settings }: WorkflowDocument,
  input: JsonValue,
  workflows: Readonly<Record<string, WorkflowDocument>> = {},
): Promise<Outcome> {
  const host: Host = {
    evaluate: (expression, scope, { path, field }) =>
      evaluator.evaluate({ expression, ...scope, seed: `${path} ${field}` }),
    callTask: (call) => callTask(call, workflows),
    openToken: () => Promise.resolve('token'),
    findAnswer: () => Promise.resolve({ kind: 'awaited' }),
    abandon: () => undefined,
    recall: () => undefined,
    keep: () => undefined,
    noteTimeRead: () => undefined,
    giveWay: () => undefined,
    answerArrived: () => Promise.resolve(),
    checkpoint: () => undefined,
    record: () => undefined,
    nowMs: () => NOW_MS,
    random: () => 0,
    sleepUntil: () => Promise.resolve(),
    context: { Execution: { Id: 'run', Input: input } },
    options: {
      ...(settings?.skip === undefined ? {} : { skip: settings.skip }),
      limits: { transitions: { most: 500 } },
    },
  };
  return interpret(machine, initialCheckpoint(machine, input), host);
}

async function callTask(
  { resource, arguments: given }: TaskCall,
  workflows: Readonly<Record<string, WorkflowDocument>>,
): ReturnType<Host['callTask']> {
  const called = workflows[resource.replace('workflow:', '')];
  if (called === undefined) return { kind: 'returned', output: { resource, given } };
  const outcome = await runDocument(called, given, workflows);
  if (outcome.kind === 'succeeded') return { kind: 'returned', output: outcome.output };
  const { error, cause } = outcome.kind === 'suspended' ? { error: 'Suspended', cause: '' } : outcome;
  return { kind: 'threw', error: { error, cause } };
}
