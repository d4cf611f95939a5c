import { Button } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { AlertChannel } from '../../../lib/contract.ts';
import { alertChannelsQuery } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { ChannelTable } from './channel-table.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import styles from '../alerts.module.css';

interface Shown {
  readonly secret: string;
  /** It replaces one. */
  readonly isNext: boolean;
}

/** Where alerts can go. */
export function ChannelDesk(): ReactElement {
  const { t } = useTranslation('alerts');
  const channels = useQuery(alertChannelsQuery);
  const [open, setOpen] = useState<AlertChannel | 'new'>();
  const [shown, show] = useState<Shown>();
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setOpen('new')}>
      {t('channels.new')}
    </Button>
  );
  return (
    <div className={styles.desk}>
      {(channels.data ?? []).length > 0 && <div className={styles.acts}>{add}</div>}
      <Channels {...{ channels, add }} onEdit={setOpen} onSecret={(secret) => show({ secret, isNext: true })} />
      {open !== undefined && (
        <ChannelDialog
          {...(open === 'new' ? {} : { channel: open })}
          onClose={() => setOpen(undefined)}
          onSaved={({ secret }) => {
            setOpen(undefined);
            if (secret !== undefined) show({ secret, isNext: false });
          }}
        />
      )}
      {shown !== undefined && <SecretDialog {...shown} onClose={() => show(undefined)} />}
    </div>
  );
}

interface ChannelsProps {
  readonly channels: UseQueryResult<readonly AlertChannel[]>;
  readonly add: ReactElement;
  readonly onEdit: (channel: AlertChannel) => void;
  readonly onSecret: (secret: string) => void;
}

function Channels({ channels: { data, error, refetch }, add, ...acts }: ChannelsProps): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      <div className={styles.frame}>
        {data === undefined && error === null && <Skeleton rows={3} />}
        {data?.length === 0 && (
          <EmptyState
            icon={<IconSend size={20} />}
            title={t('channels.emptyTitle')}
            text={t('channels.emptyText')}
            action={add}
          />
        )}
        {data !== undefined && data.length > 0 && <ChannelTable channels={data} {...acts} />}
      </div>
    </>
  );
}
