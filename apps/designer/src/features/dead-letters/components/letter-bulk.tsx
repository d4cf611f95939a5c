import { Button } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useMakeBulk } from '../../../components/bulk/use-make-bulk.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { BulkPlan, DeadLetterFilter } from '../../../lib/contract.ts';
import { formatCount } from '../../../lib/format.ts';
import { useMay } from '../../../lib/permissions.ts';
import { bulkPlanQuery } from '../../../lib/queries/bulk.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DiscardDialog } from './discard-dialog.tsx';

/** Tries again, or discards, all open ones that the list is narrowed to. */
export function LetterBulk({ filter }: { readonly filter: DeadLetterFilter }): ReactElement | null {
  const { t } = useTranslation('deadLetters');
  const [asking, ask] = useState<'redrive' | 'discard'>();
  const close = (): void => ask(undefined);
  if (!useMay('run.operate')) return null;
  return (
    <>
      <Button variant="default" onClick={() => ask('discard')}>
        {t('bulk.discard')}
      </Button>
      <Button onClick={() => ask('redrive')}>{t('bulk.redrive')}</Button>
      {asking === 'redrive' && <RedriveMany filter={filter} onClose={close} />}
      {asking === 'discard' && <DiscardMany filter={filter} onClose={close} />}
    </>
  );
}

interface ManyProps {
  readonly filter: DeadLetterFilter;
  readonly onClose: () => void;
}

/** How many there are at this moment: that is what the click is about. */
function useMatching(filter: DeadLetterFilter): UseQueryResult<BulkPlan> {
  return useQuery(bulkPlanQuery({ action: 'redrive', deadLetters: filter }));
}

function RedriveMany({ filter, onClose }: ManyProps): ReactElement {
  const { t } = useTranslation('deadLetters');
  const matching = useMatching(filter);
  const count = matching.data?.total;
  const { mutate, isPending, error } = useMakeBulk();
  return (
    <ConfirmDialog
      title={count === undefined ? t('bulk.counting') : t('bulk.redriveTitle', { count, shown: formatCount(count) })}
      text={t('bulk.redriveText')}
      confirm={t('bulk.redrive')}
      isReady={count !== undefined && count > 0}
      isPending={isPending}
      error={error ?? matching.error}
      onConfirm={() => mutate({ action: 'redrive', deadLetters: filter })}
      onClose={onClose}
    />
  );
}

function DiscardMany({ filter, onClose }: ManyProps): ReactElement {
  const { t } = useTranslation('deadLetters');
  const matching = useMatching(filter);
  const count = matching.data?.total;
  const { mutate, isPending, error } = useMakeBulk();
  return (
    <DiscardDialog
      title={count === undefined ? t('bulk.counting') : t('bulk.discardTitle', { count, shown: formatCount(count) })}
      isReady={count !== undefined && count > 0}
      isPending={isPending}
      error={error ?? matching.error}
      onDiscard={(reason) => mutate({ action: 'discard', deadLetters: filter, reason })}
      onClose={onClose}
    />
  );
}
