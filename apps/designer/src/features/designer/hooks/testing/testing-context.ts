import type { JsonValue } from '@millrace/machine';
import { createContext, use } from 'react';
import type { CardMark } from '../../../../components/canvas/canvas-events.ts';
import type { ShownStates } from '../../../../components/run-view/use-shown-states.ts';
import type { DraftTest, RunWithPayload, Sample, SampleForm } from '../../../../lib/contract.ts';
import type { SampleSource } from '../../model/sample-source.ts';
import type { LastTests, TestSource } from '../../model/testing/test-source.ts';

/** The test whose run is on the screen. */
export interface ShownTest {
  /** What was asked for: one step, up to a step, or all. */
  readonly test: DraftTest;
  readonly run: RunWithPayload | undefined;
  readonly runId: string;
}

/** Testing of one draft: where data comes from, what stands in for steps, and the test that runs. */
export interface Testing {
  readonly source: TestSource;
  readonly choose: (source: TestSource) => void;
  readonly data: SampleSource;
  /** An input as the trigger would give it. */
  readonly usualInput: JsonValue;
  readonly samples: ReadonlyMap<string, Sample>;
  readonly keep: (state: string, sample: SampleForm) => Promise<void>;
  readonly drop: (state: string) => Promise<void>;
  /** Saves the draft and starts a test of it; rejects with what the server says. */
  readonly start: (test: DraftTest) => Promise<void>;
  readonly stop: () => void;
  readonly isStarting: boolean;
  readonly isRunning: boolean;
  /** Why the last test was not started. */
  readonly error: Error | null;
  readonly shown: ShownTest | undefined;
  /** Takes the test's run off the screen. */
  readonly putAway: () => void;
  /** What the canvas shows of that run. */
  readonly shownStates: ShownStates;
  readonly lastTests: LastTests;
  readonly stale: readonly string[];
  readonly marks: Readonly<Record<string, readonly CardMark[]>>;
}

export const TestingContext = createContext<Testing | undefined>(undefined);

export function useTestingContext(): Testing {
  const testing = use(TestingContext);
  if (testing === undefined) throw new Error('There is no testing around this component.');
  return testing;
}
