import { Button, Group, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import '../../../components/storage/words.ts';
import type { WorkflowStorage } from '../../../lib/contract.ts';
import { formatBytes } from '../../../lib/format.ts';
import { setQuota, storageQuery } from '../../../lib/queries/storage.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../settings.module.css';

const MEGABYTE = 1_000_000;

interface Props {
  readonly stored: WorkflowStorage;
  readonly onClose: () => void;
}

/** Sets how much the runs of a workflow may hold, and says before what that removes. */
export function QuotaDialog({ stored, onClose }: Props): ReactElement {
  const { t } = useTranslation('storage');
  const cache = useQueryClient();
  const { workflow: name, bytes, quota } = stored;
  const [megabytes, setMegabytes] = useState<number | string>(quota === undefined ? '' : quota.maxBytes / MEGABYTE);
  const maxBytes = bytesOf(megabytes);
  const { data, error, refetch } = useQuery({ ...storageQuery(name, maxBytes), enabled: maxBytes !== undefined });
  const removes = maxBytes === undefined ? undefined : data?.wouldRemove;
  // Whoever sets a quota has seen what goes.
  const isReady = megabytes === '' || removes !== undefined;
  const isRemoving = removes !== undefined && removes.bytes > 0;
  const saving = useMutation({
    mutationFn: () => setQuota(name, maxBytes ?? null),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['storage'] });
      onClose();
    },
  });
  return (
    <Dialog title={t('dialog.title', { name })} onClose={onClose}>
      <div className={styles.form}>
        <p>{t('dialog.text')}</p>
        <p>{t('dialog.holds', { bytes: formatBytes(bytes) })}</p>
        <NumberInput
          label={t('dialog.megabytes')}
          description={t('dialog.hint')}
          min={0.001}
          decimalScale={3}
          // What is too small is not made into the smallest one, which would remove nearly all.
          clampBehavior="none"
          value={megabytes}
          onChange={setMegabytes}
          data-autofocus
        />
        {removes !== undefined && <WhatGoes removes={removes} />}
        {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
        {saving.error !== null && <ProblemAlert error={saving.error} />}
        <Group justify="flex-end">
          <Button
            {...(isRemoving ? { color: 'red' } : {})}
            disabled={!isReady}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {isRemoving ? t('dialog.saveAndRemove') : t('dialog.save')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

/** Of what is typed, which is a text on its way to a number. */
function bytesOf(megabytes: number | string): number | undefined {
  const bytes = Math.round(Number(megabytes) * MEGABYTE);
  return bytes > 0 ? bytes : undefined;
}

function WhatGoes({ removes }: { readonly removes: NonNullable<WorkflowStorage['wouldRemove']> }): ReactElement {
  const { t } = useTranslation('storage');
  const { bytes, untilDay: day } = removes;
  return (
    <p role="status">
      {bytes === 0 || day === undefined ? t('dialog.nothing') : t('dialog.removes', { bytes: formatBytes(bytes), day })}
    </p>
  );
}
