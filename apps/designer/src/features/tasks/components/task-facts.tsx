import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import { Time } from '../../../components/time.tsx';
import type { TaskDetail } from '../../../lib/contract.ts';
import { shortenId } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import styles from '../tasks.module.css';

/** Where a task comes from, and how long there is. */
export function TaskFacts({ task }: { readonly task: TaskDetail }): ReactElement {
  const { t } = useTranslation('tasks');
  const workspace = useWorkspace();
  const { workflow, runId, path, since, until, answeredAt } = task;
  return (
    <section className={styles.card} aria-labelledby="facts-title">
      <h2 id="facts-title">{t('about')}</h2>
      <dl className={styles.facts}>
        <dt>{t('column.workflow')}</dt>
        <dd>
          <Link to="/w/$workspace/workflows/$name/runs" params={{ workspace, name: workflow }}>
            {workflow}
          </Link>
        </dd>
        <dt>{t('column.run')}</dt>
        <dd>
          <Link to="/w/$workspace/runs/$id" params={{ workspace, id: runId }} search={{ step: path }}>
            {shortenId(runId)}
          </Link>
        </dd>
        <dt>{t('column.since')}</dt>
        <dd>
          <Time at={since} />
        </dd>
        <dt>{t('column.until')}</dt>
        <dd>{until === undefined ? t('noLimit') : <Time at={until} />}</dd>
        {answeredAt !== undefined && (
          <>
            <dt>{t('column.answered')}</dt>
            <dd>
              <Time at={answeredAt} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** What there is to decide about: the step's input, what it sent, and what its run began with. */
export function TaskData({ task }: { readonly task: TaskDetail }): ReactElement | null {
  const { t } = useTranslation('tasks');
  const { input, arguments: sent, runInput } = task;
  const shown = input ?? runInput;
  if (shown === undefined && sent === undefined) return null;
  const title = t(input === undefined ? 'runInput' : 'given');
  return (
    <section className={styles.card} aria-labelledby="data-title">
      <h2 id="data-title">{title}</h2>
      {shown !== undefined && <DataTree value={shown} label={title} />}
      {sent !== undefined && (
        <details>
          <summary>{t('sent')}</summary>
          <DataTree value={sent} label={t('sent')} />
        </details>
      )}
      {input !== undefined && runInput !== undefined && (
        <details>
          <summary>{t('runInput')}</summary>
          <DataTree value={runInput} label={t('runInput')} />
        </details>
      )}
    </section>
  );
}
