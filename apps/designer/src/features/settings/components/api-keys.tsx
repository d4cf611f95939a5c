import { Button, Group, Modal, Select, Text, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { CopyButton } from '../../../components/id.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import tables from '../../../components/table.module.css';
import { Time } from '../../../components/time.tsx';
import type { ApiKey } from '../../../lib/contract.ts';
import { apiKeysQuery, createApiKey, revokeApiKey } from '../../../lib/queries/api-keys.ts';
import styles from '../settings.module.css';

/** The keys of this person: make, copy once, revoke. */
export function ApiKeys(): ReactElement {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const keys = data?.items ?? [];
  return (
    <section className={styles.card} aria-labelledby="keys-title">
      <header>
        <div>
          <h2 id="keys-title">{t('keys.title')}</h2>
          <p>{t('keys.text')}</p>
        </div>
        <Button onClick={() => setCreating(true)}>{t('keys.create')}</Button>
      </header>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={3} />}
      {data !== undefined && keys.length === 0 && (
        <EmptyState icon={<IconKey size={20} />} title={t('keys.empty')} text={t('keys.emptyText')} />
      )}
      {keys.length > 0 && (
        <table className={tables.table} aria-label={t('keys.list')}>
          <colgroup>
            <col style={{ width: '30%' }} />
          </colgroup>
          <thead>
            <tr>
              {(['name', 'prefix', 'created', 'lastUsed', 'expires'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`keys.column.${column}`)}
                </th>
              ))}
              <th scope="col" className={tables.number}>
                {t('keys.column.action')}
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.id}>
                <td className={tables.strong}>{key.name}</td>
                <td className={tables.mono}>{key.prefix}…</td>
                <td>
                  <Time at={key.createdAt} />
                </td>
                <td>{key.lastUsedAt === undefined ? t('never', { ns: 'common' }) : <Time at={key.lastUsedAt} />}</td>
                <td>
                  <Time at={key.expiresAt} />
                </td>
                <td className={tables.number}>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('keys.revokeLabel', { name: key.name })}
                    onClick={() => setRevoking(key)}
                  >
                    {t('keys.revoke')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      {revoking !== undefined && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </section>
  );
}

function CreateDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('365');
  const [missing, setMissing] = useState(false);
  const creation = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => cache.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') creation.mutate({ name: name.trim(), expiresInDays: Number(days) });
  };
  if (creation.data !== undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={t('keys.newTitle')}
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
        size="lg"
      >
        <Text size="sm">{t('keys.newText')}</Text>
        <p className={styles.secret}>
          <code>{creation.data.key}</code>
          <CopyButton text={creation.data.key} label={t('keys.copy')} />
        </p>
        <Group justify="flex-end" mt="lg">
          <Button onClick={onClose}>{t('keys.done')}</Button>
        </Group>
      </Modal>
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.create')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('keys.name')}
          value={name}
          data-autofocus
          error={missing && name.trim() === '' ? t('keys.nameMissing') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t('keys.days')}
          value={days}
          allowDeselect={false}
          data={[30, 90, 365].map((count) => ({ value: String(count), label: t('keys.dayCount', { count }) }))}
          onChange={(value) => setDays(value ?? '365')}
        />
        {creation.error !== null && <ProblemAlert error={creation.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={creation.isPending}>
            {t('keys.create')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function RevokeDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const revocation = useMutation({
    mutationFn: () => revokeApiKey(apiKey.id),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.revokeTitle', { name: apiKey.name })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <Text size="sm">{t('keys.revokeText')}</Text>
      {revocation.error !== null && <ProblemAlert error={revocation.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button color="red" loading={revocation.isPending} onClick={() => revocation.mutate()}>
          {t('keys.revoke')}
        </Button>
      </Group>
    </Modal>
  );
}
