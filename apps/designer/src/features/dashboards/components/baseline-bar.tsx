import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Baseline } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { baselinesQuery, deleteBaseline, fromOf, recordBaseline, type Range } from '../../../lib/queries/metrics.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { toBaseline, type DashboardSearch } from '../model/dashboard-search.ts';
import styles from '../dashboards.module.css';

interface Props {
  readonly search: DashboardSearch;
  readonly range: Range;
  readonly chosen: Baseline | undefined;
  readonly onChoose: (id: string | undefined) => void;
}

/** What figures are compared with: the time before, or a baseline that somebody recorded. */
export function BaselineBar({ search, range, chosen, onChoose }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  const mayChange = useMay('run.operate');
  const [isRecording, record] = useState(false);
  const [deleting, askToDelete] = useState<Baseline>();
  const cache = useQueryClient();
  const { data = [] } = useQuery(baselinesQuery);
  const remove = useMutation({
    mutationFn: deleteBaseline,
    onSuccess: async () => {
      askToDelete(undefined);
      onChoose(undefined);
      await cache.invalidateQueries({ queryKey: baselinesQuery.queryKey });
    },
  });
  return (
    <div className={styles.baseline}>
      <Select
        aria-label={t('dashboards.baseline.compare')}
        leftSection={null}
        placeholder={`${t('dashboards.baseline.compare')} ${t('dashboards.baseline.none')}`}
        data={data.map(({ id, name }) => ({ value: id, label: t('dashboards.baseline.named', { name }) }))}
        value={chosen?.id ?? null}
        onChange={(id) => onChoose(id ?? undefined)}
        clearable
        w={260}
      />
      {chosen !== undefined && mayChange && (
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t('dashboards.baseline.delete')}
          onClick={() => askToDelete(chosen)}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      )}
      {mayChange && (
        <Button
          variant="default"
          leftSection={<IconBookmarkPlus size={16} aria-hidden="true" />}
          onClick={() => record(true)}
        >
          {t('dashboards.baseline.record')}
        </Button>
      )}
      {isRecording && (
        <RecordDialog
          {...{ search, range }}
          onClose={() => record(false)}
          onRecorded={({ id }) => {
            record(false);
            onChoose(id);
          }}
        />
      )}
      {deleting !== undefined && (
        <ConfirmDialog
          title={t('dashboards.baseline.deleteTitle', { name: deleting.name })}
          text={t('dashboards.baseline.deleteText')}
          confirm={t('dashboards.baseline.deleteConfirm')}
          isDangerous
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting.id)}
          onClose={() => askToDelete(undefined)}
        />
      )}
    </div>
  );
}

interface RecordProps extends Pick<Props, 'search' | 'range'> {
  readonly onClose: () => void;
  readonly onRecorded: (baseline: Baseline) => void;
}

function RecordDialog({ search, range, onClose, onRecorded }: RecordProps): ReactElement {
  const { t } = useTranslation('metrics');
  const [name, rename] = useState('');
  const cache = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      recordBaseline(toBaseline(search, { name, from: fromOf(range), until: new Date().toISOString() })),
    onSuccess: async (baseline) => {
      await cache.invalidateQueries({ queryKey: baselinesQuery.queryKey });
      onRecorded(baseline);
    },
  });
  return (
    <Dialog title={t('dashboards.baseline.title')} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save.mutate();
        }}
      >
        <p>{t('dashboards.baseline.text', { range: t(`range.last.${range}`).toLowerCase() })}</p>
        <TextInput
          data-autofocus
          label={t('dashboards.baseline.name')}
          placeholder={t('dashboards.baseline.nameHint')}
          value={name}
          maxLength={80}
          onChange={({ currentTarget: { value } }) => rename(value)}
        />
        {save.error !== null && <ProblemAlert error={save.error} />}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('dashboards.baseline.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
            {t('dashboards.baseline.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
