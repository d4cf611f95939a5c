import { Button } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Run } from '../../lib/contract.ts';
import type { RunAgainWish } from '../../lib/queries/runs.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { DoneDialog } from './done-dialog.tsx';

/** Makes another run of one that has ended. */
export type RunRetrying = Pick<UseMutationResult<Run, Error, RunAgainWish>, 'mutate' | 'reset' | 'isPending' | 'error'>;

interface Props {
  /** Of the step that failed. */
  readonly resource: string;
  readonly retrying: RunRetrying;
}

/** Somebody has looked, and the step did happen: another run goes on behind it, with what it gave back. */
export function MarkDone({ resource, retrying }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const [isAsked, ask] = useState(false);
  const close = (): void => {
    retrying.reset();
    ask(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => ask(true)}>
        {t('error.act.markDone')}
      </Button>
      {isAsked && (
        <DoneDialog
          resource={resource}
          isPending={retrying.isPending}
          error={retrying.error}
          onConfirm={(result) => retrying.mutate({ result })}
          onClose={close}
        />
      )}
    </>
  );
}
