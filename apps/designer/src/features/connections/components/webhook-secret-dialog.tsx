import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { freeName } from '../../../lib/connection-fields.ts';
import type { Connection } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY, createConnection } from '../../../lib/queries/connections.ts';
import styles from '../connections.module.css';

interface Props {
  /** Names that are taken. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onCreated: (connection: Connection) => void;
}

/** Keeps the secret by which a webhook's sender is known. */
export function WebhookSecretDialog({ taken, onClose, onCreated }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const cache = useQueryClient();
  const [secret, setSecret] = useState('');
  const [name, setName] = useState(() => freeName('webhook-secret', taken));
  const [isAsked, setIsAsked] = useState(false);
  const creation = useMutation({
    mutationFn: () => createConnection({ name: name.trim(), kind: 'secret', fields: { secret } }),
    onSuccess: async (connection) => {
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
      onCreated(connection);
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setIsAsked(true);
    if (secret !== '' && name.trim() !== '') creation.mutate();
  };
  return (
    <Dialog title={t('secret.title')} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <PasswordInput
          label={t('secret.value')}
          description={t('secret.valueHelp')}
          value={secret}
          autoComplete="off"
          required
          data-autofocus
          error={isAsked && secret === '' ? t('missing', { field: t('secret.value') }) : undefined}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <TextInput
          label={t('secret.name')}
          description={t('secret.nameHelp')}
          value={name}
          required
          error={isAsked && name.trim() === '' ? t('missing', { field: t('secret.name') }) : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {creation.error !== null && <ProblemAlert error={creation.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={creation.isPending}>
            {t('secret.create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
