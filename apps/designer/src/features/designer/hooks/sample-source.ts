import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { JsonValue } from '@millrace/machine';
import { createContext, use, useMemo } from 'react';
import { runQuery, runsQuery, stepsQuery } from '../../../lib/queries/runs.ts';
import { NO_SAMPLE, type SampleSource } from '../model/sample-source.ts';

/** Whoever lets a person choose the data puts it here; without a choice it is that of the workflow's newest run. */
export const SampleSourceContext = createContext<SampleSource | undefined>(undefined);

/** The data to show for a workflow: the chosen one, else that of its newest run. */
export function useSampleSource(workflow: string): SampleSource {
  const chosen = use(SampleSourceContext);
  const newest = useNewestRun(workflow, chosen === undefined);
  return chosen ?? newest;
}

function useNewestRun(workflow: string, isWanted: boolean): SampleSource {
  const pages = useInfiniteQuery({ ...runsQuery({ workflow }, 1), enabled: isWanted }).data;
  const id = pages?.pages[0]?.items[0]?.id;
  const enabled = isWanted && id !== undefined;
  const run = useQuery({ ...runQuery(id ?? ''), enabled }).data;
  const steps = useQuery({ ...stepsQuery(id ?? ''), enabled }).data;
  return useMemo((): SampleSource => {
    if (run === undefined) return NO_SAMPLE;
    const { id: runId, startedAt, acceptedAt, input } = run;
    return {
      ...{ kind: 'run', runId, at: startedAt ?? acceptedAt, held: {} },
      ...{ input: input as JsonValue, steps: steps ?? [] },
    };
  }, [run, steps]);
}
