import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Time } from '../../../components/time.tsx';
import { showError } from '../../../components/show-error.ts';
import type { WorkspacePause } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { pauseWorkspace, QUEUES_KEY, resumeWorkspace } from '../../../lib/queries/queues.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../queues.module.css';

/** Pauses all workflows of the workspace, after a question: everybody will notice. */
export function PauseWorkspace(): ReactElement | null {
  const { t } = useTranslation('queues');
  const cache = useQueryClient();
  const mayOperate = useMay('run.operate');
  const [isAsking, ask] = useState(false);
  const pausing = useMutation({
    mutationFn: pauseWorkspace,
    onSuccess: async () => {
      ask(false);
      await cache.invalidateQueries({ queryKey: QUEUES_KEY });
    },
  });
  if (!mayOperate) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerPause size={16} />} onClick={() => ask(true)}>
        {t('workspace.pause')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('workspace.pauseTitle')}
          text={t('workspace.pauseText')}
          confirm={t('workspace.confirm')}
          isPending={pausing.isPending}
          error={pausing.error}
          onConfirm={() => pausing.mutate()}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

/** Says that nothing begins, since when and because of whom, with the button that ends it. */
export function PausedWorkspace({ pause: { at, by } }: { readonly pause: WorkspacePause }): ReactElement {
  const { t } = useTranslation('queues');
  const cache = useQueryClient();
  const mayOperate = useMay('run.operate');
  const resuming = useMutation({
    mutationFn: resumeWorkspace,
    onSuccess: async () => {
      notifications.show({ message: t('workspace.resumed') });
      await cache.invalidateQueries({ queryKey: QUEUES_KEY });
    },
    onError: showError,
  });
  return (
    <section className={styles.pause} aria-label={t('workspace.label')}>
      <IconPlayerPause size={16} aria-hidden="true" />
      <p>
        <strong>{t('workspace.title')}</strong> {t('workspace.text')}{' '}
        <span className={styles.by}>
          {by} · <Time at={at} />
        </span>
      </p>
      {mayOperate && (
        <Button size="xs" variant="default" loading={resuming.isPending} onClick={() => resuming.mutate()}>
          {t('workspace.resume')}
        </Button>
      )}
    </section>
  );
}
