import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { withHeld } from '../../../../components/run-view/model/held-steps.ts';
import { runningSteps } from '../../../../components/run-view/model/running-steps.ts';
import { type ShownStates, useShownStates } from '../../../../components/run-view/use-shown-states.ts';
import type { DraftTest, RunWithPayload, Step } from '../../../../lib/contract.ts';
import { cancelRun, MAX_STEPS_READ, runQuery, stepsQuery } from '../../../../lib/queries/runs.ts';
import type { RunningStep } from '../../../../lib/run-events.ts';
import { hasEnded } from '../../../../lib/state-look.ts';
import { startTest } from '../../api/testing.ts';
import type { DraftEditor } from '../../draft/use-draft.ts';

/** How often a test's run is read while events do not tell of it. */
const READ_INTERVAL_MS = 2000;
const NO_STEPS: readonly Step[] = [];
const NONE_RUNNING: readonly RunningStep[] = [];

/** A test that was started. */
export interface StartedTest {
  readonly runId: string;
  readonly test: DraftTest;
  /** Of each step as it was when the test began. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

interface Around {
  readonly draft: DraftEditor;
  readonly fingerprintsOf: (document: WorkflowDocument) => Readonly<Record<string, string>>;
  /** Hears of a test that has ended, with its steps. */
  readonly onEnd: (run: RunWithPayload, steps: readonly Step[], started: StartedTest) => void;
}

interface TestRun {
  readonly started: StartedTest | undefined;
  readonly run: RunWithPayload | undefined;
  /** What the canvas shows of it. */
  readonly shownStates: ShownStates;
  readonly isStarting: boolean;
  readonly isRunning: boolean;
  readonly error: Error | null;
  readonly start: (test: DraftTest) => Promise<void>;
  readonly stop: () => void;
  readonly putAway: () => void;
}

/** Starts tests of a draft, one at a time, and follows the run of the newest. */
export function useTestRun({ draft, fingerprintsOf, onEnd }: Around): TestRun {
  const document = draft.history.present;
  const [started, begin] = useState<StartedTest>();
  const starting = useMutation({
    mutationFn: async (test: DraftTest): Promise<StartedTest> => {
      // Asked at the call: this is what is saved and tested, not what was drawn last.
      const fingerprints = fingerprintsOf(draft.latest());
      await draft.flush();
      return { runId: await startTest(document.name, test), test, fingerprints };
    },
    onSuccess: begin,
  });
  const { run, steps, shownStates } = useFollowedRun(started?.runId, document);
  const isOver = run !== undefined && hasEnded(run.status) && steps !== undefined;
  const tell = useEffectEvent(() => {
    if (run !== undefined && started !== undefined) onEnd(run, steps ?? NO_STEPS, started);
  });
  useEffect(() => {
    if (isOver) tell();
  }, [isOver, steps]);
  return {
    started,
    run,
    shownStates,
    isStarting: starting.isPending,
    isRunning: started !== undefined && !(run !== undefined && hasEnded(run.status)),
    error: starting.error,
    start: async (test) => {
      if (!starting.isPending) await starting.mutateAsync(test);
    },
    stop: () => {
      if (started !== undefined) void cancelRun(started.runId, false).catch(() => undefined);
    },
    putAway: () => {
      begin(undefined);
      starting.reset();
    },
  };
}

/** A run with its finished steps and what the canvas shows of them. */
function useFollowedRun(
  runId: string | undefined,
  document: WorkflowDocument,
): Pick<TestRun, 'run' | 'shownStates'> & { readonly steps: readonly Step[] | undefined } {
  const cache = useQueryClient();
  const enabled = runId !== undefined;
  const run = useQuery({
    ...runQuery(runId ?? ''),
    enabled,
    refetchInterval: ({ state }) =>
      state.data === undefined || !hasEnded(state.data.status) ? READ_INTERVAL_MS : false,
  }).data;
  const steps = useQuery({ ...stepsQuery(runId ?? ''), enabled }).data;
  const { data: heard = NONE_RUNNING } = useQuery<readonly RunningStep[]>({
    queryKey: ['runs', 'running', runId ?? ''],
    // Events write it; nobody reads it from the server.
    queryFn: skipToken,
  });
  const endedId = run !== undefined && hasEnded(run.status) ? run.id : undefined;
  useEffect(() => {
    // The end may come before the last step's event.
    if (endedId !== undefined) void cache.invalidateQueries({ queryKey: ['runs', 'steps', endedId] });
    if (endedId !== undefined) void cache.invalidateQueries({ queryKey: ['runs', 'list'] });
  }, [cache, endedId]);
  const finished = steps ?? NO_STEPS;
  const running = useMemo(() => {
    if (run === undefined) return NONE_RUNNING;
    const isCut = finished.length >= MAX_STEPS_READ && run.stepCount > finished.length;
    return runningSteps({ run, finished, heard: withHeld(heard, run.held), isCut, document });
  }, [run, finished, heard, document]);
  return { run, steps, shownStates: useShownStates({ run, finished, running, document }) };
}
