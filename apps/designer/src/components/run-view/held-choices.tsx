import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import type { HeldStep, StepDecision } from '../../lib/contract.ts';
import { findAction } from '../../lib/find-action.ts';
import { useConnectorList } from '../../lib/queries/connectors.ts';
import { decideStep } from '../../lib/queries/runs.ts';
import { describePath } from '../../lib/step-path.ts';
import styles from './inspector.module.css';
import { DoneDialog } from './done-dialog.tsx';

/** What a person can say of a step that stands still: it happened, it did not, or let it fail. */
export function HeldChoices({ step }: { readonly step: HeldStep }): ReactElement {
  const { t } = useTranslation('runs');
  const { runId, path, attempt } = step;
  // Of what is shown here, and not of what may be held after it.
  const about = { path, attempt };
  const cache = useQueryClient();
  const found = findAction(useConnectorList(), step.resource);
  const hasCheck = found?.action.idempotency?.hasVerify === true;
  const [asked, ask] = useState<'done' | 'failed'>();
  const decision = useMutation({
    mutationFn: (given: StepDecision) => decideStep(runId, given),
    onSuccess: (_, given) => {
      ask(undefined);
      const word = given.decision === 'failed' ? 'held.decidedFailed' : 'held.decided';
      notifications.show({ message: t(word, { step: describePath(path) }) });
    },
    // What it stands at is read anew, also when somebody else was faster.
    onSettled: () => cache.invalidateQueries({ queryKey: ['runs', 'one', runId] }),
  });
  const close = (): void => {
    decision.reset();
    ask(undefined);
  };
  const shared = { isPending: decision.isPending, error: decision.error, onClose: close };
  return (
    <>
      {hasCheck && <p>{t('held.asksFirst', { service: found.connector.title })}</p>}
      <div className={styles.choices}>
        <Button size="xs" variant="default" onClick={() => ask('done')}>
          {t('held.done')}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={decision.isPending && asked === undefined}
          onClick={() => decision.mutate({ decision: 'again', ...about })}
        >
          {hasCheck ? t('held.check', { service: found.connector.title }) : t('held.again')}
        </Button>
        <Button size="xs" variant="default" onClick={() => ask('failed')}>
          {t('held.fail')}
        </Button>
      </div>
      {asked === undefined && decision.error !== null && <ProblemAlert error={decision.error} />}
      {asked === 'done' && (
        <DoneDialog
          {...shared}
          resource={step.resource}
          onConfirm={(output) => decision.mutate({ decision: 'done', ...about, output })}
        />
      )}
      {asked === 'failed' && (
        <ConfirmDialog
          {...shared}
          isDangerous
          title={t('held.failTitle', { step: describePath(path) })}
          text={t('held.failText', { error: step.error })}
          confirm={t('held.fail')}
          onConfirm={() => decision.mutate({ decision: 'failed', ...about })}
        />
      )}
    </>
  );
}
