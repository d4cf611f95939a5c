import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { addPiece, type PieceOrder } from './api/pieces.ts';
import styles from './components/maker.module.css';
import { InstalledPiece } from './components/installed-piece.tsx';
import { PieceFields } from './components/piece-fields.tsx';
import { Refusal } from './components/refusal.tsx';
import './words.ts';

const isTooYoung = (error: unknown): error is ApiError => error instanceof ApiError && error.code === 'piece.too_young';

/** A piece of Activepieces: named, installed by the server, and then a connector like any other. */
export function PiecePage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const cache = useQueryClient();
  const [order, setOrder] = useState<Omit<PieceOrder, 'allowYoung'>>();
  const installation = useMutation({
    mutationFn: addPiece,
    onSuccess: () => cache.invalidateQueries({ queryKey: ['connectors'] }),
  });
  const { data, error, isPending } = installation;
  const install = (wanted: Omit<PieceOrder, 'allowYoung'>): void => {
    setOrder(wanted);
    installation.mutate({ ...wanted, allowYoung: false });
  };
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('piece.title')}
        text={t('piece.text')}
        crumbs={[
          <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
      />
      {data === undefined && <PieceFields isPending={isPending} onInstall={install} />}
      <div className={styles.stack} aria-live="polite">
        {isPending && <p className={styles.quiet}>{t('piece.working')}</p>}
        {error !== null && !isTooYoung(error) && <Refusal error={error} />}
        {data !== undefined && <InstalledPiece piece={data} />}
      </div>
      {isTooYoung(error) && order !== undefined && (
        <ConfirmDialog
          title={t('piece.youngTitle')}
          text={t('piece.youngText', { detail: error.message })}
          confirm={t('piece.youngConfirm')}
          isDangerous
          isPending={isPending}
          error={null}
          onConfirm={() => installation.mutate({ ...order, allowYoung: true })}
          onClose={() => installation.reset()}
        />
      )}
    </div>
  );
}
