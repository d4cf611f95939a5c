import { IconCircleCheck, IconClockX, IconHourglassHigh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { LookBadge } from '../../../components/look-badge.tsx';
import type { Task } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const LOOKS = {
  open: { look: 'warning', icon: IconHourglassHigh },
  answered: { look: 'success', icon: IconCircleCheck },
  expired: { look: 'neutral', icon: IconClockX },
} as const;

/** Whether a task still waits. */
export function TaskState({ state }: { readonly state: Task['state'] }): ReactElement {
  const { t } = useTranslation('tasks');
  return (
    <LookBadge {...LOOKS[state]} variant="tint">
      {t(`state.${state}`)}
    </LookBadge>
  );
}
