import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { ApiError } from '../lib/api-error.ts';
import type { Problem } from '../lib/contract.ts';
import { CopyButton } from './id.tsx';
import styles from './problem-alert.module.css';
import { FailedMark } from './state-marks.tsx';

interface Props {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Puts the alert away; without it, it stays until its cause is gone. */
  readonly onClose?: () => void;
}

/** What failed, what to do, and the request id that finds it in the log. */
export function ProblemAlert({ error, onRetry, onClose }: Props): ReactElement {
  const { t } = useTranslation();
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <section className={styles.alert} role="alert">
      <FailedMark size={18} />
      <div className={styles.words}>
        {problem === undefined ? <Unexpected error={error} /> : <Explained problem={problem} />}
        <div className={styles.foot}>
          {onRetry !== undefined && (
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {onClose !== undefined && (
            <Button size="xs" variant="default" onClick={onClose}>
              {t('close')}
            </Button>
          )}
          {problem !== undefined && problem.requestId !== '' && (
            <span className={styles.id}>
              {t('problem.requestId')} <code>{problem.requestId}</code>
              <CopyButton text={problem.requestId} label={t('copy', { what: t('problem.requestId').toLowerCase() })} />
            </span>
          )}
        </div>
      </div>
    </section>
  );
}

function Unexpected({ error }: { readonly error: unknown }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={styles.title}>{t('problem.unexpected')}</h2>
      <p className={styles.advice}>{t('problem.unexpectedText')}</p>
      <pre className={styles.code}>{error instanceof Error ? error.message : String(error)}</pre>
    </>
  );
}

function Explained({ problem }: { readonly problem: Problem }): ReactElement {
  const { i18n } = useTranslation();
  const advice: unknown = i18n.getResource('en', 'common', `problem.advice.${problem.code}`);
  return (
    <>
      <h2 className={styles.title}>{problem.title}</h2>
      {problem.detail !== undefined && problem.detail !== problem.title && <p>{problem.detail}</p>}
      {typeof advice === 'string' && <p className={styles.advice}>{advice}</p>}
      {problem.errors.length > 0 && (
        <ul className={styles.findings}>
          {problem.errors.map((finding) => (
            <li key={`${finding.path} ${finding.code}`}>
              {finding.path !== '' && <code>{finding.path}</code>} {finding.message} {finding.hint}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
