import type { Machine } from '@millrace/machine';
import { findStatePlace } from '../draft-tests/find-machine.ts';
import { RuntimeError } from '../errors.ts';
import { pathOf } from './given-result.ts';
import type { PlannedStep, RetryFacts } from './plan-retry.ts';

/** A task that a new run takes as done. */
export interface TakenTask {
  /** That it is in; empty: the top level. */
  readonly thread: string;
  readonly path: string;
  readonly resource: string;
  /** A sentence about it. */
  readonly note: string;
}

/** Around a thread, as a path says it: the thread, and the last step. A `#`, `[` or `/` of a state's own name is doubled. */
const INNER = /^(.*\])\/((?:[^#[/]|##|\[\[|\/\/)+)(?:#\d+)?$/s;

/** The task that a given result is of: the one that a retry begins at, or the one that failed inside of the state there. */
export function findTaken(
  { version, run: { failedPath = '' }, request }: RetryFacts,
  { position, isInside }: Pick<PlannedStep, 'position' | 'isInside'>,
): TakenTask {
  const { machine } = version.document;
  const path = pathOf(position);
  const state = machine.States[position.state];
  if (state?.Type === 'Task') return taken({ thread: '', path, resource: state.Resource });
  const isBelow = isInside && request.from === undefined && failedPath.startsWith(`${path}[`);
  const inner = isBelow ? findInner(machine, failedPath) : undefined;
  if (inner !== undefined) return taken({ ...inner, path: failedPath });
  throw new RuntimeError(
    'run.result_without_task',
    `A result can be given for one task, and the run would begin at "${position.state}". Leave the result out, or name a step that is a task.`,
  );
}

function findInner(machine: Machine, path: string): Pick<TakenTask, 'thread' | 'resource'> | undefined {
  const [, thread = '', escaped = ''] = INNER.exec(path) ?? [];
  const state = findStatePlace(machine, escaped.replaceAll(/([#[/])\1/g, '$1'))?.state;
  return state?.Type === 'Task' ? { thread, resource: state.Resource } : undefined;
}

const taken = (task: Omit<TakenTask, 'note'>): TakenTask => ({
  ...task,
  note: `"${task.path}" is not called: it is taken as done, with the result that is given.`,
});
