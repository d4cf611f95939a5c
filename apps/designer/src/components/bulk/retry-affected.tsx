import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useMay } from '../../lib/permissions.ts';
import type { ChosenRuns } from '../../lib/queries/bulk.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import './words.ts';

/**
 * Retries all runs that something concerns, once somebody has seen what that would do. What made them fail is mended in the live
 * version, if anywhere.
 */
export function RetryAffected({ runs }: { readonly runs: ChosenRuns }): ReactElement | null {
  const { t } = useTranslation('bulk');
  const [isAsking, ask] = useState(false);
  if (!useMay('run.operate')) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden="true" />} onClick={() => ask(true)}>
        {t('retryAffected')}
      </Button>
      {isAsking && <BulkDialog action="retry" runs={runs} version="latest" onClose={() => ask(false)} />}
    </>
  );
}
