import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Run, Step } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type Again, mayRunAgain, retryableState } from '../model/run-again.ts';

interface Props {
  readonly run: Run;
  readonly step: Step | undefined;
  readonly onAsk: (again: Again) => void;
}

/** Begins a new run at the step that is looked at, if one can. */
export function RetryFromHere({ run, step, onAsk }: Props): ReactElement | null {
  const { t } = useTranslation('runs');
  const may = useMay('run.operate');
  const from = mayRunAgain(run) ? retryableState(step) : undefined;
  if (!may || from === undefined) return null;
  return (
    <Button size="compact-xs" variant="default" onClick={() => onAsk({ kind: 'retry', from })}>
      {t('again.fromHere')}
    </Button>
  );
}
