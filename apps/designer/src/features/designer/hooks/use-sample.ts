import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { FIELD_WORDS } from '../../../components/schema-form/words.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { outputSchemaOf } from '../../../lib/find-action.ts';
import type { PickerRoot } from '../model/picker-root.ts';
import { pickerRoots } from '../model/picker-roots.ts';
import { inputSchemaOf, startedBy } from '../model/root-schemas.ts';
import { sampleBindings, type SampleBindings } from '../model/sample-bindings.ts';
import { useTestingContext } from './testing/testing-context.ts';
import { usePublishedOutputs } from './use-published-outputs.ts';

/** What a step may read, with the chosen data as its sample. */
export function useSample(
  document: WorkflowDocument,
  selected: string,
  connectors: readonly ConnectorDescription[],
): { readonly roots: readonly PickerRoot[]; readonly bindings: SampleBindings | undefined } {
  const { t } = useTranslation([FIELD_WORDS, 'canvas']);
  const { data: sample } = useTestingContext();
  const published = usePublishedOutputs(document);
  return useMemo(() => {
    const started = startedBy(document, selected);
    const trigger = Object.values(started.triggers ?? {})[0]?.type ?? 'call';
    const roots = pickerRoots(document, selected, {
      sample,
      word: (word, values) => (word === 'trigger' ? t(`canvas:trigger.${trigger}`) : t(`roots.${word}`, { ...values })),
      input: inputSchemaOf(started, connectors),
      outputOf: (resource, step) =>
        published.get(step) ?? (outputSchemaOf(connectors, resource) as JsonObject | undefined),
    });
    const baseUrl = location.origin;
    return { roots, bindings: sampleBindings(roots, { selected, sample, baseUrl }) };
  }, [document, selected, connectors, sample, published, t]);
}
