import { IconHourglassHigh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { LookBadge } from '../../../components/look-badge.tsx';
import styles from '../connections.module.css';

/** Steps of runs that stand still because the service refused the connection. */
export function WaitingSteps({ count }: { readonly count: number }): ReactElement {
  const { t } = useTranslation('connections');
  return (
    <div className={styles.answer} data-look="warning">
      <LookBadge look="warning" icon={IconHourglassHigh}>
        {t('waiting.steps', { count })}
      </LookBadge>
      <p className={styles.quiet}>{t('waiting.text')}</p>
    </div>
  );
}
