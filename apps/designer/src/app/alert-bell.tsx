import { IconBellRinging } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { alertCountQuery } from '../lib/queries/alerts.ts';
import { useTranslation } from '../lib/use-translation.ts';
import { useWorkspace } from '../lib/workspace.ts';
import styles from './shell.module.css';

/** How many alerts go on; nothing while none does. */
export function AlertBell(): ReactElement | null {
  const { t } = useTranslation('shell');
  const workspace = useWorkspace();
  const { data } = useQuery(alertCountQuery);
  if (data === undefined || data.firing === 0) return null;
  const label = t('bell', { count: data.firing });
  return (
    <Link
      className={styles.bell}
      data-unseen={data.unseen > 0}
      to="/w/$workspace/alerts"
      params={{ workspace }}
      aria-label={label}
      title={label}
    >
      <IconBellRinging size={16} stroke={1.75} aria-hidden="true" />
      {data.firing}
    </Link>
  );
}
