import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { loadJson } from '../../../components/code-editor/languages.ts';
import { LazyCodeEditor } from '../../../components/code-editor/lazy-code-editor.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { DeadLetterDetail } from '../../../lib/contract.ts';
import { redriveDeadLetter } from '../../../lib/queries/dead-letters.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { firstDraft, isEdit, readJson } from '../model/letter-data.ts';
import styles from '../dead-letters.module.css';
import { LetterBody } from './letter-body.tsx';

interface Props {
  readonly letter: DeadLetterDetail;
  readonly mayOperate: boolean;
  readonly onWhole: () => void;
}

/** What came, and beside it what is sent in its place. */
export function LetterDesk({ letter, mayOperate, onWhole }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const isShown = letter.state === 'open' && mayOperate;
  return (
    <div className={styles.desk} data-edited={isShown || letter.edited !== undefined}>
      <section className={styles.card} aria-labelledby="original-title">
        <header>
          <h2 id="original-title">{t('body.title')}</h2>
        </header>
        <LetterBody letter={letter} onWhole={onWhole} />
      </section>
      {isShown && <Edit letter={letter} />}
      {!isShown && letter.edited !== undefined && (
        <section className={styles.card} aria-labelledby="edited-title">
          <header>
            <h2 id="edited-title">{t('edit.was')}</h2>
          </header>
          <pre className={styles.raw} tabIndex={0}>
            {JSON.stringify(letter.edited, null, 2)}
          </pre>
        </section>
      )}
    </div>
  );
}

function Edit({ letter }: { readonly letter: DeadLetterDetail }): ReactElement {
  const { t } = useTranslation('deadLetters');
  const [text, setText] = useState(() => firstDraft(letter));
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (form: { readonly data?: unknown }) => redriveDeadLetter(letter.id, form),
    onSettled: () => cache.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const read = readJson(text);
  const isChanged = 'value' in read && isEdit(letter, read.value);
  // A call that is no JSON goes in again as it came, unless somebody has written JSON in its place.
  const isUntouched = text === firstDraft(letter) && letter.edited === undefined;
  const redrive = (): void => {
    if (isUntouched && !isChanged) mutate({});
    else if ('value' in read) mutate(isChanged ? { data: read.value } : {});
    else mutate({});
  };
  const isReady = 'value' in read || (isUntouched && !letter.isGone);
  return (
    <section className={styles.card} aria-labelledby="edit-title">
      <header>
        <h2 id="edit-title">{t('edit.title')}</h2>
        <Button loading={isPending} disabled={!isReady} onClick={redrive}>
          {t(isChanged ? 'edit.redriveEdited' : 'edit.redrive')}
        </Button>
      </header>
      <div className={styles.editor}>
        <LazyCodeEditor value={text} label={t('edit.title')} language={loadJson} onChange={setText} />
      </div>
      <p className={styles.fault} role="status">
        {'fault' in read ? t('edit.fault', { fault: read.fault }) : t(isChanged ? 'edit.changed' : 'edit.same')}
      </p>
      {error !== null && <ProblemAlert error={error} />}
    </section>
  );
}
