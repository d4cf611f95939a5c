import { Box, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { setPieceReads } from '../api/pieces.ts';
import { saysTheSame } from '../model/piece-reads.ts';
import { ReadsChoice } from './reads-choice.tsx';

interface Props {
  readonly connector: ConnectorDescription;
}

/** For whoever may manage connectors: says of a piece which of its actions only read. */
export function SayReads({ connector }: Props): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const mayManage = useMay('connector.manage');
  const [isOpen, setOpen] = useState(false);
  if (connector.origin !== 'piece' || connector.actions.length === 0 || !mayManage) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('readsDialog.open')}
      </Button>
      {isOpen && <ReadsDialog connector={connector} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReadsDialog({ connector, onClose }: Props & { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { name, version, title, actions } = connector;
  const before = actions.filter(({ effects }) => effects === 'read').map((action) => action.name);
  const [reads, setReads] = useState<readonly string[]>(before);
  const saying = useMutation({
    mutationFn: () => setPieceReads({ name, version, reads }),
    onSuccess: async (said) => {
      await cache.invalidateQueries({ queryKey: ['connectors'] });
      notifications.show({ message: t('readsDialog.done', { version: said.version }) });
      onClose();
      await navigate({
        to: '/w/$workspace/connectors/$connector/v/$version',
        params: { workspace, connector: name, version: said.version },
      });
    },
  });
  return (
    <ConfirmDialog
      title={t('readsDialog.title', { connector: title })}
      text={t('readsDialog.text', { version })}
      confirm={t('readsDialog.confirm')}
      isReady={!saysTheSame(reads, before)}
      isPending={saying.isPending}
      error={saying.error}
      onConfirm={() => saying.mutate()}
      onClose={onClose}
    >
      <Box mt="md">
        <ReadsChoice actions={actions} reads={reads} onChange={setReads} />
      </Box>
    </ConfirmDialog>
  );
}
