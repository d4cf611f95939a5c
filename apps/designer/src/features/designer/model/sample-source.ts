import type { JsonValue } from '@millrace/machine';
import type { Step } from '../../../lib/contract.ts';

/** What one visit of a step was given and gave. */
export type SampleStep = Pick<Step, 'state' | 'path'> &
  Partial<Pick<Step, 'input' | 'arguments' | 'output' | 'assigned' | 'error' | 'cause' | 'next'>>;

/** A value that a person keeps for a step: it stands before whatever a run gave. */
export interface HeldSample {
  readonly kind: 'pin' | 'mock';
  /** Absent: the step is to fail. */
  readonly output?: JsonValue;
}

/** The data that pickers and previews show. */
export interface SampleSource {
  /** `none`: nothing has ever been run. `sample`: somebody's own input, with no run behind it. */
  readonly kind: 'none' | 'run' | 'test' | 'sample';
  readonly runId?: string;
  /** When the data came to be, as an RFC 3339 time. */
  readonly at?: string;
  /** What the workflow is started with. */
  readonly input: JsonValue | undefined;
  /** In the order in which they ended; of several visits the last one counts. */
  readonly steps: readonly SampleStep[];
  /** By the name of the step. */
  readonly held: Readonly<Record<string, HeldSample>>;
}

/** Nothing has ever been run. */
export const NO_SAMPLE: SampleSource = { kind: 'none', input: undefined, steps: [], held: {} };
