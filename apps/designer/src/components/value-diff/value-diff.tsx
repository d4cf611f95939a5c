import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { compareValues } from '../document-diff/model/compare-values.ts';
import { type FieldChange, kindOfChange, type ValuePath } from '../document-diff/model/change.ts';
import styles from './value-diff.module.css';

interface Props {
  readonly before: unknown;
  readonly after: unknown;
  /** What is said when nothing differs. */
  readonly same: string;
}

/** More are shown on demand: two large values that have nothing in common differ everywhere. */
const MOST_AT_FIRST = 200;
const SIGNS = { added: '+', changed: '~', removed: '−' } as const;

/** How one value became another, a line for each member that differs. */
export function ValueDiff({ before, after, same }: Props): ReactElement {
  const { t } = useTranslation();
  const [isWhole, showWhole] = useState(false);
  const changes = useMemo(
    () => compareValues({ before: before as JsonValue | undefined, after: after as JsonValue | undefined }),
    [before, after],
  );
  if (changes.length === 0) return <p className={styles.same}>{same}</p>;
  const shown = isWhole ? changes : changes.slice(0, MOST_AT_FIRST);
  return (
    <>
      <ul className={styles.list}>
        {shown.map((change) => (
          <ChangedMember key={change.path.join('\u0000')} change={change} />
        ))}
      </ul>
      {shown.length < changes.length && (
        <button type="button" className={styles.more} onClick={() => showWhole(true)}>
          {t('diff.more', { count: changes.length - shown.length })}
        </button>
      )}
    </>
  );
}

function ChangedMember({ change }: { readonly change: FieldChange }): ReactElement {
  const { t } = useTranslation();
  const kind = kindOfChange(change);
  return (
    <li className={styles.row} data-kind={kind}>
      <span aria-hidden="true" className={styles.sign}>
        {SIGNS[kind]}
      </span>
      <span className={styles.hidden}>{t(`diff.${kind}`)}</span>
      <code className={styles.path}>{pathText(change.path)}</code>
      {change.before !== undefined && <del className={styles.before}>{JSON.stringify(change.before)}</del>}
      {change.after !== undefined && <ins className={styles.after}>{JSON.stringify(change.after)}</ins>}
    </li>
  );
}

/** `orders[0].price`; the whole value is `·`. */
function pathText(path: ValuePath): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? '·' : text.replace(/^\./, '');
}
