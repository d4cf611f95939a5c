import {
  IconCircleCheck,
  IconClockExclamation,
  IconHelpCircle,
  IconUserExclamation,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { LookBadge } from '../look-badge.tsx';
import { FailedMark } from '../state-marks.tsx';
import { Time } from '../time.tsx';
import type { Connection } from '../../lib/contract.ts';
import type { StateToken } from '../../lib/state-look.ts';
import { healthOf, type HealthState } from './connection-health.ts';
import styles from './health-badge.module.css';

const LOOKS: Readonly<
  Record<HealthState, { readonly look: StateToken; readonly icon: TablerIcon | typeof FailedMark }>
> = {
  broken: { look: 'failed', icon: FailedMark },
  needs_person: { look: 'warning', icon: IconUserExclamation },
  expiring: { look: 'warning', icon: IconClockExclamation },
  unknown: { look: 'neutral', icon: IconHelpCircle },
  ok: { look: 'success', icon: IconCircleCheck },
};

interface Props {
  readonly connection: Connection;
  readonly variant?: 'plain' | 'tint';
}

/** How a connection is, and since when. */
export function HealthBadge({ connection, variant = 'plain' }: Props): ReactElement {
  const { t } = useTranslation('connectors');
  const state = healthOf(connection);
  const since = connection.health?.since;
  return (
    <span className={styles.health}>
      <LookBadge {...LOOKS[state]} variant={variant}>
        {t(`connection.health.${state}`)}
      </LookBadge>
      {since !== undefined && state !== 'unknown' && (
        <span className={styles.since}>
          <Time at={since} />
        </span>
      )}
    </span>
  );
}
