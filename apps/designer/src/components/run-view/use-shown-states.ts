import type { WorkflowDocument } from '@millrace/machine';
import { useMemo, useState } from 'react';
import type { RunWithPayload, Step } from '../../lib/contract.ts';
import type { RunningStep } from '../../lib/run-events.ts';
import type { CanvasStepState, MapIterations } from '../canvas/canvas-context.ts';
import { iterationsOf, iterationsOfPath, type ShownIterations, stepsOfIterations } from './model/iterations.ts';
import { stepStatesOf } from './model/step-states.ts';

interface Shown {
  readonly run: RunWithPayload | undefined;
  readonly finished: readonly Step[];
  readonly running: readonly RunningStep[];
  /** What runs, once it is known. */
  readonly document: WorkflowDocument | undefined;
}

/** What the canvas shows of a run, of the items of its loops that are looked at. */
export interface ShownStates {
  readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
  readonly iterations: Readonly<Record<string, MapIterations>>;
  readonly showIteration: (map: string, index: number | undefined) => void;
  /** Goes into the loops that a step is in. */
  readonly follow: (path: string) => void;
  /** The finished steps of those items. */
  readonly steps: readonly Step[];
}

const NO_LOOPS = {};

export function useShownStates({ run, finished, running, document }: Shown): ShownStates {
  const [picked, pick] = useState<{ readonly runId: string; readonly shown: ShownIterations }>();
  const own = picked !== undefined && picked.runId === run?.id ? picked.shown : undefined;
  const failedPath = run?.failedPath;
  // Whoever opens a run that failed wants to see the item that it failed at.
  const shown = useMemo(() => ({ ...iterationsOfPath(failedPath ?? ''), ...own }), [failedPath, own]);
  const show = (next: ShownIterations): void => {
    if (run !== undefined) pick({ runId: run.id, shown: { ...shown, ...next } });
  };
  const steps = useMemo(() => stepsOfIterations(finished, shown), [finished, shown]);
  const stepStates = useMemo(
    () =>
      run === undefined
        ? undefined
        : stepStatesOf(run, steps, {
            running: stepsOfIterations(running, shown),
            held: stepsOfIterations(run.held, shown),
          }),
    [run, steps, running, shown],
  );
  const iterations = useMemo(
    () => (document === undefined ? NO_LOOPS : iterationsOf(document, { finished, running }, shown)),
    [document, finished, running, shown],
  );
  return {
    ...{ stepStates, iterations, steps },
    showIteration: (map, index) => show({ [map]: index }),
    follow: (path) => show(iterationsOfPath(path)),
  };
}
