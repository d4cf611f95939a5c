import { useQuery } from '@tanstack/react-query';
import type { JsonObject, JsonValue, State } from '@millrace/machine';
import { useState } from 'react';
import { ApiError } from '../../../../lib/api-error.ts';
import type { ConnectorDescription, DraftTest, Step } from '../../../../lib/contract.ts';
import { findAction, outputSchemaOf } from '../../../../lib/find-action.ts';
import { stepsQuery } from '../../../../lib/queries/runs.ts';
import { givenToStep, type GivenValues, type MissingValue, missingValues } from '../../model/testing/missing-values.ts';
import { sampleFromSchema } from '../../model/testing/sample-from-schema.ts';
import type { LastTest } from '../../model/testing/test-source.ts';
import { useTestingContext } from './testing-context.ts';

/** Testing of one step, and what its last test gave. */
interface StepTest {
  readonly last: LastTest | undefined;
  readonly result: Step | undefined;
  readonly isStale: boolean;
  readonly test: (given?: GivenValues) => void;
  readonly runToHere: () => void;
  /** What the server asked for by name, before it could test. */
  readonly missing: readonly MissingValue[];
  readonly error: Error | null;
}

interface Around {
  readonly name: string;
  /** The values that the step may read, from the chosen data. */
  readonly bindings: Readonly<Record<string, JsonValue>> | undefined;
  readonly onStart: () => void;
  /** A test was not started: what is missing, or what is wrong, is told. */
  readonly onRefusal: () => void;
}

export function useStepTest({ name, bindings, onStart, onRefusal }: Around): StepTest {
  const { start, data, lastTests, stale } = useTestingContext();
  // Another step that is opened was not asked for anything.
  const [failed, fail] = useState<{ readonly name: string; readonly error: Error }>();
  const error = failed?.name === name ? failed.error : null;
  const last = Object.hasOwn(lastTests, name) ? lastTests[name] : undefined;
  const steps = useQuery({ ...stepsQuery(last?.runId ?? ''), enabled: last !== undefined }).data;
  const begin = (test: DraftTest): void => {
    fail(undefined);
    start(test).then(onStart, (cause: unknown) => {
      fail({ name, error: cause instanceof Error ? cause : new Error(String(cause)) });
      onRefusal();
    });
  };
  return {
    last,
    result: steps?.findLast(({ path }) => path === last?.path),
    isStale: stale.includes(name),
    test: (given = {}) => begin({ state: name, ...givenToStep(bindings, data.input, given) }),
    runToHere: () => begin({ until: name, input: data.input }),
    missing: error instanceof ApiError ? missingValues(error.problem) : [],
    error,
  };
}

/** The service that a step changes something in, when it does. */
export function writesTo(state: State, connectors: readonly ConnectorDescription[]): string | undefined {
  if (state.Type !== 'Task') return undefined;
  const found = findAction(connectors, state.Resource);
  return found?.action.effects === 'write' ? found.connector.title : undefined;
}

/** What a step's action says that it gives. */
export const outputSchema = (state: State, connectors: readonly ConnectorDescription[]): JsonObject | undefined =>
  state.Type === 'Task' ? (outputSchemaOf(connectors, state.Resource) as JsonObject | undefined) : undefined;

/** What a step would give, as far as its action shows or says: its sample, else the least that its schema allows. */
export function usualOutput(state: State, connectors: readonly ConnectorDescription[]): JsonValue | undefined {
  if (state.Type !== 'Task') return undefined;
  const schema = outputSchema(state, connectors);
  const sample = findAction(connectors, state.Resource)?.action.sample as JsonValue | undefined;
  return sample ?? (schema === undefined ? undefined : sampleFromSchema(schema));
}
