import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useMemo, useState } from 'react';
import type { CardMark } from '../../../../components/canvas/canvas-events.ts';
import { placesOf } from '../../../../components/canvas/model/scope.ts';
import type { ConnectorDescription, Sample } from '../../../../lib/contract.ts';
import { keepSample, removeSample, samplesQuery } from '../../api/testing.ts';
import type { DraftEditor } from '../../draft/use-draft.ts';
import { fingerprintOf } from '../../model/testing/fingerprint.ts';
import { sampleOfTrigger } from '../../model/testing/trigger-sample.ts';
import { triggerSchemaOf } from '../../model/testing/trigger-schema.ts';
import type { Testing } from './testing-context.ts';
import { useLastTests } from './use-last-tests.ts';
import { useRenamedSteps } from './use-renamed-steps.ts';
import { useSourceData } from './use-source-data.ts';
import { useTestRun } from './use-test-run.ts';
import { useTestSource } from './use-test-source.ts';

interface Around {
  readonly workspace: string;
  readonly draft: DraftEditor;
  readonly connectors: readonly ConnectorDescription[];
  /** A test has failed in a step: its panel is to open. */
  readonly onFailedStep: (path: string) => void;
}

const NO_SAMPLES: readonly Sample[] = [];

/** Everything about testing a draft, for all parts of the designer. */
export function useTesting({ workspace, draft, connectors, onFailedStep }: Around): Testing {
  const document = draft.history.present;
  const { name } = document;
  const key = `${workspace}/${name}`;
  const [source, choose] = useTestSource(key);
  const usualInput = useUsualInput(document, connectors);
  const data = useSourceData(name, { source, usualInput });
  const kept = useKeptSamples(draft);
  const { lastTests, stale, remember, rename } = useLastTests(key, document);
  useRenamedSteps(document, rename);
  const run = useTestRun({
    draft,
    fingerprintsOf,
    onEnd: (ended, steps, started) => {
      remember(steps, started);
      if (ended.status === 'failed' && ended.failedPath !== undefined) onFailedStep(ended.failedPath);
    },
  });
  const marks = useMemo(() => marksOf(kept.samples, stale), [kept.samples, stale]);
  const { started } = run;
  return {
    ...{ source, choose, data, usualInput, ...kept, lastTests, stale, marks },
    ...{ start: run.start, stop: run.stop, putAway: run.putAway, shownStates: run.shownStates },
    ...{ isStarting: run.isStarting, isRunning: run.isRunning, error: run.error },
    shown: started === undefined ? undefined : { test: started.test, runId: started.runId, run: run.run },
  };
}

function fingerprintsOf(document: WorkflowDocument): Readonly<Record<string, string>> {
  const found = placesOf(document).map(({ name }) => [name, fingerprintOf(document, name) ?? ''] as const);
  return Object.fromEntries(found);
}

/** What the first trigger would hand over; the time in it stays the same while the designer is open. */
function useUsualInput(document: WorkflowDocument, connectors: readonly ConnectorDescription[]): Testing['usualInput'] {
  const [nowMs] = useState(Date.now);
  const { triggers, input } = document;
  return useMemo(() => {
    const [trigger] = Object.values(triggers ?? {});
    const about = { millrace: 1, name: '', machine: { StartAt: '', States: {} }, ...(input && { input }) } as const;
    return sampleOfTrigger(trigger, about, { nowMs, itemSchema: triggerSchemaOf(connectors, trigger) });
  }, [triggers, input, connectors, nowMs]);
}

function useKeptSamples(draft: DraftEditor): Pick<Testing, 'samples' | 'keep' | 'drop'> {
  const { name } = draft.history.present;
  const cache = useQueryClient();
  const query = samplesQuery(name);
  const samples = useQuery(query).data ?? NO_SAMPLES;
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: query.queryKey });
  return {
    samples: useMemo(() => new Map(samples.map((sample) => [sample.state, sample])), [samples]),
    keep: async (state, sample) => {
      // A step that was added just now is to be there.
      await draft.flush();
      await keepSample(name, state, sample);
      await renew();
    },
    drop: async (state) => {
      await removeSample(name, state);
      await renew();
    },
  };
}

function marksOf(
  samples: ReadonlyMap<string, Sample>,
  stale: readonly string[],
): Readonly<Record<string, readonly CardMark[]>> {
  const marks = new Map<string, readonly CardMark[]>();
  for (const [state, { kind }] of samples) marks.set(state, [kind === 'pin' ? 'pinned' : 'mocked']);
  for (const state of stale) marks.set(state, [...(marks.get(state) ?? []), 'stale']);
  return Object.fromEntries(marks);
}
