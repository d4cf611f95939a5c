import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Time } from '../../../components/time.tsx';
import type { ConnectorAction, ConnectorSample } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { forgetSample, samplesQuery } from '../api/calls.ts';
import styles from '../connector-page.module.css';
import { SampleBlock } from './sample-block.tsx';

interface Props {
  readonly connector: string;
  readonly action: ConnectorAction;
}

/** What an action answers: what somebody has saved, else what its author made up. */
export function ActionSample({ connector, action }: Props): ReactElement {
  // They are what a service has answered: who may not read payloads is shown the made-up one.
  const mayRead = useMay('run.read_payload');
  const samples = useQuery({ ...samplesQuery(connector), enabled: mayRead }).data?.items ?? [];
  const saved = samples.find((sample) => sample.action === action.name);
  if (saved === undefined) return <SampleBlock value={action.sample} />;
  return (
    <SampleBlock
      value={saved.output}
      origin={<SavedSample connector={connector} action={action} savedBy={saved.savedBy} savedAt={saved.savedAt} />}
    />
  );
}

/** Whose the sample is, since when, and the way back. */
function SavedSample(props: Props & Pick<ConnectorSample, 'savedBy' | 'savedAt'>): ReactElement {
  const { connector, action, savedBy, savedAt } = props;
  const { t } = useTranslation('catalogue');
  const [isAsked, ask] = useState(false);
  const mayForget = useMay('workflow.write');
  return (
    <span className={styles.saved}>
      {t('docs.savedSample', { name: savedBy })} · <Time at={savedAt} />
      {mayForget && (
        <Button
          size="xs"
          variant="subtle"
          aria-label={t('docs.forgetLabel', { action: action.title })}
          onClick={() => ask(true)}
        >
          {t('docs.forget')}
        </Button>
      )}
      {isAsked && <ForgetDialog connector={connector} action={action} onClose={() => ask(false)} />}
    </span>
  );
}

function ForgetDialog({ connector, action, onClose }: Props & { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const forgetting = useMutation({
    mutationFn: () => forgetSample({ connector, action: action.name }),
    onSuccess: async () => {
      notifications.show({ message: t('docs.forgotten', { action: action.title }) });
      onClose();
      await cache.invalidateQueries({ queryKey: samplesQuery(connector).queryKey });
    },
  });
  return (
    <ConfirmDialog
      title={t('docs.forgetTitle')}
      text={t('docs.forgetText', { action: action.title })}
      confirm={t('docs.forget')}
      isDangerous
      isPending={forgetting.isPending}
      error={forgetting.error}
      onConfirm={() => forgetting.mutate()}
      onClose={onClose}
    />
  );
}
