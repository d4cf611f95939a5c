import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { Connection } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY, removeConnection } from '../../../lib/queries/connections.ts';

interface Props {
  readonly connection: Connection;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

/** Asks before a connection goes. */
export function RemoveDialog({ connection: { name }, onClose, onRemoved }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const cache = useQueryClient();
  const removal = useMutation({
    mutationFn: () => removeConnection(name),
    onSuccess: async () => {
      onRemoved();
      cache.removeQueries({ queryKey: [...CONNECTIONS_KEY, 'one', name] });
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
    },
  });
  return (
    <ConfirmDialog
      title={t('remove.title', { name })}
      text={t('remove.text')}
      confirm={t('remove.confirm')}
      isDangerous
      isPending={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    />
  );
}
