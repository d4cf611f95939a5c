import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConnectionInput } from '../../../components/connection-dialog/connection-input.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { NumberField } from '../../../components/number-field.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Time } from '../../../components/time.tsx';
import type { Connection } from '../../../lib/contract.ts';
import { CONNECTIONS_KEY, replaceFields } from '../../../lib/queries/connections.ts';
import styles from '../connections.module.css';
import { shownFields } from '../../../lib/show-if.ts';
import { missingOf, type Replacement, toReplacementForm } from '../model/replacement.ts';

const DEFAULT_PREVIOUS_HOURS = 24;
const MAX_PREVIOUS_HOURS = 168;

interface Props {
  readonly connection: Connection;
  /** How the form begins. */
  readonly begin: Replacement;
  readonly onClose: () => void;
}

/** Replaces all that a connection holds. What it held is not shown: it has to be given again. */
export function ReplaceDialog({ connection, begin, onClose }: Props): ReactElement {
  const { t } = useTranslation('connections');
  const cache = useQueryClient();
  const [form, setForm] = useState(begin);
  const [previousHours, setPreviousHours] = useState<number | undefined>(DEFAULT_PREVIOUS_HOURS);
  const [isAsked, setIsAsked] = useState(false);
  const missing = missingOf(form);
  const shownMissing = isAsked ? missing : [];
  const replacement = useMutation({
    mutationFn: (hours: number) => replaceFields(connection.name, toReplacementForm(form, hours)),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: CONNECTIONS_KEY });
      onClose();
    },
  });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    setIsAsked(true);
    if (missing.length === 0 && previousHours !== undefined) replacement.mutate(previousHours);
  };
  return (
    <Dialog title={t('replace.title', { name: connection.name })} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <p className={styles.quiet}>
          {t('replace.text')} {t('replace.setAt')} <Time at={connection.updatedAt} />.
        </p>
        {shownFields(form.fields, form.given).map((field, index) => (
          <ConnectionInput
            key={field.name}
            field={field}
            value={form.given[field.name]}
            error={shownMissing.includes(field.name) ? t('missing', { field: field.title }) : undefined}
            isFirst={index === 0}
            onChange={(value) => setForm({ ...form, given: { ...form.given, [field.name]: value } })}
          />
        ))}
        {form.needsHosts && (
          <TextInput
            label={t('replace.hosts')}
            description={t('replace.hostsHelp')}
            value={form.hosts}
            required
            error={shownMissing.includes('hosts') ? t('replace.hostsMissing') : undefined}
            onChange={(event) => setForm({ ...form, hosts: event.currentTarget.value })}
          />
        )}
        {connection.kind === 'secret' && (
          <NumberField
            label={t('replace.previous')}
            description={t('replace.previousHelp')}
            value={previousHours}
            min={0}
            max={MAX_PREVIOUS_HOURS}
            required
            error={isAsked && previousHours === undefined ? t('missing', { field: t('replace.previous') }) : undefined}
            onChange={setPreviousHours}
          />
        )}
        {replacement.error !== null && <ProblemAlert error={replacement.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={replacement.isPending}>
            {t('replace.confirm')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
