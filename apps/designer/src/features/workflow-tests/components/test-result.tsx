import type { TestFailure, WorkflowTestResult } from '@millrace/workflow-tests';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import { formatDuration } from '../../../lib/format.ts';
import styles from '../workflow-tests.module.css';
import { TestBadge } from './test-badge.tsx';
import { TestTrace } from './test-trace.tsx';

interface Props {
  readonly result: WorkflowTestResult | undefined;
  /** What is typed has changed since. */
  readonly isStale: boolean;
}

/** What came of a test: what is not as expected, how its run ended, and by which steps. */
export function TestResult({ result, isStale }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  return (
    <section className={styles.result} aria-label={t('result.title')}>
      <header>
        <h2>{t('result.title')}</h2>
        <TestBadge result={result} variant="tint" />
        {result !== undefined && (
          <span className={styles.took}>{t('result.took', { time: formatDuration(result.durationMs) })}</span>
        )}
        {result !== undefined && isStale && <span className={styles.unsaved}>{t('result.stale')}</span>}
      </header>
      {result === undefined ? <p className={styles.help}>{t('result.none')}</p> : <Came result={result} />}
    </section>
  );
}

function Came({ result }: { readonly result: WorkflowTestResult }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const { failures, outcome, trace } = result;
  return (
    <>
      <p className={styles.sum}>
        {failures.length === 0 ? t('result.passed') : t('result.failed', { count: failures.length })}
      </p>
      {failures.length > 0 && (
        <ul className={styles.failures}>
          {failures.map((failure, index) => (
            <Failure key={`${index} ${failure.path}`} failure={failure} />
          ))}
        </ul>
      )}
      {outcome?.status === 'succeeded' && (
        <details className={styles.output}>
          <summary>{t('result.output')}</summary>
          <div className={styles.data}>
            <DataTree value={outcome.output} label={t('result.output')} />
          </div>
        </details>
      )}
      {trace.length > 0 && <TestTrace steps={trace} />}
    </>
  );
}

const asText = (value: unknown): string => JSON.stringify(value, undefined, 2);

function Failure({ failure }: { readonly failure: TestFailure }): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const { path, message, expected, actual } = failure;
  const hasValues = expected !== undefined || actual !== undefined;
  return (
    <li className={styles.failure}>
      {path !== '' && <code className={styles.path}>{path}</code>}
      <p>{message}</p>
      {hasValues && (
        <dl className={styles.values}>
          <div data-side="expected">
            <dt>{t('result.expected')}</dt>
            <dd>{expected === undefined ? t('result.nothing') : <pre>{asText(expected)}</pre>}</dd>
          </div>
          <div data-side="actual">
            <dt>{t('result.actual')}</dt>
            <dd>{actual === undefined ? t('result.nothing') : <pre>{asText(actual)}</pre>}</dd>
          </div>
        </dl>
      )}
    </li>
  );
}
