import { Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { RetryAffected } from './use-retry-affected.ts';

interface Props {
  readonly affected: RetryAffected;
  readonly isRetried: boolean;
  readonly onChange: (isRetried: boolean) => void;
}

/** Whether the runs that failed for what is mended go on with the new version, and from where. */
export function AffectedChoice({ affected: { plan, count }, isRetried, onChange }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const starts = plan.starts.map(({ from, why, count: runs }) =>
    from === undefined
      ? t('publish.retryStart', { count: runs, why: why ?? '' })
      : t('publish.retryFrom', { count: runs, state: from }),
  );
  return (
    <Checkbox
      mt="md"
      checked={isRetried}
      label={t('publish.retryAffected', { count })}
      description={starts.join(' ')}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
