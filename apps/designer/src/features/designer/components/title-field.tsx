import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import styles from './designer-header.module.css';

const MAX_TITLE_CHARACTERS = 120;

/** The workflow's title; a click lets it be written anew. Its name, which addresses it, stays. */
export function TitleField({ draft }: { readonly draft: DraftEditor }): ReactElement {
  const { t } = useTranslation('designer');
  const { name, title = name } = draft.history.present;
  const [typed, setTyped] = useState<string>();
  const store = (): void => {
    const next = typed?.trim() ?? '';
    setTyped(undefined);
    if (next !== '' && next !== title) draft.changeDrawn({ ...draft.history.present, title: next }, { name: 'title' });
  };
  if (typed === undefined)
    return (
      <h1 className={styles.title}>
        <button type="button" title={`${title}\n${t('rename')}`} onClick={() => setTyped(title)}>
          {title}
        </button>
      </h1>
    );
  return (
    <input
      className={styles.titleInput}
      aria-label={t('title')}
      value={typed}
      maxLength={MAX_TITLE_CHARACTERS}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={store}
      onKeyDown={(event) => {
        if (event.key === 'Enter') store();
        if (event.key === 'Escape') setTyped(undefined);
      }}
    />
  );
}
