import { Checkbox, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { ConnectorVersion } from '../../../lib/contract.ts';
import { changeVersion, type VersionAct } from '../api/versions.ts';
import type { VersionActKind } from '../model/versions.ts';
import styles from './versions.module.css';

interface Props {
  readonly act: VersionActKind;
  readonly version: ConnectorVersion;
  readonly versions: readonly ConnectorVersion[];
  readonly onClose: () => void;
}

/** Says what a change of a version means, asks for what it needs, and does it. */
export function VersionDialog({ act, version, versions, onClose }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const [successor, setSuccessor] = useState<string | null>(null);
  const [isApproved, setApproved] = useState(false);
  const added = version.approvalNeeded;
  const needsApproval = act === 'promote' && added.length > 0;
  const change = useMutation({
    mutationFn: () => changeVersion(version, toAct(act, { reason, successor, approved: added })),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['connectors'] });
      notifications.show({ message: t(`act.${act}.done`, { version: version.version }) });
      onClose();
    },
  });
  const isReady = (act !== 'block' || reason.trim() !== '') && (!needsApproval || isApproved);
  return (
    <ConfirmDialog
      title={t(`act.${act}.title`, { version: version.version })}
      text={t(`act.${act}.text`)}
      confirm={t(`act.${act}.confirm`, { version: version.version })}
      isDangerous={act === 'yank' || act === 'block'}
      isReady={isReady}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      {act === 'block' && (
        <TextInput
          mt="md"
          label={t('act.block.reason')}
          description={t('act.block.reasonHelp')}
          value={reason}
          required
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {act === 'deprecate' && (
        <Select
          mt="md"
          label={t('act.deprecate.successor')}
          placeholder={t('act.deprecate.noSuccessor')}
          data={versions
            .filter((other) => other !== version && other.state === 'published')
            .map((other) => other.version)}
          value={successor}
          clearable
          clearButtonProps={{ 'aria-label': t('act.deprecate.noSuccessor') }}
          onChange={setSuccessor}
        />
      )}
      {needsApproval && (
        <div className={styles.approval}>
          <p>{t('act.promote.asks')}</p>
          <ul>
            {added.map((permission) => (
              <li key={permission}>
                <code>{permission}</code>
              </li>
            ))}
          </ul>
          <Checkbox
            label={t('act.promote.approve')}
            checked={isApproved}
            onChange={(event) => setApproved(event.currentTarget.checked)}
          />
        </div>
      )}
    </ConfirmDialog>
  );
}

interface Given {
  readonly reason: string;
  readonly successor: string | null;
  readonly approved: readonly string[];
}

function toAct(kind: VersionActKind, { reason, successor, approved }: Given): VersionAct {
  switch (kind) {
    case 'promote':
      return { kind, approved };
    case 'deprecate':
      return { kind, successor: successor ?? undefined };
    case 'block':
      return { kind, reason: reason.trim() };
    case 'yank':
    case 'restore':
    case 'unblock':
      return { kind };
  }
}
