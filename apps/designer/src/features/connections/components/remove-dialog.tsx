import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { ConnectionDetail } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY, removeConnection } from '../../../lib/queries/connections.ts';
import styles from '../connections.module.css';

interface Props {
  readonly connection: ConnectionDetail;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

/** Asks before a connection goes; where workflows use it, its name has to be typed. */
export function RemoveDialog({ connection: { name, usedBy }, onClose, onRemoved }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const cache = useQueryClient();
  const isUsed = usedBy.length > 0;
  const removal = useMutation({
    mutationFn: () => removeConnection(name, isUsed),
    onSuccess: async () => {
      onRemoved();
      cache.removeQueries({ queryKey: [...CONNECTIONS_KEY, 'one', name] });
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
    },
  });
  return (
    <ConfirmDialog
      title={t('remove.title', { name })}
      text={isUsed ? t('remove.usedText', { count: usedBy.length }) : t('remove.text')}
      confirm={t('remove.confirm')}
      isDangerous
      typed={isUsed ? name : undefined}
      isPending={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    >
      {isUsed && (
        <ul className={styles.users}>
          {usedBy.map(({ workflow }) => (
            <li key={workflow}>{workflow}</li>
          ))}
        </ul>
      )}
    </ConfirmDialog>
  );
}
