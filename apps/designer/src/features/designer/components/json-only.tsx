import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftEditor } from '../draft/use-draft.ts';
import styles from '../designer-page.module.css';
import { DocumentJson } from './document-json.tsx';

/** A draft that is no workflow that could be drawn: its text, and where it is not one. */
export function JsonOnly({ draft, misfit }: { readonly draft: DraftEditor; readonly misfit: string }): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <>
      <div className={styles.banner} data-tone="warning" role="status">
        <strong>{t('misfit.title')}</strong>
        <span className={styles.bannerText}>
          {t('misfit.text')} <code>{misfit === '' ? '/' : misfit}</code>
        </span>
      </div>
      <div className={styles.jsonOnly}>
        <DocumentJson draft={draft} />
      </div>
    </>
  );
}
