import type { JsonObject, JsonValue } from '@millrace/machine';
import { useState } from 'react';
import type { Sample, SampleForm } from '../../../../lib/contract.ts';
import { type Difference, differencesOf } from '../../model/testing/mock-differences.ts';
import { useTestingContext } from './testing-context.ts';

/** How a mocked step fails. */
export interface MockedFailure {
  readonly error: string;
  readonly cause: string;
}

/** What stands in for a step, while it is written. */
interface Mock {
  readonly kind: 'output' | 'error';
  readonly choose: (kind: 'output' | 'error') => void;
  readonly output: JsonValue | undefined;
  readonly write: (output: JsonValue | undefined) => void;
  /** Hears whether the text of the result is no JSON. */
  readonly setBroken: (isBroken: boolean) => void;
  readonly failure: MockedFailure;
  readonly fail: (failure: MockedFailure) => void;
  readonly canSave: boolean;
  readonly save: () => void;
  /** Why it was not saved; a second wish for the same value is heeded. */
  readonly refused: readonly Difference[];
  readonly problem: Error | undefined;
}

interface Around {
  readonly name: string;
  /** What the step would give, as far as its action shows it. */
  readonly usual: JsonValue | undefined;
  /** What its action says that it gives. */
  readonly schema: JsonObject | undefined;
  readonly onSaved: () => void;
}

export function useMock({ name, usual, schema, onSaved }: Around): Mock {
  const { samples, keep, data } = useTestingContext();
  const before = samples.get(name);
  const [kind, choose] = useState<Mock['kind']>(before?.error === undefined ? 'output' : 'error');
  const [output, write] = useState<JsonValue | undefined>(() =>
    firstOutput(before?.output, data.steps, { name, usual }),
  );
  const [isBroken, setBroken] = useState(false);
  const [failure, fail] = useState(() => firstFailure(before));
  const [problem, report] = useState<Error>();
  const [refusal, refuse] = useState<{ readonly of: JsonValue | undefined; readonly why: readonly Difference[] }>();
  const refused = kind === 'output' && !isBroken && refusal?.of === output ? (refusal?.why ?? []) : [];
  const form: SampleForm = kind === 'output' ? { kind: 'mock', output: output ?? null } : { kind: 'mock', ...failure };
  return {
    ...{ kind, choose, output, write, setBroken, failure, fail, problem },
    canSave: kind === 'output' ? !isBroken : failure.error !== '',
    refused,
    save: () => {
      const why = kind === 'output' && refused.length === 0 ? differencesOf(output ?? null, schema) : [];
      if (why.length > 0) refuse({ of: output, why });
      else
        keep(name, form).then(onSaved, (thrown: unknown) =>
          report(thrown instanceof Error ? thrown : new Error(String(thrown))),
        );
    },
  };
}

const firstFailure = ({ error = 'States.TaskFailed', cause = '' }: Partial<Sample> = {}): MockedFailure => ({
  error,
  cause,
});

/** What a mock begins with: the one before, what the step gave last, or what its action shows. */
function firstOutput(
  kept: unknown,
  steps: readonly { readonly state: string; readonly output?: unknown }[],
  { name, usual }: { readonly name: string; readonly usual: JsonValue | undefined },
): JsonValue {
  return (kept ?? steps.findLast(({ state }) => state === name)?.output ?? usual ?? {}) as JsonValue;
}
