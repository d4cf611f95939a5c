import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ConnectorPreview } from '../../../lib/contract.ts';
import { nextVersion } from '../model/versions.ts';
import { ChangeList } from './change-list.tsx';
import styles from './maker.module.css';
import { Part } from './part.tsx';
import { PreviewHead } from './preview-head.tsx';
import { PermissionList } from './permission-list.tsx';

const NO_TITLES: Readonly<Record<string, string>> = {};

/** What a package is, what it may reach, and what it changes. */
export function PackagePreview({ preview }: { readonly preview: ConnectorPreview }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { signedBy, since, bump, changes } = preview;
  return (
    <section className={styles.card} aria-label={t('upload.whatItIs')}>
      <PreviewHead preview={preview} />
      <Part title={t('upload.signature')}>
        {signedBy === undefined ? t('upload.unsigned') : t('upload.signedBy', { key: signedBy })}
      </Part>
      <Part title={t('upload.members')}>
        {t('actions', { count: preview.actions.length })} · {t('triggers', { count: preview.triggers.length })}
      </Part>
      <Part title={t('tab.permissions')}>
        <PermissionList permissions={preview.permissions} added={preview.approvalNeeded} />
      </Part>
      <Part title={since === undefined ? t('upload.changes') : t('upload.changesSince', { version: since })}>
        {since === undefined || bump === undefined ? (
          t('upload.first')
        ) : (
          <>
            <p>{t(`upload.bump.${bump}`, { version: nextVersion(since, bump) })}</p>
            <ChangeList changes={changes} titles={NO_TITLES} />
          </>
        )}
      </Part>
    </section>
  );
}
