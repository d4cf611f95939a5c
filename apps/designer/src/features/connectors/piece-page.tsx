import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useWorkspace } from '../../lib/workspace.ts';
import { InstalledPiece } from './components/installed-piece.tsx';
import styles from './components/maker.module.css';
import { PieceFields } from './components/piece-fields.tsx';
import { PiecePreview } from './components/piece-preview.tsx';
import { Refusal } from './components/refusal.tsx';
import { type PieceInstallation, usePieceInstallation } from './hooks/use-piece-installation.ts';
import './words.ts';

/** A piece of Activepieces: named, looked at, installed by the server, and then a connector like any other. */
export function PiecePage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const piece = usePieceInstallation();
  const [isAsked, setAsked] = useState(false);
  const { preview, installed, error } = piece;
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
      {installed === undefined && (
        <PieceFields
          isPending={piece.isLooking}
          hasLooked={preview?.refusals.length === 0}
          onLook={(address) => piece.look(address)}
        />
      )}
      <div className={styles.stack} aria-live="polite">
        {(piece.isLooking || piece.isInstalling) && <p className={styles.quiet}>{t('piece.working')}</p>}
        {error !== null && !isAsked && <Refusal error={error} />}
        {installed !== undefined && <InstalledPiece piece={installed} />}
      </div>
      {installed === undefined && preview !== undefined && (
        <>
          <PiecePreview preview={preview} reads={piece.reads} onReads={piece.say} />
          <InstallBar piece={piece} onAsk={() => setAsked(true)} />
        </>
      )}
      {isAsked && installed === undefined && (
        <ConfirmDialog
          title={t('piece.youngTitle')}
          text={t('piece.youngText')}
          confirm={t('piece.youngConfirm')}
          isDangerous
          isPending={piece.isInstalling}
          error={piece.error}
          onConfirm={() => piece.install({ allowYoung: true })}
          onClose={() => {
            setAsked(false);
            piece.reset();
          }}
        />
      )}
    </div>
  );
}

interface BarProps {
  readonly piece: PieceInstallation;
  /** It was published only just now: somebody has to say yes. */
  readonly onAsk: () => void;
}

function InstallBar({ piece, onAsk }: BarProps): ReactElement | null {
  const { t } = useTranslation('catalogue');
  const { preview, isInstalling } = piece;
  if (preview === undefined || preview.refusals.length > 0) return null;
  const { title, version, isYoung } = preview;
  return (
    <div className={styles.publish}>
      <p className={styles.quiet}>{t('publish.promotes')}</p>
      <Button loading={isInstalling} onClick={() => (isYoung ? onAsk() : piece.install())}>
        {t('piece.start', { title, version })}
      </Button>
    </div>
  );
}
