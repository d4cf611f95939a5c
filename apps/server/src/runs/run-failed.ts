import type { RunEnd } from '@millrace/runtime';
import { ServerError } from '../errors.ts';

/** The problem of a run that did not succeed. Never its payload: the caller may not be allowed to see it. */
export function runFailed(
  runId: string,
  { status, error }: Pick<RunEnd, 'status' | 'error'>,
  options: { readonly status?: number } = {},
): ServerError {
  const reason = error === undefined ? status : `${status} with ${error}`;
  return new ServerError('run.failed', `Run ${runId} ended as ${reason}.`, { ...options, detail: { runId } });
}
