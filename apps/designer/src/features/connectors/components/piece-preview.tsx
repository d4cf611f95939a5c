import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Time } from '../../../components/time.tsx';
import type { PiecePreview as Preview } from '../../../lib/contract.ts';
import { formatBytes } from '../../../lib/format.ts';
import styles from './maker.module.css';
import { Part } from './part.tsx';
import { PreviewHead } from './preview-head.tsx';
import { ReadsChoice } from './reads-choice.tsx';

interface Props {
  readonly preview: Preview;
  readonly reads: readonly string[];
  readonly onReads: (reads: readonly string[]) => void;
}

/** What a piece is, before it is installed: what it does, how large it is, and what speaks against it. */
export function PiecePreview({ preview, reads, onReads }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { actions, triggers, auth } = preview;
  return (
    <section className={styles.card} aria-label={t('piece.whatItIs')}>
      <PreviewHead preview={preview} />
      <Refusals refusals={preview.refusals} />
      <Package preview={preview} />
      {auth.length > 0 && <Part title={t('piece.auth')}>{auth.map((way) => way.title).join(' · ')}</Part>}
      {triggers.length > 0 && (
        <Part title={t('members.triggers', { count: triggers.length })}>
          {triggers.map((trigger) => trigger.title).join(' · ')}
        </Part>
      )}
      {actions.length > 0 && (
        <Part title={t('members.actions', { count: actions.length })}>
          <ReadsChoice actions={actions} reads={reads} onChange={onReads} />
        </Part>
      )}
      {preview.warnings.length > 0 && (
        <Part title={t('piece.warnings')}>
          <ul className={styles.plainList}>
            {preview.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Part>
      )}
    </section>
  );
}

function Refusals({ refusals }: Pick<Preview, 'refusals'>): ReactElement | null {
  const { t } = useTranslation('catalogue');
  if (refusals.length === 0) return null;
  return (
    <div className={styles.refusals} role="alert">
      <h3>{t('piece.refused')}</h3>
      <ul className={styles.plainList}>
        {refusals.map(({ code, message }) => (
          <li key={code}>
            {message} <code>{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Package({ preview }: Pick<Props, 'preview'>): ReactElement {
  const { t } = useTranslation('catalogue');
  const { sizeBytes, packages, publishedAt, isYoung, license, licenseNote } = preview;
  return (
    <>
      <Part title={t('piece.size')}>{t('piece.sizeText', { size: formatBytes(sizeBytes), count: packages })}</Part>
      {publishedAt !== undefined && (
        <Part title={t('piece.published')}>
          <Time at={publishedAt} />
          {isYoung && ` · ${t('piece.young')}`}
        </Part>
      )}
      <Part title={t('piece.terms')}>{license ?? licenseNote ?? t('piece.noTerms')}</Part>
    </>
  );
}
