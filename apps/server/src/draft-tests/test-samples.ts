import type { JsonValue, Machine } from '@millrace/machine';
import { findStatePlace, type StepMock, type StepSample } from '@millrace/runtime';
import type { TestDraftRequest } from './draft-tests.dto.ts';

/** What stands in for steps: what is kept for the draft, without what shall not count this time, and what was sent with the test. */
export function mocksOf(
  draft: JsonValue,
  samples: readonly StepSample[],
  { state, until, mocks = {}, ignorePins = [] }: Pick<TestDraftRequest, 'state' | 'until' | 'mocks' | 'ignorePins'>,
): Readonly<Record<string, StepMock>> {
  // Whoever tries one step alone wants it called, and whoever runs to one inside of a Map wants to come there.
  const wanted = [...(state === undefined ? [] : [state]), ...containersOf(draft, until)];
  const ignored = new Set([...ignorePins, ...wanted]);
  const kept = samples.filter((sample) => !ignored.has(sample.state)).map((sample) => [sample.state, toMock(sample)]);
  const sent = Object.entries(mocks).map(([name, mock]) => [name, toSentMock(mock)]);
  return Object.fromEntries([...kept, ...sent]) as Readonly<Record<string, StepMock>>;
}

function containersOf(draft: JsonValue, name: string | undefined): readonly string[] {
  const { machine } = (draft ?? {}) as { readonly machine?: Machine | null };
  if (name === undefined || typeof machine !== 'object' || machine === null) return [];
  return findStatePlace(machine, name)?.within.map((step) => step.state) ?? [];
}

const toMock = ({ output, error, cause = '' }: StepSample): StepMock =>
  error === undefined
    ? { kind: 'returns', output: JSON.parse(output ?? 'null') as JsonValue }
    : { kind: 'throws', error, cause };

const toSentMock = ({ output, error, cause = '' }: NonNullable<TestDraftRequest['mocks']>[string]): StepMock =>
  error === undefined ? { kind: 'returns', output: output as JsonValue } : { kind: 'throws', error, cause };
