import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ChangeList } from '../../../components/document-diff/change-list.tsx';
import { compareDocuments } from '../../../components/document-diff/model/compare-documents.ts';
import { DialogSection } from '../../../components/versions/dialog-section.tsx';
import scrolling from '../../../components/versions/versions.module.css';
import type { ReadPromotionPreview } from '../../../lib/queries/workspaces.ts';
import styles from './promote-dialog.module.css';

const MOST_CHANGES = 6;

interface Props {
  readonly preview: Pick<ReadPromotionPreview, 'live' | 'document' | 'workspace'>;
  readonly willBeLive: boolean;
}

/** How what comes differs from what is live there, in sentences. */
export function PromotionChanges({ preview, willBeLive }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const { live, document, workspace } = preview;
  const diff = useMemo(() => live && compareDocuments(live.document, document), [live, document]);
  const { name } = workspace;
  if (live === undefined || diff === undefined)
    return (
      <DialogSection title={t('promote.changes', { name })}>
        <p className={styles.text}>{t(willBeLive ? 'promote.first' : 'promote.firstDraft')}</p>
      </DialogSection>
    );
  return (
    <DialogSection title={t('promote.from', { name, number: live.number })}>
      <div className={scrolling.scroll} tabIndex={-1}>
        <ChangeList diff={diff} most={MOST_CHANGES} />
      </div>
    </DialogSection>
  );
}
