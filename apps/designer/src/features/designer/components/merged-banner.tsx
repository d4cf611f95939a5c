import { Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { findState } from '../../../components/canvas/model/scope.ts';
import styles from '../designer-page.module.css';
import type { MergeNotice } from '../draft/draft-view.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { placeOfConflict } from '../model/conflict-words.ts';
import { pointerOfState } from '../model/problems.ts';

interface Props {
  readonly notice: MergeNotice;
  readonly document: WorkflowDocument;
  readonly onSettle: DraftEditor['settle'];
  /** Opens a field. */
  readonly onShow: ((path: string) => void) | undefined;
}

const SHOWN = 3;

/** Somebody else saved the draft too. Nothing is lost; where both changed one thing, a person may take the other. */
export function MergedBanner({ notice: { conflicts, steps }, document, onSettle, onShow }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const isDisputed = conflicts.length > 0;
  const shown = steps.slice(0, SHOWN).join(', ');
  const more = steps.length - SHOWN;
  const names = more > 0 ? t('merged.more', { shown, count: more }) : shown;
  // A step that they removed cannot be shown.
  const there = steps.find((name) => findState(document, name) !== undefined);
  return (
    <div className={styles.banner} data-tone={isDisputed ? 'warning' : 'info'} role="status">
      <strong>{steps.length === 0 ? t('merged.title') : t('merged.steps', { names })}</strong>
      <span className={styles.bannerText}>
        {isDisputed ? t('merged.disputed', { count: conflicts.length }) : t('merged.text')}
        {conflicts.slice(0, SHOWN).map((path) => (
          <Conflict key={path} path={path} onShow={onShow} />
        ))}
      </span>
      <span className={styles.end}>
        {!isDisputed && there !== undefined && (
          <Button size="xs" variant="default" onClick={() => onShow?.(pointerOfState(document, there))}>
            {t('merged.view', { name: there })}
          </Button>
        )}
        {isDisputed && (
          <Button size="xs" variant="default" onClick={() => onSettle('theirs')}>
            {t('merged.theirs')}
          </Button>
        )}
        <Button size="xs" variant={isDisputed ? 'default' : 'subtle'} onClick={() => onSettle('mine')}>
          {t(isDisputed ? 'merged.mine' : 'merged.close')}
        </Button>
      </span>
    </div>
  );
}

/** What both changed, by its step and field. */
function Conflict({ path, onShow }: { readonly path: string; readonly onShow: Props['onShow'] }): ReactElement {
  const { t } = useTranslation('designer');
  const { item, field } = placeOfConflict(path);
  const name = item?.replace(/^trigger:/, '');
  const words = name === undefined ? field : field === '' ? name : t('merged.field', { name, field });
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => onShow?.(path)}>
      {words}
    </Button>
  );
}
