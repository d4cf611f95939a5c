import type { JsonValue } from '@millrace/machine';
import type { StepMock, StepSample } from '@millrace/runtime';
import type { TestDraftRequest } from './draft-tests.dto.ts';

/** What stands in for steps: what is kept for the draft, without what shall not count this time, and what was sent with the test. */
export function mocksOf(
  samples: readonly StepSample[],
  { state, mocks = {}, ignorePins = [] }: Pick<TestDraftRequest, 'state' | 'mocks' | 'ignorePins'>,
): Readonly<Record<string, StepMock>> {
  // Whoever tries one step alone wants it called.
  const ignored = new Set([...ignorePins, ...(state === undefined ? [] : [state])]);
  const kept = samples.filter((sample) => !ignored.has(sample.state)).map((sample) => [sample.state, toMock(sample)]);
  const sent = Object.entries(mocks).map(([name, mock]) => [name, toSentMock(mock)]);
  return Object.fromEntries([...kept, ...sent]) as Readonly<Record<string, StepMock>>;
}

const toMock = ({ output, error, cause = '' }: StepSample): StepMock =>
  error === undefined
    ? { kind: 'returns', output: JSON.parse(output ?? 'null') as JsonValue }
    : { kind: 'throws', error, cause };

const toSentMock = ({ output, error, cause = '' }: NonNullable<TestDraftRequest['mocks']>[string]): StepMock =>
  error === undefined ? { kind: 'returns', output: output as JsonValue } : { kind: 'throws', error, cause };
