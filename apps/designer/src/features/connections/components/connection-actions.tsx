import { Button, Menu, ActionIcon } from '@mantine/core';
import { IconDots, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectionDetail, ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { beginReplacement } from '../model/replacement.ts';
import { signsInByAccount } from '../model/signs-in-by-account.ts';
import { Reconnect } from './reconnect.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';

interface Props {
  readonly connection: ConnectionDetail;
  readonly connector: ConnectorDescription | undefined;
  readonly isTesting: boolean;
  readonly onTest: () => void;
}

/** What can be done to a connection. */
export function ConnectionActions({ connection, connector, isTesting, onTest }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'replace' | 'remove'>();
  const begin = beginReplacement(connection, connector);
  const close = (): void => setOpen(undefined);
  return (
    <>
      {connection.kind === 'connector' && (
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
          loading={isTesting}
          onClick={onTest}
        >
          {t('test.start')}
        </Button>
      )}
      <Reconnect connection={connection} connector={connector} />
      {begin !== undefined && !signsInByAccount(connection, connector) && (
        <Button onClick={() => setOpen('replace')}>{t('replace.open')}</Button>
      )}
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={() => setOpen('remove')}>
            {t('remove.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'replace' && begin !== undefined && (
        <ReplaceDialog connection={connection} begin={begin} onClose={close} />
      )}
      {open === 'remove' && (
        <RemoveDialog
          connection={connection}
          onClose={close}
          onRemoved={() => void navigate({ to: '/w/$workspace/connections', params: { workspace } })}
        />
      )}
    </>
  );
}
