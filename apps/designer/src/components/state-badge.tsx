import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconClockX,
  IconHourglassHigh,
  IconPlugConnectedX,
  IconRefresh,
  IconStack2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import type { StepStatus } from '../lib/contract.ts';
import { STATE_LOOK } from '../lib/state-look.ts';
import { FailedMark, RunningRing } from './state-marks.tsx';
import styles from './state-badge.module.css';

const ICONS: Readonly<Record<StepStatus, TablerIcon | typeof RunningRing>> = {
  queued: IconStack2,
  running: RunningRing,
  waiting: IconHourglassHigh,
  compensating: IconArrowBackUp,
  succeeded: IconCircleCheck,
  failed: FailedMark,
  timed_out: IconClockX,
  cancelled: IconBan,
  compensated: IconArrowBackUp,
  retrying: IconRefresh,
  skipped: IconBan,
  outcome_unknown: IconAlertTriangle,
  connection_refused: IconPlugConnectedX,
};

interface Props {
  readonly status: StepStatus;
  /** `plain` in tables, `tint` in headers, `icon` where the word is beside it or in the row's name. */
  readonly variant?: 'plain' | 'tint' | 'icon';
  readonly size?: number;
}

/** A status as icon, word and colour: never as colour alone. */
export function StateBadge({ status, variant = 'plain', size = 16 }: Props): ReactElement {
  const { t } = useTranslation();
  const Icon = ICONS[status];
  const word = t(`status.${status}`);
  return (
    <span className={styles.badge} data-look={STATE_LOOK[status]} data-variant={variant}>
      <Icon size={size} stroke={1.75} aria-hidden="true" />
      <span className={variant === 'icon' ? styles.hidden : undefined}>{word}</span>
    </span>
  );
}
