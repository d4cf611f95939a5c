import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FailedMark } from '../state-marks.tsx';
import type { Run } from '../../lib/contract.ts';
import { readCause } from '../../lib/read-cause.ts';
import { describePath, outermostState } from '../../lib/step-path.ts';
import { ChildLink } from './child-link.tsx';
import styles from './inspector.module.css';

interface Props {
  readonly run: Run;
  readonly workspace: string;
  readonly onOpenStep: (path: string) => void;
}

const stepQuery = (path: string | undefined): string =>
  path === undefined ? '' : `?step=${encodeURIComponent(outermostState(path))}`;

/** A failure in fixed order: what happened, where, what the service said, what to do, technical details. */
export function ErrorCard({ run, workspace, onOpenStep }: Props): ReactElement {
  const { t, i18n } = useTranslation('runs');
  const error = run.error ?? '';
  const { message, technical, child } = readCause(run.cause);
  const wordOf = (part: string): string => {
    if (child !== undefined) return t(`error.${part}.child`, { workflow: child.workflow });
    const table: unknown = i18n.getResourceBundle('en', 'runs');
    const words = (table as { error: Record<string, Record<string, string>> }).error[part];
    return words?.[error] ?? t(`error.${part}.other`, { error });
  };
  const { failedPath } = run;
  return (
    <section className={styles.error} aria-labelledby="run-error">
      <h2 id="run-error">
        <FailedMark size={18} />
        {wordOf('headline')}
      </h2>
      {failedPath !== undefined && (
        <p className={styles.where}>
          {t('error.where')}
          <button
            type="button"
            onClick={() => onOpenStep(failedPath)}
            aria-label={t('error.open', { step: describePath(failedPath) })}
          >
            {describePath(failedPath)}
          </button>
        </p>
      )}
      {message !== '' && (
        <>
          <h3>{t(child === undefined ? 'error.said' : 'error.childSaid')}</h3>
          <pre className={styles.quote}>{message}</pre>
        </>
      )}
      <h3>{t('error.todo')}</h3>
      <p>{wordOf('advice')}</p>
      {child !== undefined && (
        <p>
          <ChildLink {...child} />
        </p>
      )}
      <div className={styles.actions}>
        <Button
          size="xs"
          component={Link}
          to={`/w/${workspace}/workflows/${encodeURIComponent(run.workflow.name)}/design${stepQuery(failedPath)}`}
        >
          {t(failedPath === undefined ? 'error.openDesign' : 'error.openStep', {
            step: outermostState(failedPath ?? ''),
          })}
        </Button>
      </div>
      <details className={styles.details}>
        <summary>{t('error.technical')}</summary>
        <pre className={styles.quote}>{[error, technical].filter(Boolean).join('\n')}</pre>
      </details>
    </section>
  );
}
