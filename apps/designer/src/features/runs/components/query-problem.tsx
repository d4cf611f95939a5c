import { parseRunQuery, type QueryProblem } from '@millrace/run-query';
import type { ReactElement } from 'react';
import { FailedMark } from '../../../components/state-marks.tsx';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../query-bar.module.css';

interface Props {
  readonly text: string;
  readonly problem: QueryProblem;
}

/** The place, the sentence and the hint. */
function Explained({ text, problem: { from, to, message, hint } }: Props): ReactElement {
  return (
    <>
      <code>
        {text.slice(0, from).slice(-40)}
        <mark>{text.slice(from, to).slice(0, 60) || '␣'}</mark>
      </code>
      <span>
        {message} {hint}
      </span>
    </>
  );
}

/** Below the field. */
export function FieldProblem({ id, ...problem }: Props & { readonly id: string }): ReactElement {
  return (
    <p id={id} className={styles.problem} role="alert">
      <Explained {...problem} />
    </p>
  );
}

/** In the place of the list: why there is none. Nothing where the query is understood. */
export function UnansweredQuery({ query }: { readonly query: string }): ReactElement | null {
  const { t } = useTranslation('runs');
  const [problem] = parseRunQuery(query).problems;
  if (problem === undefined) return null;
  return (
    <section className={styles.unanswered} role="alert">
      <FailedMark size={18} />
      <h2>{t('query.notUnderstood')}</h2>
      <p>
        <Explained text={query} problem={problem} />
      </p>
    </section>
  );
}
