import { skipToken, useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import { useNow } from '../../hooks/use-now.ts';
import type { RunWithPayload, Step } from '../../lib/contract.ts';
import { runDocumentQuery } from '../../lib/queries/run-document.ts';
import { MAX_STEPS_READ, stepsQuery } from '../../lib/queries/runs.ts';
import type { RunningStep } from '../../lib/run-events.ts';
import { hasEnded } from '../../lib/state-look.ts';
import { withHeld } from './model/held-steps.ts';
import { runningSteps } from './model/running-steps.ts';
import { type WaterfallRow, waterfallRows } from './model/waterfall.ts';

const HOUR_MS = 3_600_000;
const NO_STEPS: readonly Step[] = [];
const NONE_RUNNING: readonly RunningStep[] = [];

/** What the run page knows of a run's steps. */
export interface RunSteps {
  readonly finished: readonly Step[];
  /** There are more finished steps than these: a page of them all would be too large. */
  readonly isCut: boolean;
  readonly running: readonly RunningStep[];
  readonly rows: readonly WaterfallRow[];
  readonly nowMs: number;
  /** The version that runs, of a run that goes on, once it is read. */
  readonly document: WorkflowDocument | undefined;
  readonly error: Error | null;
  readonly readAgain: () => void;
}

/** The finished steps of a run and those in progress. */
export function useRunSteps(run: RunWithPayload): RunSteps {
  const isLive = !hasEnded(run.status);
  // What has ended stands still.
  const nowMs = useNow(isLive ? 1000 : HOUR_MS);
  const steps = useQuery(stepsQuery(run.id));
  const version = useQuery({ ...runDocumentQuery(run), enabled: isLive });
  const { data: heard = NONE_RUNNING } = useQuery<readonly RunningStep[]>({
    queryKey: ['runs', 'running', run.id],
    // Events write it; nobody reads it from the server.
    queryFn: skipToken,
  });
  const finished = steps.data ?? NO_STEPS;
  const isCut = finished.length >= MAX_STEPS_READ && run.stepCount > finished.length;
  const document = version.data?.document;
  const running = useMemo(
    () => runningSteps({ run, finished, heard: withHeld(heard, run.held), isCut, document }),
    [run, finished, heard, isCut, document],
  );
  const rows = useMemo(
    () => waterfallRows(run, finished, { running, nowMs, held: run.held, isCut }),
    [run, finished, running, nowMs, isCut],
  );
  return { finished, isCut, running, rows, nowMs, document, error: steps.error, readAgain: () => void steps.refetch() };
}
