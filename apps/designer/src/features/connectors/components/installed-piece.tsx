import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { LookBadge } from '../../../components/look-badge.tsx';
import type { AddedPiece } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from './maker.module.css';

/** What has been installed: under which terms, and what was noticed. Then its page. */
export function InstalledPiece({ piece }: { readonly piece: AddedPiece }): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { name, title, version, license, licenseNote, warnings, approvalNeeded } = piece;
  return (
    <section className={styles.installed} aria-label={t('piece.done', { title, version })}>
      <LookBadge look="success" icon={IconCircleCheck}>
        {t('piece.done', { title, version })}
      </LookBadge>
      {license !== undefined && <p>{t('piece.license', { license })}</p>}
      {licenseNote !== undefined && <p>{licenseNote}</p>}
      {approvalNeeded.length > 0 && <p>{t('piece.notLatest')}</p>}
      {warnings.length > 0 && (
        <ul className={styles.warnings} aria-label={t('piece.warnings')}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <div className={styles.end}>
        {/* The form that had the focus is gone. */}
        <Button
          autoFocus
          onClick={() =>
            void navigate({
              to: '/w/$workspace/connectors/$connector/v/$version',
              params: { workspace, connector: name, version },
            })
          }
        >
          {t('piece.open')}
        </Button>
      </div>
    </section>
  );
}
