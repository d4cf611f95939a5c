import { Autocomplete, Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { MOST_OFFERED, useWorkflowNames } from '../../../hooks/use-workflow-names.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { SectionProps } from './run-sections.tsx';
import { Section } from './setting-fields.tsx';

/** Who hears of a failed run, and what keeps a workflow from failing. */
export function FailureSection({
  edited: { form, change },
  problem,
  workflow,
}: SectionProps & { readonly workflow: string }): ReactElement {
  const { t } = useTranslation('workflow-settings');
  const others = useWorkflowNames().filter(({ name }) => name !== workflow);
  return (
    <Section title={t('failure.title')}>
      <Autocomplete
        label={t('failure.onFailure')}
        description={t('failure.onFailureHelp')}
        placeholder={t('none')}
        data={others.map(({ name }) => name)}
        limit={MOST_OFFERED}
        value={form.onFailure}
        error={problem('onFailure')}
        onChange={(onFailure) => change({ onFailure })}
      />
      <Switch
        label={t('failure.letters')}
        checked={form.deadLetterFailedRuns}
        onChange={(event) => change({ deadLetterFailedRuns: event.currentTarget.checked })}
      />
      <Switch
        label={t('failure.tests')}
        checked={form.needsTests}
        onChange={(event) => change({ needsTests: event.currentTarget.checked })}
      />
    </Section>
  );
}
