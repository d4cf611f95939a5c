import { Button } from '@mantine/core';
import type { TaskState } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { FailedMark } from '../state-marks.tsx';
import type { ConnectorDescription, Run } from '../../lib/contract.ts';
import { findAction } from '../../lib/find-action.ts';
import { isObject } from '../../lib/json.ts';
import { useConnectorList } from '../../lib/queries/connectors.ts';
import { runDocumentQuery } from '../../lib/queries/run-document.ts';
import { readCause } from '../../lib/read-cause.ts';
import { describePath, readPath } from '../../lib/step-path.ts';
import { ChildLink } from './child-link.tsx';
import { ErrorAction } from './error-action.tsx';
import styles from './inspector.module.css';
import { guideOf, type Failure, type Guide } from './model/error-guide.ts';
import { findState } from './model/machine-facts.ts';

interface Props {
  readonly run: Run;
  readonly workspace: string;
  /** Of a Map that failed: how many of its items did. */
  readonly items?: Failure['items'];
  readonly onOpenStep: (path: string) => void;
  readonly onRetry?: (() => void) | undefined;
  readonly onShowItems?: (() => void) | undefined;
}

/** A failure in fixed order: what happened, where, what the service said, what to do, technical details. */
export function ErrorCard({ run, workspace, items, onOpenStep, onRetry, onShowItems }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const error = run.error ?? '';
  const { message, technical, child } = readCause(run.cause);
  const guide = useGuide(run, items);
  const { failedPath } = run;
  return (
    <section className={styles.error} aria-labelledby="run-error">
      <h2 id="run-error">
        <FailedMark size={18} />
        {child === undefined ? headlineOf(guide, t) : t('error.headline.child', { workflow: child.workflow })}
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
      <p>{t(`error.advice.${child === undefined ? guide.row : 'child'}`)}</p>
      {child !== undefined && (
        <p>
          <ChildLink {...child} />
        </p>
      )}
      <div className={styles.actions}>
        <ErrorAction
          run={run}
          action={child === undefined ? guide.action : { kind: 'openStep' }}
          onRetry={onRetry}
          onShowItems={onShowItems}
        />
        {run.fingerprint !== undefined && (
          <Button size="xs" variant="default" component={Link} to={`/w/${workspace}/errors/${run.fingerprint}`}>
            {t('card.group', { ns: 'errors' })}
          </Button>
        )}
      </div>
      <details className={styles.details}>
        <summary>{t('error.technical')}</summary>
        <pre className={styles.quote}>{[error, technical].filter(Boolean).join('\n')}</pre>
      </details>
    </section>
  );
}

type Words = ReturnType<typeof useTranslation<'runs'>>['t'];

function headlineOf({ row, detail, words }: Guide, t: Words): string {
  const service = words.service === '' ? t('error.aService') : (words.service ?? '');
  const key = `error.headline.${row}${detail ?? ''}` as 'error.headline.other';
  return t(key, { error: '', ...words, service });
}

/** What the failure is, as far as the version that ran tells of its step. */
function useGuide(run: Run, items: Failure['items']): Guide {
  const connectors = useConnectorList();
  const document = useQuery({ ...runDocumentQuery(run), enabled: run.failedPath !== undefined }).data?.document;
  const parts = readPath(run.failedPath ?? '').parts;
  const state = document && findState(document.machine, parts.at(-1)?.name ?? '');
  return guideOf({
    ...{ error: run.error ?? '', cause: run.cause, items, type: state?.Type, mapName: parts.at(-2)?.name },
    endedAtMs: run.endedAt === undefined ? undefined : Date.parse(run.endedAt),
    ...(state?.Type === 'Task' ? factsOf(state, connectors) : {}),
  });
}

function factsOf(
  { Resource, Credentials, Arguments }: TaskState,
  connectors: readonly ConnectorDescription[],
): Pick<Failure, 'service' | 'connection' | 'arguments'> {
  const found = findAction(connectors, Resource)?.connector;
  return {
    // Any service may be called by plain HTTP: its host says more.
    service: found?.name === 'http' ? undefined : found?.title,
    connection: Credentials?.Connection,
    arguments: isObject(Arguments) ? Object.keys(Arguments) : [],
  };
}
