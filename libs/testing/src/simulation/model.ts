import { initialCheckpoint, interpret, type JsonValue, type StepEvent, type WorkflowDocument } from '@millrace/machine';
import type { RunEnd, StepRecord } from '@millrace/runtime';
import { evaluateTiny, taskEnd } from './tiny-language.ts';

/** A step as records and the model both show it. */
export type TracedStep = Pick<StepRecord, 'sequence' | 'path' | 'type' | 'status'> & { readonly attempts: number };

/** What a run does when nothing breaks. */
export interface Expectation {
  readonly status: RunEnd['status'];
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly trace: readonly TracedStep[];
  /** `<path> <attempt>` of every call. */
  readonly calls: ReadonlySet<string>;
}

/** Interprets a workflow in a world without faults and without time. Undefined when it is longer than a test may take. */
export async function expectationOf(
  document: WorkflowDocument,
  { input, salt, maxSteps }: { readonly input: JsonValue; readonly salt: number; readonly maxSteps: number },
): Promise<Expectation | undefined> {
  const trace: TracedStep[] = [];
  const calls = new Set<string>();
  let nowMs = 0;
  const { skip } = document.settings ?? {};
  const outcome = await interpret(document.machine, initialCheckpoint(document.machine, input), {
    context: {},
    options: { inlineDelayMs: Infinity, maxTransitions: maxSteps, ...(skip === undefined ? {} : { skip }) },
    nowMs: () => nowMs,
    random: () => 0.5,
    evaluate: (expression, scope) => evaluateTiny({ expression, ...scope, seed: '' }),
    sleepUntil: (epochMs) => {
      nowMs = Math.max(nowMs, epochMs);
      return Promise.resolve();
    },
    checkpoint: () => undefined,
    record: (event) => {
      if (event.kind !== 'entered') trace.push(tracedStep(event, trace.length));
    },
    callTask: ({ path, attempt }) => {
      calls.add(`${path} ${attempt}`);
      const end = taskEnd({ salt, path, attempt });
      return Promise.resolve(end.kind === 'returned' ? end : { kind: 'threw', error: end });
    },
  });
  if (trace.length >= maxSteps || outcome.kind === 'suspended') return undefined;
  if (outcome.kind === 'succeeded')
    return { status: 'succeeded', output: JSON.stringify(outcome.output), trace, calls };
  return { status: outcome.kind, error: outcome.error, cause: outcome.cause, trace, calls };
}

function tracedStep({ kind, path, type, attempts }: StepEvent, sequence: number): TracedStep {
  return { sequence, path, type, status: kind === 'failed' ? 'failed' : 'succeeded', attempts: attempts?.length ?? 0 };
}

/** A record, as the model would show it. */
export function tracedRecord({ sequence, path, type, status, attempts }: StepRecord): TracedStep {
  return { sequence, path, type, status, attempts: attempts.length };
}
