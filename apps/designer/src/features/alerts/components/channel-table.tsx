import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { showError } from '../../../components/show-error.ts';
import table from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { AlertChannel } from '../../../lib/contract.ts';
import { ALERTS_KEY, changeAlertChannel, removeAlertChannel, testAlertChannel } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../alerts.module.css';

const COLUMNS = ['name', 'target', 'last', 'acts'] as const;

interface Props {
  readonly channels: readonly AlertChannel[];
  readonly onEdit: (channel: AlertChannel) => void;
  readonly onSecret: (secret: string) => void;
}

/** Channels as rows: where each goes, and how its last message went. */
export function ChannelTable({ channels, onEdit, onSecret }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  return (
    <table
      role="table"
      className={`${table.table ?? ''} ${table.stacked ?? ''} ${styles.channelRows ?? ''}`}
      aria-label={t('channels.list')}
    >
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((id) => (
            <th key={id} scope="col">
              {id === 'acts' ? (
                <span className={styles.heard}>{t('channels.column.acts')}</span>
              ) : (
                t(`channels.column.${id}`)
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {channels.map((channel) => (
          <ChannelRow key={channel.id} {...{ channel, onEdit, onSecret }} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Omit<Props, 'channels'> & { readonly channel: AlertChannel };

function ChannelRow({ channel, onEdit, onSecret }: RowProps): ReactElement {
  const { t } = useTranslation('alerts');
  const { name, target, lastUse, obstacle } = channel;
  return (
    <tr role="row">
      <td role="cell" data-line>
        <span className={table.link}>{t(`channelName.${target.kind}`, { name })}</span>
        {obstacle !== undefined && <span className={styles.bad}>{obstacle}</span>}
      </td>
      <td role="cell" title={placeOf(target, t('channels.slack'))}>
        {placeOf(target, t('channels.slack'))}
      </td>
      <td role="cell" title={lastUse?.detail} data-bad={lastUse?.isGood === false}>
        {lastUse === undefined ? (
          t('channels.never')
        ) : (
          <>
            <Time at={lastUse.at} /> <span className={lastUse.isGood ? undefined : styles.bad}>{lastUse.detail}</span>
          </>
        )}
      </td>
      <td role="cell">
        <ChannelActs {...{ channel, onEdit, onSecret }} />
      </td>
    </tr>
  );
}

function placeOf(target: AlertChannel['target'], slack: string): string {
  if (target.kind === 'email') return target.to.join(', ');
  if (target.kind === 'webhook') return target.url;
  return target.kind === 'workflow' ? target.workflow : slack;
}

function ChannelActs({ channel, onEdit, onSecret }: RowProps): ReactElement {
  const { t } = useTranslation('alerts');
  const { id, name, target } = channel;
  const cache = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: ALERTS_KEY });
  const test = useMutation({
    mutationFn: () => testAlertChannel(id),
    onSuccess: async ({ isGood, detail }) => {
      notifications.show({ message: t('channels.tested', { name, detail }), color: isGood ? 'green' : 'red' });
      await renew();
    },
    onError: showError,
  });
  const secret = useMutation({
    mutationFn: () => changeAlertChannel(id, { newSecret: true }),
    onSuccess: async (changed) => {
      onSecret(changed.secret ?? '');
      await renew();
    },
    onError: showError,
  });
  const removal = useMutation({ mutationFn: () => removeAlertChannel(id), onSuccess: renew });
  return (
    <span className={styles.rowActs}>
      <Button
        size="xs"
        variant="default"
        aria-label={t('channels.testNamed', { name })}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        {t('channels.test')}
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('rules.more', { name })}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden="true" />} onClick={() => onEdit(channel)}>
            {t('channels.edit')}
          </Menu.Item>
          {target.kind === 'webhook' && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden="true" />} onClick={() => secret.mutate()}>
              {t('channels.secret')}
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => setRemoving(true)}
          >
            {t('channels.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isRemoving && (
        <ConfirmDialog
          title={t('channels.removeTitle')}
          text={t('channels.removeText')}
          confirm={t('channels.remove')}
          isDangerous
          isPending={removal.isPending}
          error={removal.error}
          onConfirm={() => removal.mutate()}
          onClose={() => setRemoving(false)}
        />
      )}
    </span>
  );
}
