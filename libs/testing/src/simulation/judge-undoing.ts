import type { JsonValue, TaskState } from '@millrace/machine';
import type { StepRecord } from '@millrace/runtime';
import { taskOf } from './documents.ts';
import { disorderOf, isCrashLoop, misfitOf, pathOf, stepsOf, type Verdict } from './verdict.ts';

/** What undoing the recorded steps must have come to; returns the effects that belong to it. */
export function judgeUndoing(verdict: Verdict): ReadonlySet<string> {
  const { facts, run, object } = verdict;
  const seen = new Set([...facts.effects.keys()].filter((effect) => pathOf(effect).endsWith('/Compensate')));
  const isStopped = run.status === 'cancelled' && (facts.isAskedToStop || !facts.isAskedToUndo);
  if (isCrashLoop(verdict) || (isStopped && seen.size === 0)) return seen;
  const entries = entriesOf(verdict);
  const ways = entries.map((entry) => wayOf(entry, verdict));
  const must = ways.flatMap((way) => way?.must ?? []);
  // Whoever stops a run in the middle of its undoing leaves the rest as it is.
  const wanted = isStopped ? { must: [], may: must } : { must, may: [] };
  const misfit = misfitOf({ output: null, vars: {}, ms: 0, ...wanted }, [...seen]);
  const about = `${run.id} of ${run.workflowName}, ${run.status}`;
  if (misfit.length > 0) object('undoing', `${about}: ${misfit.join('; ')}; ${stepsOf(verdict)}`);
  const late = disorderOf(must, facts);
  if (late !== undefined) object('undoing-order', `${about}: ${late}, of ${must.join(', ')}; ${stepsOf(verdict)}`);
  const failures = ways.filter((way) => way?.error !== undefined).length;
  if (isWrongEnd(run.status, { isUndone: entries.length > 0 && failures === 0, isStopped })) {
    object('undoing', `${about}: with ${entries.length} steps to undo of which ${failures} cannot be`);
  }
  return seen;
}

function isWrongEnd(status: string, { isUndone, isStopped }: { isUndone: boolean; isStopped: boolean }): boolean {
  if (status === 'compensated') return !isUndone;
  return isUndone && status !== 'succeeded' && !isStopped;
}

/** The steps to undo, the newest first. One whose result its own Output could not use has done what it did, too. */
function entriesOf({ run, steps, workflow }: Verdict): readonly StepRecord[] {
  const byPath = new Map<string, StepRecord>();
  for (const step of run.status === 'succeeded' ? [] : steps) {
    const isDone = step.status === 'succeeded' || step.error === 'States.QueryEvaluationError';
    const isSkipped = step.attempts.length === 0;
    if (!isDone || isSkipped || taskOf(workflow.document, step.state)?.Compensate === undefined) continue;
    byPath.delete(step.path);
    byPath.set(step.path, step);
  }
  return [...byPath.values()].reverse();
}

function wayOf({ path, state }: StepRecord, { facts, run, workflow, model }: Verdict) {
  const { Arguments: _, ...undoing } = taskOf(workflow.document, state)?.Compensate ?? { Resource: '' };
  const task: TaskState = { ...undoing, Type: 'Task', End: true };
  const at = `${path}/Compensate`;
  const input = JSON.parse(facts.undoingInputs.get(at) ?? 'null') as JsonValue;
  return model.undoingOf(run.workflowName, task, { path: at, input })[0];
}
