import type { WorkflowTest } from '@millrace/machine';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Duration } from '../../../components/time.tsx';
import styles from '../workflow-tests.module.css';
import { TestBadge } from './test-badge.tsx';

interface Props {
  readonly tests: readonly WorkflowTest[];
  readonly results: ReadonlyMap<string, WorkflowTestResult>;
  readonly selected: string;
  readonly onSelect: (name: string) => void;
}

/** All tests, each with its last result. */
export function TestList({ tests, results, selected, onSelect }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const found = tests.flatMap(({ name }) => results.get(name) ?? []);
  const passed = found.filter(({ status }) => status === 'passed').length;
  return (
    <nav className={styles.list} aria-label={t('page.list')}>
      <p className={styles.counts} role="status">
        {found.length === 0 ? t('page.countsNone') : t('page.counts', { passed, failed: found.length - passed })}
      </p>
      <ul>
        {tests.map(({ name }) => (
          <li key={name}>
            <button
              type="button"
              className={styles.item}
              aria-current={name === selected ? 'true' : undefined}
              onClick={() => onSelect(name)}
            >
              <span className={styles.itemName} dir="auto">
                {name}
              </span>
              <span className={styles.itemFoot}>
                <TestBadge result={results.get(name)} />
                {results.has(name) && <Duration ms={results.get(name)?.durationMs} />}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
