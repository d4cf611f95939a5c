import type { Step } from '../../../lib/contract.ts';
import { isObject } from '../../../lib/json.ts';
import { type FailedChild, readCause } from '../../../lib/read-cause.ts';
import { readResource } from '../../../lib/task-resource.ts';

/** The run that a step has started, where the step's record names it. */
export function childOf({
  resource = '',
  cause,
  output,
}: Pick<Step, 'resource' | 'cause' | 'output'>): FailedChild | undefined {
  const target = readResource(resource);
  if (target.kind !== 'workflow') return undefined;
  const { child } = readCause(cause);
  if (child !== undefined || target.isAwaited || target.awaitsToken) return child;
  const runId = isObject(output) ? output.runId : undefined;
  return typeof runId === 'string' ? { runId, workflow: target.name } : undefined;
}
