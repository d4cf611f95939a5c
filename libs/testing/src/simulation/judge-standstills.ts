import type { StepRecord, TokenAnswer } from '@millrace/runtime';
import { retriedComposites } from './documents.ts';
import { threadOf } from './paths.ts';
import { isUndoing } from './standstill-script.ts';
import type { SeenHold, Standstills } from './standstills.ts';
import { isCrashLoop, type Verdict } from './verdict.ts';

/** Each decision is what its step went on by, and nothing else is; what was sent to a callback was heard. */
export function judgeStandstills(verdict: Verdict, standstills: Standstills): void {
  const { run, workflow, facts, object } = verdict;
  if (facts.isBegunAgain && workflow.document.settings?.durability === 'run') return;
  const isRetried = retriedComposites(workflow.document);
  const about = `${run.id} of ${run.workflowName}, ${run.status}`;
  for (const hold of standstills.holdsOf(run.id)) {
    const fault = isRetried(hold.path) ? undefined : faultOf(hold, verdict);
    if (fault !== undefined) object('decision', `${about}: ${hold.path} ${hold.attempt} ${fault}`);
  }
  for (const { path, attempt } of standstills.unheardOf(run.id)) {
    if (!isRetried(path) && mustBeHeard(path, attempt, verdict))
      object('callback-lost', `${about}: ${path} ${attempt} never goes on with what was sent`);
  }
}

const recordOf = (path: string, { steps }: Verdict): StepRecord | undefined =>
  steps.findLast((step) => step.path === path);

/** A thread that was given up leaves no record of the step in which it was; nor does what undoes another. */
const mayBeMissing = (path: string): boolean => threadOf(path) !== '' || isUndoing(path);

/** Something else has ended the run, or the step. */
function isCutShort(verdict: Verdict, record: StepRecord | undefined): boolean {
  const { facts, run } = verdict;
  const { error = '', cause = '', status } = run;
  const isOver = error === 'States.Timeout' && cause.startsWith('The run took');
  const isStopped = facts.cancel !== undefined || facts.isLeftBehind || isCrashLoop(verdict) || isOver;
  return isStopped || status === 'timed_out' || status === 'cancelled' || record?.error === 'Task.Interrupted';
}

function mustBeHeard(path: string, attempt: number, verdict: Verdict): boolean {
  const record = recordOf(path, verdict);
  if (isCutShort(verdict, record)) return false;
  if (record === undefined) return !mayBeMissing(path);
  const own = record.attempts.find((other) => other.attempt === attempt);
  return own !== undefined && own.error?.error !== 'States.Timeout';
}

function faultOf({ path, attempt, error, decision }: SeenHold, verdict: Verdict): string | undefined {
  const record = recordOf(path, verdict);
  if (isCutShort(verdict, record)) return undefined;
  if (record === undefined) return mayBeMissing(path) ? undefined : 'was held, and has no record';
  const [own, next] = [attempt, attempt + 1].map((number) => shownOf(record, number));
  if (own !== error) return `was held for ${error}, and is shown as ${own ?? 'nothing'}`;
  return isAnswered(decision, next) ? undefined : `is decided: ${decision?.kind ?? 'not'}, then ${next ?? 'nothing'}`;
}

/** How an attempt has ended; undefined: there is none. */
function shownOf({ attempts }: StepRecord, number: number): string | undefined {
  const attempt = attempts.find((other) => other.attempt === number);
  return attempt && (attempt.error?.error ?? WELL);
}

const WELL = 'well';

/** `shown`: how the next attempt has ended. */
function isAnswered(decision: TokenAnswer | undefined, shown: string | undefined): boolean {
  if (decision === undefined) return shown === undefined;
  if (decision.kind === 'again') return shown !== undefined;
  if (decision.kind === 'threw') return shown === decision.error;
  return shown === WELL || shown === 'States.QueryEvaluationError';
}
