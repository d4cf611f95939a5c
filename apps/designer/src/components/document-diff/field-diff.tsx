import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { JsonValue } from '@millrace/machine';
import { Skeleton } from '../skeleton.tsx';
import styles from './field-diff.module.css';
import type { Change, FieldChange } from './model/change.ts';
import { SKIPPED } from './model/compare-states.ts';
import { nameField } from './model/field-names.ts';
import { type ComparedDocuments, fieldsOf, isLong, textOf } from './model/shown-fields.ts';
import { useChangeWords } from './use-change-words.ts';

const TextDiff = lazy(async () => ({ default: (await import('./text-diff.tsx')).TextDiff }));

interface Props {
  readonly change: Change;
  readonly documents: ComparedDocuments;
}

/** The fields of one change: short values side by side, texts as one text with what went and what came. */
export function FieldDiff({ change, documents }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const words = useChangeWords();
  const subject = words.subject(change.subject);
  const fields = fieldsOf(change, documents);
  return (
    <section className={styles.fields} aria-label={t('diff.fields', { subject })}>
      <h3 className={styles.title}>{subject}</h3>
      <p className={styles.summary}>{words.text(change)}</p>
      {fields.map((field) => (
        <Field key={field.path.join('/')} field={field} change={change} />
      ))}
    </section>
  );
}

function Field({ field, change }: { readonly field: FieldChange; readonly change: Change }): ReactElement | null {
  const { t } = useTranslation('versions');
  const words = useChangeWords();
  // Said already, in words.
  if (field.path[0] === SKIPPED) return null;
  const name = words.field(nameField(field.path, change.subject.kind));
  const { before, after } = field;
  return (
    <div className={styles.field}>
      {name !== '' && <h4 className={styles.name}>{name}</h4>}
      {isLong(before) || isLong(after) ? (
        <Suspense fallback={<Skeleton rows={3} />}>
          <TextDiff
            before={textOf(before)}
            after={textOf(after)}
            label={t('diff.text', { field: name === '' ? words.subject(change.subject) : name })}
          />
        </Suspense>
      ) : (
        <dl className={styles.values}>
          <Side word={t('diff.before')} kind="removed" value={before} />
          <Side word={t('diff.after')} kind="added" value={after} />
        </dl>
      )}
    </div>
  );
}

interface SideProps {
  readonly word: string;
  readonly kind: 'added' | 'removed';
  readonly value: JsonValue | undefined;
}

function Side({ word, kind, value }: SideProps): ReactElement {
  const { t } = useTranslation('versions');
  return (
    <div className={styles.side} data-kind={value === undefined ? 'none' : kind}>
      <dt>{word}</dt>
      <dd>
        {value === undefined ? <span className={styles.none}>{t('diff.nothing')}</span> : <code>{textOf(value)}</code>}
      </dd>
    </div>
  );
}
