import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** Why the step is there, for those who come later. */
export function NotesTab({ state, path, onChange }: StepProps): ReactElement {
  const { t } = useTranslation('designer');
  const set = (note: string): void => {
    const { Comment: _, ...rest } = state;
    onChange(note === '' ? rest : { ...rest, Comment: note }, 'Comment');
  };
  return (
    <div data-path={`${path}/Comment`}>
      <textarea
        className={styles.note}
        aria-label={t('panel.note')}
        placeholder={t('panel.notePlaceholder')}
        dir="auto"
        value={state.Comment ?? ''}
        onChange={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
}
