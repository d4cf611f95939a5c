import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { outputSchemaOf } from '../../../lib/find-action.ts';
import { pickerRoots, type PickerRoot } from '../model/picker-roots.ts';
import type { SampleStep } from '../model/sample-source.ts';
import { useSampleSource } from './sample-source.ts';
import { usePublishedOutputs } from './use-published-outputs.ts';

/** What a step may read, with the chosen data as its sample. */
export function useSample(
  document: WorkflowDocument,
  selected: string,
  connectors: readonly ConnectorDescription[],
): { readonly roots: readonly PickerRoot[]; readonly bindings: Readonly<Record<string, JsonValue>> | undefined } {
  const { t } = useTranslation('canvas');
  const sample = useSampleSource(document.name);
  const published = usePublishedOutputs(document);
  const trigger = Object.values(document.triggers ?? {})[0]?.type ?? 'call';
  return useMemo(() => {
    const roots = pickerRoots(document, selected, {
      sample,
      labels: { trigger: t(`trigger.${trigger}`), previous: t('previousOutput'), token: t('taskToken') },
      outputOf: (resource, step) =>
        published.get(step) ?? (outputSchemaOf(connectors, resource) as JsonObject | undefined),
    });
    return {
      roots,
      bindings:
        sample.kind === 'none'
          ? undefined
          : bindingsOf(roots, { selected, steps: sample.steps, input: sample.input ?? null }),
    };
  }, [document, selected, connectors, sample, published, trigger, t]);
}

/** The variables and `$states` that the step had in that run, or would have had. */
function bindingsOf(
  roots: readonly PickerRoot[],
  {
    selected,
    steps,
    input,
  }: { readonly selected: string; readonly steps: readonly SampleStep[]; readonly input: JsonValue },
): Readonly<Record<string, JsonValue>> {
  const own = steps.findLast(({ state }) => state === selected);
  const previous = roots.find((root) => root.id === 'previous')?.sample as JsonValue | undefined;
  const variables = roots
    .filter((root) => /^\$[A-Za-z_]\w*$/.test(root.expression) && root.sample !== undefined)
    .map((root) => [root.expression.slice(1), root.sample as JsonValue]);
  const states = {
    input: (own?.input ?? previous ?? input) as JsonValue,
    context: { Execution: { Input: input }, Millrace: { BaseUrl: location.origin } },
    ...(own?.output === undefined ? {} : { result: own.output as JsonValue }),
  };
  return { ...(Object.fromEntries(variables) as Record<string, JsonValue>), states };
}
