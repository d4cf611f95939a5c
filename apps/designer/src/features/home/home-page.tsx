import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconPlayerPlay, IconPlus, IconSitemap } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RunTable } from '../../components/run-table.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { WorkflowTable } from '../../components/workflow-table.tsx';
import type { Page, Run, Workflow } from '../../lib/contract.ts';
import { formatCount } from '../../lib/format.ts';
import { runsQuery } from '../../lib/queries/runs.ts';
import { workflowsQuery } from '../../lib/queries/workflows.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { countDay } from './model/day-counts.ts';
import styles from './home.module.css';

const DAY_MS = 86_400_000;
const COUNTED = 100;

/** What happened lately, and what to do first. Only numbers that the server has. */
export function HomePage(): ReactElement {
  const { t } = useTranslation('home');
  const workspace = useWorkspace();
  const [from] = useState(() => new Date(Math.floor((Date.now() - DAY_MS) / 60_000) * 60_000).toISOString());
  const day = useInfiniteQuery({ ...runsQuery({ from }, COUNTED), refetchInterval: 30_000 });
  const recent = useInfiniteQuery(runsQuery({}, 8));
  const workflows = useInfiniteQuery(workflowsQuery);
  const known = itemsOf(workflows.data);
  const runs = itemsOf(recent.data);
  const error = workflows.error ?? recent.error ?? day.error;
  const first = day.data?.pages[0];
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        actions={
          <Button
            component={Link}
            to={`/w/${workspace}/workflows/new`}
            leftSection={<IconPlus size={16} aria-hidden="true" />}
          >
            {t('newWorkflow')}
          </Button>
        }
      />
      {error !== null && (
        <ProblemAlert
          error={error}
          onRetry={() => void Promise.all([workflows.refetch(), recent.refetch(), day.refetch()])}
        />
      )}
      {first !== undefined && <Day counts={countDay(first)} />}
      {workflows.data !== undefined && recent.data !== undefined && <FirstSteps workflows={known} runs={runs} />}
      <div className={styles.columns}>
        <Card
          title={t('recentWorkflows')}
          link={
            <Link to="/w/$workspace/workflows" params={{ workspace }}>
              {t('allWorkflows')}
            </Link>
          }
        >
          <RecentWorkflows workflows={workflows.data === undefined ? undefined : known} />
        </Card>
        <Card
          title={t('recentRuns')}
          link={
            <Link to="/w/$workspace/runs" params={{ workspace }}>
              {t('allRuns')}
            </Link>
          }
        >
          <RecentRuns runs={recent.data === undefined ? undefined : runs} />
        </Card>
      </div>
    </div>
  );
}

function RecentWorkflows({ workflows }: { readonly workflows: readonly Workflow[] | undefined }): ReactElement {
  const { t } = useTranslation('home');
  if (workflows === undefined) return <Skeleton rows={4} />;
  if (workflows.length > 0) return <WorkflowTable workflows={newest(workflows)} label={t('recentWorkflows')} brief />;
  return <EmptyState icon={<IconSitemap size={20} />} title={t('noWorkflows')} text={t('noWorkflowsText')} />;
}

function RecentRuns({ runs }: { readonly runs: readonly Run[] | undefined }): ReactElement {
  const { t } = useTranslation('home');
  if (runs === undefined) return <Skeleton rows={4} />;
  if (runs.length > 0) return <RunTable runs={runs} label={t('recentRuns')} brief />;
  return <EmptyState icon={<IconPlayerPlay size={20} />} title={t('noRuns')} text={t('noRunsText')} />;
}

const itemsOf = <T,>(data: { readonly pages: readonly Page<T>[] } | undefined): readonly T[] =>
  data?.pages.flatMap((page) => page.items) ?? [];

const newest = (workflows: readonly Workflow[]): readonly Workflow[] => {
  const moment = ({ lastRun, updatedAt }: Workflow): string => lastRun?.acceptedAt ?? updatedAt;
  return [...workflows].sort((a, b) => moment(b).localeCompare(moment(a))).slice(0, 8);
};

function Card({
  title,
  link,
  children,
}: {
  readonly title: string;
  readonly link: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className={styles.card}>
      <header>
        <h2>{title}</h2>
        <span className={styles.link}>{link}</span>
      </header>
      <div className={styles.scroll}>{children}</div>
    </section>
  );
}

function Day({ counts }: { readonly counts: ReturnType<typeof countDay> }): ReactElement {
  const { t } = useTranslation('home');
  const workspace = useWorkspace();
  const tiles = [
    { name: 'all', search: { since: '24h' } },
    { name: 'succeeded', search: { since: '24h', status: 'succeeded' } },
    { name: 'failed', search: { since: '24h', status: 'failed' } },
    { name: 'active', search: { status: 'running' } },
  ] as const;
  const numberOf = (count: number): string =>
    counts.cut ? t('day.atLeast', { count: formatCount(count) as never }) : formatCount(count);
  return (
    <section aria-labelledby="day-title" className={styles.day}>
      <h2 id="day-title">
        {t('day.title')}
        {counts.cut && <small>{t('day.cut', { count: counts.all })}</small>}
      </h2>
      <div className={styles.tiles}>
        {tiles.map(({ name, search }) => (
          <Link
            key={name}
            to="/w/$workspace/runs"
            params={{ workspace }}
            search={search}
            className={styles.tile}
            data-tile={name}
            data-some={counts[name] > 0}
          >
            <span>{t(`day.${name}`)}</span>
            <strong>{numberOf(counts[name])}</strong>
          </Link>
        ))}
      </div>
    </section>
  );
}

function FirstSteps({
  workflows,
  runs,
}: {
  readonly workflows: readonly Workflow[];
  readonly runs: readonly Run[];
}): ReactElement | null {
  const { t } = useTranslation('home');
  const steps = [
    { name: 'create', done: workflows.length > 0 },
    { name: 'publish', done: workflows.some(({ liveVersion }) => liveVersion !== undefined) },
    { name: 'run', done: runs.length > 0 },
  ] as const;
  if (steps.every(({ done }) => done)) return null;
  return (
    <section className={styles.card} aria-labelledby="steps-title">
      <header>
        <h2 id="steps-title">{t('steps.title')}</h2>
      </header>
      <ol className={styles.steps}>
        {steps.map(({ name, done }) => (
          <li key={name} data-done={done}>
            {done ? (
              <IconCircleCheck size={18} aria-label={t('steps.done')} />
            ) : (
              <IconCircleDashed size={18} aria-hidden="true" />
            )}
            <strong>{t(`steps.${name}`)}</strong>
            <span>{t(`steps.${name}Text`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
