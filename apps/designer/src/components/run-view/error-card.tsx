import { Button } from '@mantine/core';
import type { State, TaskState } from '@millrace/machine';
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
import { MarkDone, type RunRetrying } from './mark-done.tsx';
import { guideOf, type Failure, type Guide, type GuideAction } from './model/error-guide.ts';
import { findState } from './model/machine-facts.ts';

interface Props {
  readonly run: Run;
  readonly workspace: string;
  /** Of a Map that failed: how many of its items did. */
  readonly items?: Failure['items'];
  readonly onOpenStep: (path: string) => void;
  readonly onRetry?: (() => void) | undefined;
  readonly onShowItems?: (() => void) | undefined;
  /** Makes another run of it. Absent where that is not possible. */
  readonly retrying?: RunRetrying | undefined;
}

/** A failure in fixed order: what happened, where, what the service said, what to do, technical details. */
export function ErrorCard({ run, workspace, items, onOpenStep, onRetry, onShowItems, retrying }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const error = run.error ?? '';
  const { message, technical, child } = readCause(run.cause);
  const state = useFailedState(run);
  const guide = useGuide(run, { state, items });
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
      <Actions
        {...{ run, workspace, onRetry, onShowItems }}
        action={child === undefined ? guide.action : { kind: 'openStep' }}
        done={child === undefined ? resourceOfUnknown(guide, state) : undefined}
        retrying={retrying}
      />
      <details className={styles.details}>
        <summary>{t('error.technical')}</summary>
        <pre className={styles.quote}>{[error, technical].filter(Boolean).join('\n')}</pre>
      </details>
    </section>
  );
}

interface ActionsProps extends Pick<Props, 'run' | 'workspace' | 'onRetry' | 'onShowItems' | 'retrying'> {
  readonly action: GuideAction;
  /** What the step calls, where somebody may say that it has happened. */
  readonly done: string | undefined;
}

function Actions({ run, workspace, action, done, onRetry, onShowItems, retrying }: ActionsProps): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div className={styles.actions}>
      <ErrorAction run={run} action={action} onRetry={onRetry} onShowItems={onShowItems} />
      {done !== undefined && retrying !== undefined && <MarkDone key={run.id} resource={done} retrying={retrying} />}
      {run.fingerprint !== undefined && (
        <Button size="xs" variant="default" component={Link} to={`/w/${workspace}/errors/${run.fingerprint}`}>
          {t('card.group', { ns: 'errors' })}
        </Button>
      )}
    </div>
  );
}

/** What the step calls, where nobody knows whether it did. */
const resourceOfUnknown = ({ row }: Guide, state: State | undefined): string | undefined =>
  row === 'unknown' && state?.Type === 'Task' ? state.Resource : undefined;

type Words = ReturnType<typeof useTranslation<'runs'>>['t'];

function headlineOf({ row, detail, words }: Guide, t: Words): string {
  const service = words.service === '' ? t('error.aService') : (words.service ?? '');
  const key = `error.headline.${row}${detail ?? ''}` as 'error.headline.other';
  return t(key, { error: '', ...words, service });
}

/** The step that failed, as it is in the version that ran. */
function useFailedState(run: Run): State | undefined {
  const document = useQuery({ ...runDocumentQuery(run), enabled: run.failedPath !== undefined }).data?.document;
  return document && findState(document.machine, readPath(run.failedPath ?? '').parts.at(-1)?.name ?? '');
}

/** What the failure is, as far as the version that ran tells of its step. */
function useGuide(
  run: Run,
  { state, items }: { readonly state: State | undefined; readonly items: Failure['items'] },
): Guide {
  const connectors = useConnectorList();
  return guideOf({
    ...{ error: run.error ?? '', cause: run.cause, items, type: state?.Type },
    mapName: readPath(run.failedPath ?? '').parts.at(-2)?.name,
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
