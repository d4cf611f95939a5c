import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../components/schema-form/lazy-json-field.tsx';
import type { RetryPlan, RunWithPayload, Step } from '../../../lib/contract.ts';
import { stepQuery } from '../../../lib/queries/runs.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useAgainForm } from '../hooks/use-again-form.ts';
import { type Again, isTooLarge, stepOf } from '../model/run-again.ts';

interface Props {
  readonly run: RunWithPayload;
  readonly steps: readonly Step[];
  readonly again: Again;
  readonly onClose: () => void;
}

/** Lists of steps have no values: the step that a retry begins at is read first. */
export function AgainDialog(props: Props): ReactElement | null {
  const { run, steps, again } = props;
  const sequence = stepOf(again, steps)?.sequence;
  const { data, error } = useQuery({ ...stepQuery(run.id, sequence ?? 0), enabled: sequence !== undefined });
  if (sequence !== undefined && data === undefined && error === null) return null;
  return <AgainForm {...props} steps={data === undefined ? [] : [data]} />;
}

/** Asks for the version and the input of a new run that is made of this one, and says where it would begin. */
function AgainForm({ run, steps, again, onClose }: Props): ReactElement {
  const { t } = useTranslation(['runs', 'common']);
  const form = useAgainForm(run, steps, again);
  const { kind } = again;
  return (
    <Dialog title={titleOf(again, t)} onClose={onClose} size="lg">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.make?.();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t(`again.text.${kind}`)}</Text>
          <Select
            label={t('again.version')}
            data={[
              { value: 'same', label: t('again.same', { version: run.version ?? 0 }) },
              { value: 'latest', label: t('again.latest') },
            ]}
            value={form.version}
            allowDeselect={false}
            data-autofocus
            onChange={(value) => form.setVersion(value === 'latest' ? 'latest' : 'same')}
          />
          {form.setInput !== undefined && (
            <div>
              <Text size="sm" fw={500} mb={4} aria-hidden="true">
                {t(`again.input.${kind}`)}
              </Text>
              <LazyJsonField
                label={t(`again.input.${kind}`)}
                value={form.input}
                onChange={form.setInput}
                onBroken={form.setBroken}
              />
            </div>
          )}
          {isTooLarge(again, run, steps) && (
            <Text size="sm" c="dimmed">
              {t('again.large')}
            </Text>
          )}
          {form.hasGap && <Alert color="yellow">{t('again.gap')}</Alert>}
          {form.plan !== undefined && <PlanWords plan={form.plan} />}
        </Stack>
        {form.refusal !== null && <ProblemAlert error={form.refusal} />}
        {form.making.error !== null && <ProblemAlert error={form.making.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={form.making.isPending} disabled={form.make === undefined}>
            {t(`again.confirm.${kind}`)}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

function titleOf(again: Again, t: ReturnType<typeof useTranslation>['t']): string {
  if (again.kind === 'replay') return t('again.replayTitle');
  return again.from === undefined ? t('again.retryFailed') : t('again.retryTitle', { step: again.from });
}

/** Where a retry begins, and what is not as one would think. */
function PlanWords({ plan }: { readonly plan: RetryPlan }): ReactElement {
  const { t } = useTranslation('runs');
  const { start, versionNumber: version, notes } = plan;
  const words =
    start.kind === 'step'
      ? t('again.beginsAt', { step: start.state, version })
      : t('again.beginsAnew', { why: start.why, version });
  return (
    <Alert color={start.kind === 'step' && notes.length === 0 ? 'gray' : 'yellow'} role="status">
      {[words, ...notes].join(' ')}
    </Alert>
  );
}
