import type { DeadLetter, DeadLetterStore } from '../dead-letters/dead-letter.ts';
import type { RedriveRequest, RedriveResult } from '../dead-letters/redrives.ts';
import type { ItemOutcome } from './act-on-run.ts';
import type { BulkAction, BulkOutcome } from './bulk-action.ts';
import { findDelay, requireCallerFault } from './refusals.ts';

/** What a bulk action asks of whoever acts on single dead letters. */
export interface LetterActs {
  redrive(request: RedriveRequest): Promise<RedriveResult>;
  discard: DeadLetterStore['discard'];
  findLetter(named: { readonly workspaceId: string; readonly id: string }): Promise<DeadLetter | undefined>;
}

/** There is nothing to do, rather than that something went wrong. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set([
  'dead_letter.not_found',
  'dead_letter.not_open',
  'dead_letter.body_gone',
  // Of a failed run: what it was given is not kept any more, or all of it is not.
  'run.payloads_gone',
  'run.not_found',
]);

/** Does to one dead letter what the action says; as `actOnRun`. */
export async function actOnLetter(
  acts: LetterActs,
  action: BulkAction,
  { letterId: runId, isAgain }: { readonly letterId: string; readonly isAgain: boolean },
): Promise<ItemOutcome> {
  const { workspaceId, startedBy: by } = action;
  const named = { workspaceId, id: runId };
  if (action.action === 'discard') {
    const { because: reason = '' } = action;
    if (await acts.discard({ ...named, reason, by })) return { runId, state: 'done' };
    const found = isAgain ? await acts.findLetter(named) : undefined;
    return found?.state === 'discarded' ? { runId, state: 'done' } : notOpen(runId);
  }
  try {
    return toOutcome(runId, await acts.redrive({ ...named, by, isAgain }));
  } catch (cause) {
    const refusal = requireCallerFault(cause);
    const delay = findDelay(refusal);
    if (delay !== undefined) return { runId, state: 'delayed', ...delay };
    const { code, message } = refusal;
    return { runId, state: NOTHING_TO_DO.has(code) ? 'skipped' : 'failed', code, message };
  }
}

function toOutcome(runId: string, result: RedriveResult): BulkOutcome {
  if (result.kind !== 'failed')
    return { runId, state: 'done', ...(result.runId === undefined ? {} : { newRunId: result.runId }) };
  const { errorCode: code, message } = result.failure;
  return { runId, state: 'failed', code, message };
}

/** What a lost process has done to a dead letter, of an action that may do nothing more. */
export async function findWhatWasDoneToLetter(acts: LetterActs, action: BulkAction, id: string): Promise<BulkOutcome> {
  const found = await acts.findLetter({ workspaceId: action.workspaceId, id });
  const isDone = action.action === 'discard' ? found?.state === 'discarded' : found?.newRunId !== undefined;
  if (!isDone) return { runId: id, state: 'released' };
  return { runId: id, state: 'done', ...(found?.newRunId === undefined ? {} : { newRunId: found.newRunId }) };
}

const notOpen = (runId: string): BulkOutcome => ({
  ...{ runId, state: 'skipped', code: 'dead_letter.not_open' },
  message: 'It is not open any more: somebody has tried it again, or discarded it.',
});
