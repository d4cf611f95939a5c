import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { ApiError } from '../../../lib/api-error.ts';
import type { ConnectorMigration } from '../../../lib/contract.ts';
import { useMay } from '../../../lib/permissions.ts';
import { migrationQuery, migrationsQuery, publishNextBatch, undoMigration } from '../api/migrations.ts';
import { canUndo, nextBatch } from '../model/migrations.ts';
import { Refusal } from './refusal.tsx';
import styles from './versions.module.css';

interface Props {
  readonly migration: ConnectorMigration;
}

/** Shows what came of a step, everywhere that it shows. */
function useRefresh({ connector, id }: ConnectorMigration) {
  const cache = useQueryClient();
  return {
    show: async (changed: ConnectorMigration): Promise<void> => {
      cache.setQueryData(migrationQuery(connector, id).queryKey, changed);
      await cache.invalidateQueries({ queryKey: ['connectors', connector] });
      await cache.invalidateQueries({ queryKey: ['workflows'] });
    },
    /** After a refusal: somebody else may have gone on with it. */
    lookAgain: () => cache.invalidateQueries({ queryKey: migrationsQuery(connector).queryKey }),
  };
}

/** What can be done with a migration: the next batch, or all back. */
export function MigrationSteps({ migration }: Props): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const [isAsked, ask] = useState(false);
  const refresh = useRefresh(migration);
  const batch = nextBatch(migration);
  const next = useMutation({
    mutationFn: (force: boolean) => publishNextBatch(migration, force),
    onSuccess: async (changed) => {
      notifications.show({ message: t('move.nextDone', { batch }) });
      await refresh.show(changed);
    },
    onError: refresh.lookAgain,
  });
  const mayPublish = useMay('workflow.publish');
  const canBeUndone = canUndo(migration);
  if (!mayPublish || (batch === undefined && !canBeUndone)) return null;
  const objection =
    next.error instanceof ApiError && next.error.code === 'connector.migration_objection' ? next.error : undefined;
  return (
    <div className={styles.steps} aria-live="polite">
      {objection !== undefined && (
        <Objection error={objection} isPending={next.isPending} onForce={() => next.mutate(true)} />
      )}
      {next.error !== null && objection === undefined && <Refusal error={next.error} />}
      <div className={styles.buttons}>
        {canBeUndone && (
          <Button variant="default" onClick={() => ask(true)}>
            {t('move.undo')}
          </Button>
        )}
        {batch !== undefined && (
          <Button loading={next.isPending} onClick={() => next.mutate(false)}>
            {t('move.next', { batch })}
          </Button>
        )}
      </div>
      {isAsked && <UndoDialog migration={migration} onClose={() => ask(false)} />}
    </div>
  );
}

interface ObjectionProps {
  readonly error: ApiError;
  readonly isPending: boolean;
  readonly onForce: () => void;
}

/** What was measured of the batches before, a sentence each. A person may know better. */
function Objection({ error, isPending, onForce }: ObjectionProps): ReactElement {
  const { t } = useTranslation('catalogue');
  return (
    <section className={styles.objection} role="alert" aria-label={t('move.objection')}>
      <strong>{t('move.objection')}</strong>
      <ul>
        {error.problem.errors.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
      <Button size="xs" variant="default" loading={isPending} onClick={onForce}>
        {t('move.anyway')}
      </Button>
    </section>
  );
}

function UndoDialog({ migration, onClose }: Props & { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('catalogue');
  const refresh = useRefresh(migration);
  const undo = useMutation({
    mutationFn: () => undoMigration(migration),
    onSuccess: async (changed) => {
      notifications.show({ message: t('move.undoDone') });
      onClose();
      await refresh.show(changed);
    },
    onError: refresh.lookAgain,
  });
  return (
    <ConfirmDialog
      title={t('move.undoTitle')}
      text={t('move.undoText')}
      confirm={t('move.undoConfirm')}
      isDangerous
      isPending={undo.isPending}
      error={undo.error}
      onConfirm={() => undo.mutate()}
      onClose={onClose}
    />
  );
}
