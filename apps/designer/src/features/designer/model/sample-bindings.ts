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
  const valueOf = (path: string): JsonValue | undefined =>
    roots.find(({ expression }) => expression === path)?.sample as JsonValue | undefined;
  const variables = roots.flatMap(({ expression, sample: value }): readonly (readonly [string, JsonValue])[] => {
    const path = pathOf(expression);
    const isVariable = path !== undefined && path.variable !== 'states' && path.members.length === 0;
    return isVariable && value !== undefined ? [[path.variable, value as JsonValue]] : [];
  });
  const step = sample.steps.findLast(({ state }) => state === selected);
  const item = valueOf('$states.context.Map.Item.Value');
  const index = valueOf('$states.context.Map.Item.Index') ?? 0;
  const given = valueOf('$states.input');
  const result = valueOf('$states.result') ?? (step?.output as JsonValue | undefined);
  const input = sample.input ?? null;
  return {
    ...Object.fromEntries(variables),
    states: {
      // Left out where it is not known: the trigger's data are not what the step would be given.
      ...(given === undefined ? {} : { input: given }),
      context: {
        Execution: { Input: input, ...(sample.runId === undefined ? {} : { Id: sample.runId }) },
        Millrace: { BaseUrl: baseUrl },
        ...(item === undefined ? {} : { Map: { Item: { Value: item, Index: index } } }),
      },
      ...(result === undefined ? {} : { result }),
    },
  };
}
