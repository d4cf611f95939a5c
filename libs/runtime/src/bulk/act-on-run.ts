import type { RunAddress } from '../active-run.ts';
import { timeOfRunId } from '../ids.ts';
import type { RunStore } from '../ports.ts';
import type { RunStatus } from '../run.ts';
import { actOnLetter, findWhatWasDoneToLetter, type LetterActs } from './act-on-letter.ts';
import { isLetterVerb, type BulkAction, type BulkOutcome, type BulkVersion } from './bulk-action.ts';
import { findDelay, requireCallerFault, type Delay } from './refusals.ts';

/** A run that is to be made of another one; asked twice with one key it is made once. */
export interface BulkRetryRequest {
  readonly workspaceId: string;
  readonly runId: string;
  readonly version?: BulkVersion;
  readonly idempotencyKey: string;
}
/** A run that was made of another one. */
export interface BulkRetried {
  readonly id: string;
  readonly kind: 'retry' | 'replay';
  readonly status: RunStatus;
}
/** Where a retry would begin. */
export type BulkRetryStart =
  { readonly kind: 'step'; readonly state: string } | { readonly kind: 'beginning'; readonly why: string };
export type RunRetryPlan =
  | { readonly kind: 'start'; readonly start: BulkRetryStart; readonly versionNumber: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };
/** What a bulk action asks of whoever acts on single runs, and on single dead letters. */
export interface BulkActs extends LetterActs {
  retry(request: BulkRetryRequest): Promise<{ readonly runId: string }>;
  replay(request: BulkRetryRequest): Promise<{ readonly runId: string }>;
  /** What `retry` would do. */
  plan(
    request: Omit<BulkRetryRequest, 'idempotencyKey'>,
  ): Promise<{ readonly start: BulkRetryStart; readonly versionNumber: number }>;
  cancel(address: RunAddress): ReturnType<RunStore['requestCancel']>;
  find: RunStore['find'];
  /** Newest first. */
  listRetries(request: { readonly workspaceId: string; readonly runId: string }): Promise<readonly BulkRetried[]>;
}
/** `delayed`: not now. */
export type ItemOutcome = BulkOutcome | ({ readonly runId: string; readonly state: 'delayed' } & Delay);

/** Clocks of processes are so far apart at most. */
const CLOCK_DRIFT_MS = 5000;

/** There is nothing to do, rather than that something went wrong. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set([
  'run.not_found',
  'run.not_ended',
  'run.nothing_to_retry',
  'run.is_test',
]);

/**
 * Does to one run what the action says. `isAgain`: a process may have done so already, and died before it could tell. What the
 * caller can do nothing about rejects: then nothing is known of the run.
 */
export async function actOnRun(
  acts: BulkActs,
  action: BulkAction,
  { runId, isAgain }: { readonly runId: string; readonly isAgain: boolean },
): Promise<ItemOutcome> {
  const { workspaceId, version, action: verb } = action;
  if (isLetterVerb(verb)) return actOnLetter(acts, action, { letterId: runId, isAgain });
  if (action.action === 'cancel') return cancelOne(acts, action, { runId, isAgain });
  if (action.action === 'retry') {
    // Who has died may have made it; or somebody else has, since then, and it is made all the same.
    const made = isAgain ? await findWhatWasDone(acts, action, runId) : undefined;
    if (made?.state === 'done') return made;
    const refusal = await findEarlierRetry(acts, { workspaceId, runId });
    if (refusal !== undefined) return { runId, state: 'skipped', ...refusal };
  }
  const request: BulkRetryRequest = {
    ...{ workspaceId, runId, idempotencyKey: `bulk/${action.id}` },
    ...(version === undefined ? {} : { version }),
  };
  try {
    const made = await (verb === 'retry' ? acts.retry(request) : acts.replay(request));
    return { runId, state: 'done', newRunId: made.runId };
  } catch (cause) {
    return toOutcome(runId, cause);
  }
}

