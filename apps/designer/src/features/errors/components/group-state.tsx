import { IconCircleCheck, IconEyeOff, IconRotateClockwise } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { LookBadge } from '../../../components/look-badge.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { ErrorGroup } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const LOOKS = {
  open: { look: 'failed', icon: FailedMark },
  regressed: { look: 'failed', icon: IconRotateClockwise },
  resolved: { look: 'success', icon: IconCircleCheck },
  ignored: { look: 'neutral', icon: IconEyeOff },
} as const;

interface Props {
  readonly group: Pick<ErrorGroup, 'state' | 'isRegressed'>;
  readonly variant?: 'plain' | 'tint';
}

/** Whether a group is open, resolved or ignored, or is open again. */
export function GroupState({ group: { state, isRegressed }, variant = 'plain' }: Props): ReactElement {
  const { t } = useTranslation('errors');
  const shown = state === 'open' && isRegressed ? 'regressed' : state;
  return (
    <LookBadge {...LOOKS[shown]} variant={variant}>
      {t(`state.${shown}`)}
    </LookBadge>
  );
}
