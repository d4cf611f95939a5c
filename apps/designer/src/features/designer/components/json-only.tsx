import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { useDocumentText } from '../hooks/use-document-text.ts';
import styles from '../designer-page.module.css';
import { LazyDocumentJson } from './json/lazy-document-json.tsx';

interface Props {
  readonly draft: DraftEditor;
  /** JSON Pointer of what keeps the draft from being drawn; absent once nothing does. */
  readonly misfit: string | undefined;
  /** Goes on to the canvas. */
  readonly onDraw: () => void;
}

/** A draft that is no workflow that could be drawn: its text, where it is not one, and what helps. */
export function JsonOnly({ draft, misfit, onDraw }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const written = useDocumentText(draft, true);
  return (
    <>
      {misfit === undefined ? (
        <div className={styles.banner} role="status">
          <strong>{t('misfit.mended')}</strong>
          <span className={styles.end}>
            <Button size="xs" onClick={onDraw}>
              {t('misfit.draw')}
            </Button>
          </span>
        </div>
      ) : (
        <div className={styles.banner} data-tone="warning" role="status">
          <strong>{t('misfit.title')}</strong>
          <span className={styles.bannerText}>
            {t('misfit.where')} <code>{misfit === '' ? '/' : misfit}</code> {t('misfit.what')}
          </span>
          {draft.history.past.length > 0 && (
            <span className={styles.end}>
              <Button size="xs" variant="default" onClick={draft.undo}>
                {t('misfit.undo')}
              </Button>
            </span>
          )}
        </div>
      )}
      <div className={styles.jsonOnly}>
        <LazyDocumentJson written={written} pointer={misfit} />
      </div>
    </>
  );
}
