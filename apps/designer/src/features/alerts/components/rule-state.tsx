import { IconBellOff, IconBellRinging, IconCircleCheck, IconPlayerPause } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { LookBadge } from '../../../components/look-badge.tsx';
import type { AlertRule } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const LOOKS = {
  calm: { look: 'success', icon: IconCircleCheck },
  firing: { look: 'failed', icon: IconBellRinging },
  muted: { look: 'neutral', icon: IconBellOff },
  off: { look: 'neutral', icon: IconPlayerPause },
  cleared: { look: 'neutral', icon: IconCircleCheck },
} as const;

interface Props {
  /** Of a rule, or of an alert. */
  readonly state: AlertRule['state'] | 'cleared';
  readonly variant?: 'plain' | 'tint';
}

/** Whether a rule or an alert fires. */
export function RuleState({ state, variant = 'plain' }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <LookBadge {...LOOKS[state]} variant={variant}>
      {t(`state.${state}`)}
    </LookBadge>
  );
}
