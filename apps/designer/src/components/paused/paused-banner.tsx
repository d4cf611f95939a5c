import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useMay } from '../../lib/permissions.ts';
import { resumeSystem, systemQuery } from '../../lib/queries/system.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import styles from './paused-banner.module.css';
import './words.ts';

/** On every page of an installation that was restored, until somebody lets it go on. Nothing on any other. */
export function PausedBanner(): ReactElement | null {
  const { data } = useQuery(systemQuery);
  return data?.dispatch.paused === true ? <Banner /> : null;
}

function Banner(): ReactElement {
  const { t } = useTranslation('system');
  const [isAsking, ask] = useState(false);
  const mayResume = useMay('instance.operate');
  return (
    <section className={styles.banner} aria-label={t('paused.label')}>
      <IconPlayerPause size={16} aria-hidden="true" />
      <p>
        <strong>{t('paused.title')}</strong> {t('paused.text')} {!mayResume && t('paused.askAdministrator')}
      </p>
      {mayResume && (
        <Button size="xs" variant="default" onClick={() => ask(true)}>
          {t('paused.resume')}
        </Button>
      )}
      {isAsking && <ResumeDialog onClose={() => ask(false)} />}
    </section>
  );
}

function ResumeDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('system');
  const cache = useQueryClient();
  const resuming = useMutation({
    mutationFn: resumeSystem,
    onSuccess: (system) => {
      onClose();
      cache.setQueryData(systemQuery.queryKey, system);
      notifications.show({ message: t('paused.resumed') });
    },
  });
  return (
    <ConfirmDialog
      title={t('paused.confirmTitle')}
      text={t('paused.confirmText')}
      confirm={t('paused.confirm')}
      isPending={resuming.isPending}
      error={resuming.error}
      onConfirm={() => resuming.mutate()}
      onClose={onClose}
    />
  );
}
