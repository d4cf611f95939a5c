import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { JsonValue } from '@millrace/machine';
import { useMemo } from 'react';
import type { Capture, RunWithPayload, Sample, Step } from '../../../../lib/contract.ts';
import { runQuery, runsQuery, stepsQuery } from '../../../../lib/queries/runs.ts';
import { capturesQuery, samplesQuery } from '../../api/testing.ts';
import type { HeldSample, SampleSource } from '../../model/sample-source.ts';
import type { TestSource } from '../../model/testing/test-source.ts';

const NO_STEPS: readonly Step[] = [];
const NO_SAMPLES: readonly Sample[] = [];

/** The data of a source, with the pins and mocks of the draft over it. */
export function useSourceData(
  workflow: string,
  { source, usualInput }: { readonly source: TestSource; readonly usualInput: JsonValue },
): SampleSource {
  const newest = useNewestRun(workflow, source.kind === 'newest');
  const runId = source.kind === 'run' ? source.runId : newest;
  const run = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined }).data;
  const steps = useQuery({ ...stepsQuery(runId ?? ''), enabled: runId !== undefined }).data ?? NO_STEPS;
  const capture = useCapture(workflow, source.kind === 'capture' ? source.id : undefined);
  const samples = useQuery(samplesQuery(workflow)).data ?? NO_SAMPLES;
  return useMemo(() => {
    const held = heldOf(samples);
    if (capture !== undefined)
      return { kind: 'sample', at: capture.at, input: inputOfCapture(capture), steps: [], held };
    if (run !== undefined) return { ...dataOfRun(run), steps, held };
    const input = source.kind === 'sample' && source.input !== undefined ? source.input : usualInput;
    return { kind: 'sample', input, steps: [], held };
  }, [run, steps, capture, samples, source, usualInput]);
}

/** Whichever came last: a run of the live version, or a test. */
function useNewestRun(workflow: string, isWanted: boolean): string | undefined {
  const pages = useInfiniteQuery({ ...runsQuery({ workflow, test: 'true' }, 1), enabled: isWanted }).data;
  return isWanted ? pages?.pages[0]?.items[0]?.id : undefined;
}

function useCapture(workflow: string, id: string | undefined): Capture | undefined {
  const pages = useInfiniteQuery({ ...capturesQuery(workflow), enabled: id !== undefined }).data;
  return id === undefined ? undefined : pages?.pages.flatMap(({ items }) => items).find((item) => item.id === id);
}

function dataOfRun(run: RunWithPayload): Omit<SampleSource, 'steps' | 'held'> {
  return {
    kind: run.isTest === true ? 'test' : 'run',
    runId: run.id,
    at: run.startedAt ?? run.acceptedAt,
    input: run.input as JsonValue,
  };
}

/** A call as the machine would get it. */
function inputOfCapture({ body, headers, query, method, path }: Capture): JsonValue {
  return { body, headers, query, method, path } as JsonValue;
}

function heldOf(samples: readonly Sample[]): Readonly<Record<string, HeldSample>> {
  return Object.fromEntries(
    samples.map(({ state, kind, output, error }) => [
      state,
      error === undefined ? { kind, output: (output ?? null) as JsonValue } : { kind },
    ]),
  );
}
