import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { impactQuery, unfinishedRunsQuery } from '../../lib/queries/versions.ts';
import { activateVersion, versionDocumentQuery, workflowQuery } from '../../lib/queries/workflows.ts';
import { ChangeList } from '../document-diff/change-list.tsx';
import { compareDocuments } from '../document-diff/model/compare-documents.ts';
import { Dialog } from '../dialog.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import { Skeleton } from '../skeleton.tsx';
import { DialogSection } from './dialog-section.tsx';
import { ImpactList } from './impact-list.tsx';
import styles from './versions.module.css';

const MOST_CHANGES = 6;

interface Props {
  readonly name: string;
  /** The version that is to become live. */
  readonly number: number;
  readonly onClose: () => void;
}

/** Asks before the live pointer moves: what changes for new runs, for others, and for runs in flight. */
export function ActivateDialog({ name, number, onClose }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const cache = useQueryClient();
  const live = useQuery(workflowQuery(name)).data?.liveVersion;
  const { data: impact } = useQuery(impactQuery(name, number));
  const activation = useMutation({
    mutationFn: () => activateVersion(name, number),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      notifications.show({ message: t('activate.done', { number }) });
      onClose();
    },
  });
  return (
    <Dialog title={t('activate.title', { number })} size="lg" onClose={onClose}>
      {live !== undefined && <LiveChanges name={name} live={live.number} number={number} />}
      <ImpactList impact={impact} />
      <p className={styles.text}>
        {t('activate.runs', { number })} <Unfinished name={name} />
      </p>
      {activation.error !== null && <ProblemAlert error={activation.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button loading={activation.isPending} onClick={() => activation.mutate()} data-autofocus>
          {t('makeLive', { number })}
        </Button>
      </Group>
    </Dialog>
  );
}

interface ChangesProps {
  readonly name: string;
  readonly live: number;
  readonly number: number;
}

function LiveChanges({ name, live, number }: ChangesProps): ReactElement {
  const { t } = useTranslation('versions');
  const before = useQuery(versionDocumentQuery(name, live)).data;
  const after = useQuery(versionDocumentQuery(name, number)).data;
  const diff = useMemo(() => before && after && compareDocuments(before.document, after.document), [before, after]);
  return (
    <DialogSection title={t('activate.from', { number: live })}>
      <div className={styles.scroll} tabIndex={-1}>
        {diff === undefined ? <Skeleton rows={2} /> : <ChangeList diff={diff} most={MOST_CHANGES} />}
      </div>
    </DialogSection>
  );
}

/** How many runs are under way, which keep their version. */
function Unfinished({ name }: { readonly name: string }): ReactElement | null {
  const { t } = useTranslation('versions');
  const { data } = useQuery(unfinishedRunsQuery(name));
  if (data === undefined || data.items.length === 0) return null;
  const count = data.items.length;
  return <>{t(data.nextCursor === undefined ? 'activate.running' : 'activate.runningMany', { count })}</>;
}
