import type { WorkflowDocument } from '@millrace/machine';
import type { Run, Step } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { pathOfUndoing, pathOfVisit, readPath } from '../../../lib/step-path.ts';
import { findState } from './machine-facts.ts';

/** What is known of a run that goes on. */
export interface LiveRun {
  readonly run: Run;
  /** In order. */
  readonly finished: readonly Step[];
  /** What events have told of since the page was opened. */
  readonly heard: readonly RunningStep[];
  /** There are more finished steps than these. */
  readonly isCut: boolean;
  /** The version that runs, once it is read. */
  readonly document: WorkflowDocument | undefined;
}

/** The steps in progress. Where no event has told of one, what follows from the finished ones. */
export function runningSteps(live: LiveRun): readonly RunningStep[] {
  const { run, finished, heard } = live;
  if (hasEnded(run.status)) return [];
  const isUndoing = run.status === 'compensating';
  const open = notOver(finished, heard).filter(({ path }) => !isUndoing || readPath(path).isUndoing);
  if (open.length > 0 || run.status === 'queued') return open;
  const found = isUndoing ? nextUndoing(live) : currentStep(live);
  return found === undefined ? [] : [found];
}

/** What began after it, or what is around it, last ended: a step that is given up with others does not tell of its end. */
function notOver(finished: readonly Step[], heard: readonly RunningStep[]): readonly RunningStep[] {
  // A composite state that is tried again goes through the same paths once more.
  const endedAt = new Map(finished.map((step) => [step.path, Date.parse(step.endedAt)]));
  const isOver = (path: string | undefined, startMs: number): boolean =>
    path !== undefined && ((endedAt.get(path) ?? -Infinity) >= startMs || isOver(readPath(path).parent, startMs));
  return heard.filter(({ path, startedAt }) => !isOver(path, Date.parse(startedAt)));
}

const lastEnd = ({ run, finished }: LiveRun): string => finished.at(-1)?.endedAt ?? run.startedAt ?? run.acceptedAt;

/** Where the top level stands: the state that the last finished step led to. */
function currentStep(live: LiveRun): RunningStep | undefined {
  const { run, finished, isCut } = live;
  const outer = finished.filter(({ path }) => readPath(path).parent === undefined);
  // The last of them may be one that was not read: then only the run itself knows.
  const last = isCut ? undefined : outer.at(-1);
  const state = last === undefined ? run.currentState : last.next;
  if (state === undefined) return undefined;
  const visits = outer.filter((step) => step.state === state).length;
  if (isCut && visits > 0) return undefined;
  const startedAt = last?.endedAt ?? run.startedAt ?? run.acceptedAt;
  return { path: pathOfVisit(state, visits + 1), state, startedAt };
}

/** What is undone now: the newest step that can be, and is not yet. */
function nextUndoing(live: LiveRun): RunningStep | undefined {
  const { finished, isCut, document } = live;
  if (isCut || document === undefined) return undefined;
  const known = new Set(finished.map(({ path }) => path));
  const step = finished.findLast(
    ({ path, state, status }) =>
      status === 'succeeded' && !known.has(pathOfUndoing(path)) && hasCompensate(document, { path, state }),
  );
  if (step === undefined) return undefined;
  return { path: pathOfUndoing(step.path), state: 'Compensate', startedAt: lastEnd(live) };
}

function hasCompensate({ machine }: WorkflowDocument, { path, state }: Pick<Step, 'path' | 'state'>): boolean {
  const found = readPath(path).isUndoing ? undefined : findState(machine, state);
  return found?.Type === 'Task' && found.Compensate !== undefined;
}
