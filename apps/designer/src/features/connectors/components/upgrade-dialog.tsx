import { Button, Group, Select, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { ConnectorMigration } from '../../../lib/contract.ts';
import { upgradeDrafts } from '../api/versions.ts';
import styles from './versions.module.css';

interface Props {
  readonly connector: string;
  /** The version that the drafts get. */
  readonly to: string;
  readonly pins: readonly { readonly pin: string; readonly count: number }[];
  readonly onClose: () => void;
}

/** Gives drafts the latest version, and says what became of each. */
export function UpgradeDialog({ connector, to, pins, onClose }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const cache = useQueryClient();
  const [from, setFrom] = useState(pins[0]?.pin ?? '');
  const count = pins.find(({ pin }) => pin === from)?.count ?? 0;
  const upgrade = useMutation({
    mutationFn: () => upgradeDrafts(connector, { from, to }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['connectors', connector] });
      await cache.invalidateQueries({ queryKey: ['workflows'] });
    },
  });
  return (
    <Dialog title={t('upgrade.title', { version: to })} onClose={onClose} size="lg">
      {upgrade.isSuccess ? (
        <Report migration={upgrade.data} />
      ) : (
        <>
          <Text size="sm">{t('upgrade.text')}</Text>
          <Select
            mt="md"
            label={t('upgrade.from')}
            description={t('upgrade.count', { count })}
            data={pins.map(({ pin }) => pin)}
            value={from}
            allowDeselect={false}
            onChange={(pin) => setFrom(pin ?? from)}
          />
        </>
      )}
      {upgrade.error !== null && <ProblemAlert error={upgrade.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t(upgrade.isSuccess ? 'close' : 'cancel', { ns: 'common' })}
        </Button>
        {!upgrade.isSuccess && (
          <Button loading={upgrade.isPending} onClick={() => upgrade.mutate()}>
            {t('upgrade.confirm', { count })}
          </Button>
        )}
      </Group>
    </Dialog>
  );
}

function Report({ migration: { workflows } }: { readonly migration: ConnectorMigration }): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <ul className={styles.report} aria-label={t('upgrade.report')}>
      {workflows.map(({ workflow, state, problems }) => (
        <li key={workflow}>
          <strong>{workflow}</strong> {t(`upgrade.state.${state}`)}
          {problems.length > 0 && (
            <ul>
              {problems.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  <code>{path}</code> {message}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
