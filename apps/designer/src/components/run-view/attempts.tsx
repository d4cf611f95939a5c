// What a step did besides its values. By itself: the designer shows it where it shows nothing else of a run.
import type { ReactElement } from 'react';
import type { Step } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { readCause } from '../../lib/read-cause.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { ownLines } from '../http-exchanges/http-exchanges.tsx';
import { StateBadge } from '../state-badge.tsx';
import { Duration, Time } from '../time.tsx';
import styles from './inspector.module.css';

/** Every try of a step, and how it ended. */
export function Attempts({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  if (step.attempts.length === 0) return <p className={styles.none}>{t('run.noAttempts')}</p>;
  return (
    <ol className={styles.attempts}>
      {step.attempts.map(({ attempt, startedAt, endedAt, error, delayMs }) => (
        <li key={attempt}>
          <StateBadge status={error === undefined ? 'succeeded' : 'failed'} variant="icon" />
          <strong>{t('run.attempt', { number: attempt })}</strong>
          <span className={styles.cause}>
            {error !== undefined && <Failure error={error.error} cause={error.cause} />}
          </span>
          <span>
            <Duration ms={Date.parse(endedAt) - Date.parse(startedAt)} />
            {delayMs !== undefined && <small>{t('run.nextTry', { delay: formatDuration(delayMs) })}</small>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Failure({ error, cause }: { readonly error: string; readonly cause: string }): ReactElement {
  const { t } = useTranslation('runs');
  const { message, technical } = readCause(cause);
  return (
    <>
      <code>{error}</code> {message}
      {technical !== '' && (
        <details className={styles.details}>
          <summary>{t('error.technical')}</summary>
          <pre className={styles.quote}>{technical}</pre>
        </details>
      )}
    </>
  );
}

/** What a step wrote down. */
export function Log({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  const lines = ownLines(step.log);
  if (lines.length === 0) return <p className={styles.none}>{t('run.noLog')}</p>;
  return (
    <ol className={styles.log}>
      {lines.map(({ at, level, message, data }, index) => (
        <li key={index} data-level={level}>
          <span>{level}</span> <Time at={at} /> {message}
          {data !== undefined && <code> {JSON.stringify(data)}</code>}
        </li>
      ))}
    </ol>
  );
}
