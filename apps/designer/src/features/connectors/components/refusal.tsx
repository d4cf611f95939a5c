import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { ApiError } from '../../../lib/api-error.ts';
import styles from './maker.module.css';

/** Why something was not taken: what happened, its code, and the page that says what to do. */
export function Refusal({ error }: { readonly error: unknown }): ReactElement {
  const { t } = useTranslation('catalogue');
  const problem = error instanceof ApiError ? error.problem : undefined;
  // Refusals from here, not of the server, have no page.
  const hasPage = problem?.type.startsWith('/') === true;
  return (
    <div className={styles.refusal}>
      <ProblemAlert error={error} />
      {problem !== undefined && (
        <p className={styles.quiet}>
          <code>{problem.code}</code>{' '}
          {hasPage && (
            <a href={problem.type} target="_blank" rel="noopener">
              {t('refusal.page')}
            </a>
          )}
        </p>
      )}
    </div>
  );
}
