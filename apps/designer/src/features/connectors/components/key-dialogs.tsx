import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import type { PublisherKey } from '../../../lib/contract.ts';
import { addPublisherKey, publisherKeysQuery, removePublisherKey } from '../api/publisher-keys.ts';
import styles from './maker.module.css';
import { Refusal } from './refusal.tsx';

/** Asks for a key and whose it is, and lets its signatures count. */
export function AddKeyDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const [isAsked, setAsked] = useState(false);
  const isFilledIn = name.trim() !== '' && publicKey.trim() !== '';
  const adding = useMutation({
    mutationFn: addPublisherKey,
    onSuccess: async (added) => {
      await cache.invalidateQueries({ queryKey: publisherKeysQuery.queryKey });
      notifications.show({ message: t('keys.added', { name: added.name }) });
      onClose();
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setAsked(true);
    if (isFilledIn) adding.mutate({ name: name.trim(), publicKey: publicKey.trim() });
  };
  return (
    <Dialog title={t('keys.add')} onClose={onClose} size="lg">
      <form className={styles.stack} onSubmit={submit} noValidate>
        <TextInput
          label={t('keys.name')}
          value={name}
          autoComplete="off"
          data-autofocus
          error={isAsked && name.trim() === '' ? t('keys.missing') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          className={styles.paste}
          label={t('keys.pem')}
          description={t('keys.pemHelp')}
          placeholder="-----BEGIN PUBLIC KEY-----"
          autosize
          minRows={4}
          maxRows={8}
          value={publicKey}
          spellCheck={false}
          error={isAsked && publicKey.trim() === '' ? t('keys.missing') : undefined}
          onChange={(event) => setPublicKey(event.currentTarget.value)}
        />
        {adding.error !== null && <Refusal error={adding.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t('keys.add')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

interface RemoveProps {
  readonly publisherKey: PublisherKey;
  readonly onClose: () => void;
}

/** Asks, and then takes nothing more that the key signs. */
export function RemoveKeyDialog({ publisherKey: { keyId, name }, onClose }: RemoveProps): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const removal = useMutation({
    mutationFn: () => removePublisherKey(keyId),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: publisherKeysQuery.queryKey });
      notifications.show({ message: t('keys.removed', { name }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('keys.removeTitle', { name })}
      text={t('keys.removeText')}
      confirm={t('keys.remove')}
      isDangerous
      isPending={removal.isPending}
      error={removal.error}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    />
  );
}
