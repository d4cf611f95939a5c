import { skipToken, useQueries, useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useMemo, useState } from 'react';
import { useNow } from '../../hooks/use-now.ts';
import type { RunWithPayload, Step } from '../../lib/contract.ts';
import { runDocumentQuery } from '../../lib/queries/run-document.ts';
import { briefStepsQuery, MAX_STEPS_READ, threadStepsQuery } from '../../lib/queries/runs.ts';
import type { RunningStep } from '../../lib/run-events.ts';
import { hasEnded } from '../../lib/state-look.ts';
import { withHeld } from './model/held-steps.ts';
import { runningSteps } from './model/running-steps.ts';
import {
  type FoldedRow,
  foldThreads,
  type ThreadPage,
  type ThreadPages,
  THREADS_A_PAGE,
} from './model/thread-pages.ts';
import { type WaterfallRow, waterfallRows } from './model/waterfall.ts';

const HOUR_MS = 3_600_000;
const NO_STEPS: readonly Step[] = [];
const NO_PAGES: ThreadPages = {};
const NONE_RUNNING: readonly RunningStep[] = [];

/** What the run page knows of a run's steps. */
export interface RunSteps {
  /** In order, without their values. */
  readonly finished: readonly Step[];
  /** There are more finished steps than these: a page of them all would be too large. */
  readonly isCut: boolean;
  readonly running: readonly RunningStep[];
  readonly rows: readonly WaterfallRow[];
  /** Of steps with many items only some. */
  readonly folded: readonly FoldedRow[];
  readonly showThreads: (path: string, page: ThreadPage) => void;
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
  const steps = useQuery(briefStepsQuery(run.id));
  const version = useQuery({ ...runDocumentQuery(run), enabled: isLive });
  const { data: heard = NONE_RUNNING } = useQuery<readonly RunningStep[]>({
    queryKey: ['runs', 'running', run.id],
    // Events write it; nobody reads it from the server.
    queryFn: skipToken,
  });
  const [pages, setPages] = useState<ThreadPages>({});
  const read = steps.data ?? NO_STEPS;
  const isCut = read.length >= MAX_STEPS_READ && run.stepCount > read.length;
  const more = useMoreSteps(run.id, read, isCut ? pages : NO_PAGES);
  const { finished } = more;
  const document = version.data?.document;
  const running = useMemo(
    () => runningSteps({ run, finished, heard: withHeld(heard, run.held), isCut, document }),
    [run, finished, heard, isCut, document],
  );
  const rows = useMemo(
    () => waterfallRows(run, finished, { running, nowMs, held: run.held, isCut }),
    [run, finished, running, nowMs, isCut],
  );
  const folded = useMemo(() => foldThreads(rows, pages), [rows, pages]);
  return {
    ...{ finished, isCut, running, rows, folded, nowMs, document, error: steps.error ?? more.error },
    showThreads: (path, page) => setPages({ ...pages, [path]: page }),
    readAgain: () => {
      if (steps.error !== null) void steps.refetch();
      more.readAgain();
    },
  };
}

/** With the steps of the items that somebody looks at, where not all steps were read. */
function useMoreSteps(
  runId: string,
  read: readonly Step[],
  pages: ThreadPages,
): Pick<RunSteps, 'finished' | 'error' | 'readAgain'> {
  const { more, unread } = useQueries({
    queries: Object.entries(pages).map(([under, { first, failedOnly }]) =>
      threadStepsQuery(runId, { under, ...(failedOnly ? {} : { threads: `${first}-${first + THREADS_A_PAGE - 1}` }) }),
    ),
    combine: (answers) => ({
      more: answers.flatMap(({ data }) => data ?? []),
      unread: answers.filter(({ error }) => error !== null),
    }),
  });
  const finished = useMemo(() => {
    if (more.length === 0) return read;
    const bySequence = new Map([...read, ...more].map((step) => [step.sequence, step]));
    return [...bySequence.values()].sort((one, other) => one.sequence - other.sequence);
  }, [read, more]);
  return {
    finished,
    error: unread[0]?.error ?? null,
    readAgain: () => void Promise.all(unread.map(({ refetch }) => refetch())),
  };
}
