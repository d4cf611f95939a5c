import { IconArchive, IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { LookBadge } from '../../../components/look-badge.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { DeadLetterState } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const LOOKS = {
  open: { look: 'failed', icon: FailedMark },
  redriving: { look: 'running', icon: IconRefresh },
  resolved: { look: 'success', icon: IconCircleCheck },
  discarded: { look: 'neutral', icon: IconArchive },
} as const;

interface Props {
  readonly state: DeadLetterState;
  readonly variant?: 'plain' | 'tint';
}

/** Whether a dead letter is open, is tried again, or is dealt with. */
export function LetterState({ state, variant = 'plain' }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  return (
    <LookBadge {...LOOKS[state]} variant={variant}>
      {t(`state.${state}`)}
    </LookBadge>
  );
}
