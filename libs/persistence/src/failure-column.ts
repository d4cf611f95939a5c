import type { RunEnd } from '@millrace/runtime';
import type { FailureColumn } from './sql/note-failures.ts';
import { storable } from './storable.ts';

/** A sample of the cause is shown in a list. */
const MAX_SAMPLE_CHARACTERS = 4000;

/** What the statement of a run's end counts its failure by. */
export function failureColumn(end: RunEnd | undefined): { readonly failure?: FailureColumn } {
  if (end?.failure === undefined) return {};
  const { fingerprint, statePath, resource, normalisedCause, versionNumber, isDeadLetter } = end.failure;
  return {
    failure: {
      ...{ fingerprint, state_path: storable(statePath), resource: storable(resource) ?? null },
      ...{ error: storable(end.error ?? end.status), normalised_cause: storable(normalisedCause) },
      ...{ cause: storable((end.cause ?? '').slice(0, MAX_SAMPLE_CHARACTERS)), version: versionNumber ?? null },
      ...(isDeadLetter === true ? { dead_letter: true } : {}),
    },
  };
}