/** Whoever retries many runs does not mean those that somebody has retried before. */
async function findEarlierRetry(
  acts: Pick<BulkActs, 'listRetries'>,
  named: { readonly workspaceId: string; readonly runId: string },
): Promise<{ readonly code: string; readonly message: string } | undefined> {
  const earlier = (await acts.listRetries(named)).find(({ status }) => status !== 'cancelled');
  if (earlier === undefined) return undefined;
  const message = `It was ${earlier.kind === 'retry' ? 'retried' : 'replayed'} already, as run ${earlier.id}.`;
  return { code: 'bulk.run_retried', message };
}

/** What a bulk retry would do to one run. */
export async function planRetryOfRun(
  acts: Pick<BulkActs, 'listRetries' | 'plan'>,
  request: Omit<BulkRetryRequest, 'idempotencyKey'>,
): Promise<RunRetryPlan> {
  const refusal = await findEarlierRetry(acts, request);
  if (refusal !== undefined) return { kind: 'refused', ...refusal };
  try {
    const { start, versionNumber } = await acts.plan(request);
    return { kind: 'start', start, versionNumber };
  } catch (cause) {
    const { code, message } = requireCallerFault(cause);
    return { kind: 'refused', code, message };
  }
}

async function cancelOne(
  acts: BulkActs,
  { workspaceId, compensate }: BulkAction,
  { runId, isAgain }: { readonly runId: string; readonly isAgain: boolean },
): Promise<ItemOutcome> {
  const run = await acts.find({ workspaceId, runId });
  if (run === undefined) return gone(runId);
  const { workflowName, isTest = false } = run;
  if (run.endedAtMs !== undefined) {
    if (isAgain && wasCancelled(run.status)) return { runId, state: 'done' };
    return alreadyEnded(runId, run.status);
  }
  const result = await acts.cancel({ workspaceId, runId, workflowName, isTest, compensate });
  if (result === 'not_found') return gone(runId);
  if (result === 'already_ended') return alreadyEnded(runId);
  return { runId, state: 'done' };
}

/** What a lost process has done to a run, of an action that may do nothing more. */
export async function findWhatWasDone(acts: BulkActs, action: BulkAction, runId: string): Promise<BulkOutcome> {
  const { workspaceId, startedAtMs } = action;
  if (isLetterVerb(action.action)) return findWhatWasDoneToLetter(acts, action, runId);
  if (action.action === 'cancel') {
    const run = await acts.find({ workspaceId, runId });
    return { runId, state: run !== undefined && wasCancelled(run.status) ? 'done' : 'released' };
  }
  const made = (await acts.listRetries({ workspaceId, runId })).find(
    ({ id, kind }) => kind === action.action && timeOfRunId(id) >= startedAtMs - CLOCK_DRIFT_MS,
  );
  return made === undefined ? { runId, state: 'released' } : { runId, state: 'done', newRunId: made.id };
}

const wasCancelled = (status: RunStatus): boolean =>
  status === 'cancelled' || status === 'compensating' || status === 'compensated';

const gone = (runId: string): ItemOutcome => ({
  ...{ runId, state: 'skipped', code: 'run.not_found' },
  message: 'It is not there any more: retention has taken it.',
});
const alreadyEnded = (runId: string, status?: RunStatus): ItemOutcome => ({
  ...{ runId, state: 'skipped', code: 'run.already_ended' },
  message: `It had ended${status === undefined ? '' : `, as ${status},`} before it could be cancelled.`,
});

function toOutcome(runId: string, cause: unknown): ItemOutcome {
  const refusal = requireCallerFault(cause);
  const delay = findDelay(refusal);
  if (delay !== undefined) return { runId, state: 'delayed', ...delay };
  const { code, message } = refusal;
  return { runId, state: NOTHING_TO_DO.has(code) ? 'skipped' : 'failed', code, message };
}
