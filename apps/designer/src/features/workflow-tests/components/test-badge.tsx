import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { LookBadge } from '../../../components/look-badge.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';

const LOOKS = {
  passed: { look: 'success', icon: IconCircleCheck },
  failed: { look: 'failed', icon: FailedMark },
  none: { look: 'neutral', icon: IconCircleDashed },
} as const;

interface Props {
  readonly result: WorkflowTestResult | undefined;
  readonly variant?: 'plain' | 'tint';
}

/** What became of a test, as icon, word and colour. */
export function TestBadge({ result, variant = 'plain' }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const status = result?.status ?? 'none';
  return (
    <LookBadge {...LOOKS[status]} variant={variant}>
      {t(`status.${status}`)}
    </LookBadge>
  );
}
