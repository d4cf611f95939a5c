import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { BulkForm, BulkPlan as Plan, BulkVerb } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { bulkPlanQuery, type ChosenRuns } from '../../lib/queries/bulk.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import { Skeleton } from '../skeleton.tsx';
import { type BulkChoice, BulkChoices, USUAL_CHOICE } from './bulk-choices.tsx';
import { BulkPlan } from './bulk-plan.tsx';
import { useMakeBulk } from './use-make-bulk.ts';
import './words.ts';

interface Props {
  readonly action: BulkVerb;
  readonly runs: ChosenRuns;
  /** What is chosen at first. */
  readonly version?: BulkChoice['version'];
  readonly onClose: () => void;
}

/** Says what an action over many runs would do, and begins it when somebody repeats how many they are. */
export function BulkDialog({ action, runs, version = USUAL_CHOICE.version, onClose }: Props): ReactElement {
  const { t } = useTranslation('bulk');
  const [choice, choose] = useState({ ...USUAL_CHOICE, version });
  const planned = useQuery(bulkPlanQuery(formOf({ action, runs, choice, isWhole: false })));
  const { data: plan } = planned;
  const making = useMakeBulk(onClose);
  const total = plan?.total ?? 0;
  const counted = { count: total, shown: formatCount(total) };
  const problem = making.error ?? planned.error;
  return (
    <Dialog
      title={plan === undefined ? t(`dialog.opening.${action}`) : t(`dialog.title.${action}`, counted)}
      size="lg"
      onClose={onClose}
    >
      <Text size="sm">{t(`dialog.text.${action}`)}</Text>
      {planned.isPending ? <Skeleton rows={3} /> : <Planned action={action} plan={plan} />}
      <BulkChoices action={action} choice={choice} onChange={choose} />
      {problem !== null && <ProblemAlert error={problem} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('close', { ns: 'common' })}
        </Button>
        <Button
          data-autofocus
          disabled={total === 0 || typeof choice.ratePerSecond !== 'number'}
          loading={making.isPending}
          onClick={() => making.mutate(formOf({ action, runs, choice, isWhole: true }))}
          {...(action === 'cancel' ? { color: 'red' } : {})}
        >
          {plan === undefined ? t(`action.${action}`) : t(`dialog.confirm.${action}`, counted)}
        </Button>
      </Group>
    </Dialog>
  );
}

/** What is sent. Of a plan only what it depends on, so that it is not made anew for each other rate. */
function formOf({ action, runs, choice, isWhole }: Wish): BulkForm {
  const { version, ratePerSecond, compensate } = choice;
  return {
    ...{ action, ...runs },
    ...(action === 'cancel' ? {} : { version }),
    ...(isWhole && typeof ratePerSecond === 'number' ? { ratePerSecond } : {}),
    ...(isWhole && action === 'cancel' && compensate ? { compensate } : {}),
  };
}
interface Wish {
  readonly action: BulkVerb;
  readonly runs: ChosenRuns;
  readonly choice: BulkChoice;
  readonly isWhole: boolean;
}

function Planned({
  action,
  plan,
}: {
  readonly action: BulkVerb;
  readonly plan: Plan | undefined;
}): ReactElement | null {
  const { t } = useTranslation('bulk');
  if (plan === undefined) return null;
  if (plan.total === 0) return <Text mt="md">{t('dialog.none')}</Text>;
  return <BulkPlan action={action} plan={plan} />;
}
