import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { LinkButton } from '../../components/link-button.tsx';
import listPage from '../../components/list-page.module.css';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { TaskDetail } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { taskQuery } from '../../lib/queries/tasks.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AnswerCard } from './components/answer-card.tsx';
import { TaskData, TaskFacts } from './components/task-facts.tsx';
import { TaskState } from './components/task-state.tsx';
import type { TaskOutcome } from './model/answer-form.ts';
import './words.ts';
import styles from './tasks.module.css';

const route = getRouteApi('/w/$workspace/tasks/$token');

/** One task: what is asked, by what, and the answer. */
export function TaskPage(): ReactElement {
  const { t } = useTranslation('tasks');
  const { token } = route.useParams();
  const { data, error, refetch } = useQuery(taskQuery(token));
  if (data !== undefined) return <TaskBody key={token} token={token} task={data} />;
  return (
    <div className={listPage.page}>
      <PageHeader title={t('title')} crumbs={[<TasksLink key="tasks" />]} />
      {error === null ? <Skeleton rows={6} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function TasksLink(): ReactElement {
  const { t } = useTranslation('tasks');
  return (
    <Link to="/w/$workspace/tasks" params={{ workspace: useWorkspace() }}>
      {t('title')}
    </Link>
  );
}

function TaskBody({ token, task }: { readonly token: string; readonly task: TaskDetail }): ReactElement {
  const [outcome, setOutcome] = useState<TaskOutcome>();
  // It was open when this page was opened, and nobody here has answered.
  const [wasOpen] = useState(task.state === 'open');
  const mayAnswer = useMay('run.operate');
  const heard = outcome ?? (task.state === 'answered' && wasOpen ? 'else' : undefined);
  return (
    <div className={listPage.page}>
      <PageHeader
        title={task.step}
        crumbs={[<TasksLink key="tasks" />]}
        aside={<TaskState state={outcome === undefined ? task.state : 'answered'} />}
        {...(task.asks === undefined ? {} : { text: task.asks })}
      />
      <div className={styles.columns}>
        <TaskData task={task} />
        <div className={styles.column}>
          {heard !== undefined || task.state !== 'open' ? (
            <Done task={task} outcome={heard} />
          ) : mayAnswer ? (
            <AnswerCard token={token} task={task} onOutcome={setOutcome} />
          ) : (
            <MayNot />
          )}
          <TaskFacts task={task} />
        </div>
      </div>
    </div>
  );
}

function MayNot(): ReactElement {
  const { t } = useTranslation('tasks');
  return (
    <section className={styles.card} aria-labelledby="answer-title">
      <h2 id="answer-title">{t('answer.title')}</h2>
      <p className={styles.hint}>{t('answer.mayNot')}</p>
    </section>
  );
}

interface DoneProps {
  readonly task: TaskDetail;
  readonly outcome: TaskOutcome | undefined;
}

function Done({ task, outcome }: DoneProps): ReactElement {
  const { t } = useTranslation('tasks');
  const workspace = useWorkspace();
  const said = outcome ?? (task.state === 'expired' ? 'expired' : 'answered');
  return (
    <section className={styles.card} aria-labelledby="answer-title">
      <h2 id="answer-title">{t('answer.title')}</h2>
      <div className={styles.done} role="status">
        <p>{t(`done.${said}`)}</p>
        <div className={styles.acts}>
          <LinkButton
            to="/w/$workspace/runs/$id"
            params={{ workspace, id: task.runId }}
            search={{ step: task.path }}
            variant="default"
          >
            {t('open')}
          </LinkButton>
          <LinkButton to="/w/$workspace/tasks" params={{ workspace }} variant="default">
            {t('done.tasks')}
          </LinkButton>
        </div>
      </div>
    </section>
  );
}
