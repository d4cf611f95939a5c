import type { JsonValue } from '@millrace/machine';
import { pathOf } from './jsonata-path.ts';
import type { PickerRoot } from './picker-root.ts';
import type { SampleSource } from './sample-source.ts';

/** The variables that an expression is evaluated with, by their names without `$`. */
export type SampleBindings = Readonly<Record<string, JsonValue>>;

interface Situation {
  readonly selected: string;
  readonly sample: SampleSource;
  /** The address that people reach this installation by. */
  readonly baseUrl: string;
}

/** The variables and `$states` that a step had with the sample, or would have had; none without a sample. */
export function sampleBindings(
  roots: readonly PickerRoot[],
  { selected, sample, baseUrl }: Situation,
): SampleBindings | undefined {
  if (sample.kind === 'none' && Object.keys(sample.held).length === 0) return undefined;
  const valueOf = (kind: PickerRoot['kind']): JsonValue | undefined =>
    roots.find((root) => root.kind === kind && root.expression.startsWith('$states'))?.sample as JsonValue | undefined;
  const variables = roots.flatMap(({ expression, sample: value }): readonly (readonly [string, JsonValue])[] => {
    const path = pathOf(expression);
    const isVariable = path !== undefined && path.variable !== 'states' && path.members.length === 0;
    return isVariable && value !== undefined ? [[path.variable, value as JsonValue]] : [];
  });
  const step = sample.steps.findLast(({ state }) => state === selected);
  const item = valueOf('item');
  const result = valueOf('result') ?? (step?.output as JsonValue | undefined);
  const input = sample.input ?? null;
  // What a step was given, where that is not known, is nobody's to guess: a test would send it to a real service.
  const own = roots.find(({ expression }) => expression === '$states.input');
  const stepInput = own === undefined ? input : (own.sample as JsonValue | undefined);
  return {
    ...Object.fromEntries(variables),
    states: {
      ...(stepInput === undefined ? {} : { input: stepInput }),
      context: {
        Execution: { Input: input, ...(sample.runId === undefined ? {} : { Id: sample.runId }) },
        Millrace: { BaseUrl: baseUrl },
        ...(item === undefined ? {} : { Map: { Item: { Value: item, Index: 0 } } }),
      },
      ...(result === undefined ? {} : { result }),
    },
  };
}
