import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useMakeBulk } from '../../../../components/bulk/use-make-bulk.ts';
import type { BulkForm, BulkPlan, PublishedVersion } from '../../../../lib/contract.ts';
import { bulkPlanQuery } from '../../../../lib/queries/bulk.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';

/** Failed runs that can be retried with the version that mends them. */
export interface RetryAffected {
  readonly plan: BulkPlan;
  readonly count: number;
  /** Begins it, and opens its page. */
  readonly retry: (version: Pick<PublishedVersion, 'number'>) => void;
}

/** What failed as an error group says; nothing while that is not known, or when there is none. */
export function useRetryAffected(fingerprint: string | undefined): RetryAffected | undefined {
  const { t } = useTranslation('versions');
  const { mutateAsync } = useMakeBulk();
  const form = (version: BulkForm['version']): BulkForm => ({
    ...{ action: 'retry', filter: { fingerprint: fingerprint ?? '' } },
    ...(version === undefined ? {} : { version }),
  });
  const { data: plan } = useQuery({ ...bulkPlanQuery(form(undefined)), enabled: fingerprint !== undefined });
  const count = plan === undefined ? 0 : plan.total - plan.refused.reduce((sum, refused) => sum + refused.count, 0);
  if (plan === undefined || count === 0) return undefined;
  return {
    plan,
    count,
    retry: ({ number }) =>
      // The version is there all the same.
      void mutateAsync(form(number)).catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        notifications.show({ color: 'red', autoClose: false, message: t('publish.notRetried', { number, why }) });
      }),
  };
}
