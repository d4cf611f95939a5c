import type { RunWithPayload } from '@millrace/runtime';
import { retriedComposites } from './documents.ts';
import { judgeUndoing } from './judge-undoing.ts';
import { TooMuch, type Way } from './ways.ts';
import { MAX_LOSSES } from './simulated-engine.ts';
import { withoutRunIds } from './tiny-language.ts';
import { disorderOf, isCrashLoop, misfitOf, pathOf, stepsOf, type Verdict } from './verdict.ts';

const show = (value: unknown): string => withoutRunIds(JSON.stringify(value)).slice(0, 900);

/** The ways that the run may have gone, seen from its end; undefined when there is nothing to compare with. */
export function judgeEnd(verdict: Verdict): readonly Way[] | undefined {
  const { run, object } = verdict;
  const ways = waysOf(verdict);
  if (ways === undefined) return undefined;
  const may = ways.flatMap((way) => [...way.must, ...way.may]);
  if (isOutside(verdict)) return [{ output: null, vars: {}, must: [], may, ms: 0 }];
  const same = ways.filter((way) => isEnd(way, run));
  if (same.length > 0) return isRepeated(verdict) ? same.map((way) => ({ ...way, may })) : same;
  const { status, error, cause, output, id, workflowName, input } = run;
  const allowed = ways.map((way) => (way.error === undefined ? way.output : { error: way.error, cause: way.cause }));
  const ended = show({ status, error, cause, output });
  object('end', `${id} of ${workflowName}(${input}) ended as ${ended}, not as ${show(allowed)}; ${stepsOf(verdict)}`);
  return undefined;
}

/** Ended by what is not in its machine: a process that it ends, somebody who stops it, or its time. */
function isOutside(verdict: Verdict): boolean {
  const { facts, run, workflow, object } = verdict;
  if (isCrashLoop(verdict)) {
    if (facts.losses < MAX_LOSSES) object('crash-loop', `${run.id}: ends as a crash loop after ${facts.losses} losses`);
    return true;
  }
  if (isStopped(verdict)) return true;
  if (workflow.isKiller === true) object('end', `${run.id}: ends its process, but ended as ${run.status}`);
  return isTimedOut(verdict);
}

/** With `durability: run` only the start and the end are promised: a crash repeats the run, and it may go another way. */
const isRepeated = ({ facts, workflow }: Verdict): boolean =>
  facts.isBegunAgain && workflow.document.settings?.durability === 'run';

function waysOf({ model, run }: Verdict): readonly Way[] | undefined {
  try {
    return model.waysOf(run.workflowName, JSON.parse(run.input) as never);
  } catch (cause) {
    if (cause instanceof TooMuch) return undefined;
    throw cause;
  }
}

/** Somebody may have wanted it to end. */
function isStopped(verdict: Verdict): boolean {
  const { facts, run, object } = verdict;
  const { id, status, error } = run;
  const isMeant = facts.cancel !== undefined || facts.isLeftBehind;
  if (status === 'cancelled' && !isMeant) object('end', `${id}: is cancelled, and nobody wanted it`);
  if (error === 'Run.Skipped' || error === 'Run.Debounced') judgeRefused(verdict, error);
  const isUndone = error === undefined && facts.isAskedToUndo && status === 'compensated';
  return status === 'cancelled' || isUndone || error === 'Compensation.Failed';
}

function judgeRefused({ facts, run: { id }, workflow, object }: Verdict, error: string): void {
  const { concurrency, debounceSeconds } = workflow.document.settings ?? {};
  const mayBeSkipped = concurrency?.overlap === 'skip' || concurrency?.overlap === 'cancelOldest';
  const isMeant = error === 'Run.Skipped' ? mayBeSkipped : debounceSeconds !== undefined;
  if (!isMeant) object('end', `${id}: ${error}`);
  if (facts.effects.size > 0) object('invented', `${id}: ${error}, and it did something`);
}

function isTimedOut({ run, workflow, object }: Verdict): boolean {
  const { id, status, error, cause = '', acceptedAtMs, endedAtMs = 0 } = run;
  const { TimeoutSeconds } = workflow.document.machine;
  const isSaid = status === 'timed_out' || (error === 'States.Timeout' && cause.startsWith('The run took'));
  if (TimeoutSeconds === undefined) return false;
  const isLate = endedAtMs >= acceptedAtMs + 1000 * TimeoutSeconds;
  if (isSaid && !isLate) object('early', `${id}: timed out before its time`);
  // What was under way in a thread is cut off, and says so itself.
  return isSaid || (isLate && error === 'States.Timeout');
}

function isEnd(way: Way, { status, error, cause = '', output = '' }: RunWithPayload): boolean {
  if (way.error === undefined) return status === 'succeeded' && withoutRunIds(output) === JSON.stringify(way.output);
  const isFailed = status === 'failed' || status === 'compensated';
  const [own = ''] = cause.split('\nNot undone:');
  return isFailed && error === way.error && (error.startsWith('States.') || own === way.cause);
}

/** What was done is what had to be done, in the order that is promised, and nothing besides. */
export function judgeEffects(verdict: Verdict, ways: readonly Way[]): void {
  const { facts, run, object } = verdict;
  const undone = judgeUndoing(verdict);
  const done = [...facts.effects.keys()].filter((effect) => !undone.has(effect));
  const best = ways.map((way) => misfitOf(way, done)).sort((a, b) => a.length - b.length)[0];
  if (best !== undefined && best.length > 0)
    object(
      'effects',
      `${run.id} of ${run.workflowName}(${run.input}), ${run.status} ${run.error ?? ''}: ${best.join('; ').slice(0, 900)}`,
    );
  const way = ways.find((candidate) => misfitOf(candidate, done).length === 0);
  // A composite state that is tried again may have come further in some threads before.
  const isRetried = retriedComposites(verdict.workflow.document);
  const once = way?.must.filter((effect) => !isRetried(pathOf(effect))) ?? [];
  const late = isRepeated(verdict) ? undefined : disorderOf(once, facts);
  if (late !== undefined) object('order', `${run.id}: ${late}`);
  verdict.steps.forEach(({ sequence }, index) => {
    if (sequence !== index) object('records', `${run.id}: record ${index} has the sequence ${sequence}`);
  });
  if (way === undefined) return;
  const recorded = new Set(verdict.steps.map(({ path }) => path));
  const missing = way.must.find((effect) => !recorded.has(pathOf(effect)));
  if (missing !== undefined) object('records', `${run.id}: ${missing} has no record`);
}
