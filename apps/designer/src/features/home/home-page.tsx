import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { HealthList } from '../../components/integration-health/health-list.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RangePicker } from '../../components/range-picker.tsx';
import type { Run, Workflow } from '../../lib/contract.ts';
import { integrationHealthQuery } from '../../lib/queries/metrics.ts';
import { runsQuery } from '../../lib/queries/runs.ts';
import { allWorkflowsQuery } from '../../lib/queries/workflows.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Attention } from './attention.tsx';
import { HOME_RANGES, readHomeSearch } from './model/home-search.ts';
import { RecentWorkflows } from './recent-workflows.tsx';
import { Tiles } from './tiles.tsx';
import { TimeToAdd } from './time-to-add.tsx';
import styles from './home.module.css';

const DAY_MS = 86_400_000;
const route = getRouteApi('/w/$workspace/');

/** What happened lately, and what to do first. Only numbers that the server has. */
export function HomePage(): ReactElement {
  const { t } = useTranslation('home');
  const workspace = useWorkspace();
  const { range = '24h' } = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace' });
  const [from] = useState(() => new Date(Math.floor((Date.now() - DAY_MS) / 60_000) * 60_000).toISOString());
  const recent = useInfiniteQuery(runsQuery({}, 1));
  const workflows = useQuery(allWorkflowsQuery);
  const error = workflows.error ?? recent.error;
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <RangePicker
              ranges={HOME_RANGES}
              value={range}
              onChange={(chosen) =>
                void navigate({ to: '.', search: readHomeSearch({ range: chosen }), replace: true })
              }
            />
            <Button
              component={Link}
              to={`/w/${workspace}/workflows/new`}
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden="true" />}
            >
              {t('newWorkflow')}
            </Button>
          </>
        }
      />
      {error !== null && (
        <ProblemAlert error={error} onRetry={() => void Promise.all([workflows.refetch(), recent.refetch()])} />
      )}
      {workflows.data !== undefined && recent.data !== undefined && (
        <FirstSteps workflows={workflows.data} runs={recent.data.pages.flatMap((page) => page.items)} />
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <Attention from={from} />
          <Tiles range={range} />
          <section className={styles.card} aria-labelledby="recent-title">
            <header>
              <h2 id="recent-title">{t('recentWorkflows')}</h2>
              <span className={styles.link}>
                <Link to="/w/$workspace/workflows" params={{ workspace }}>
                  {t('allWorkflows')}
                </Link>
              </span>
            </header>
            <div className={styles.scroll}>
              <RecentWorkflows workflows={workflows.data} />
            </div>
          </section>
        </div>
        <div className={styles.column}>
          <TimeToAdd />
          <Health />
        </div>
      </div>
    </div>
  );
}

function Health(): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <section className={styles.card} aria-labelledby="health-title">
      <header>
        <h2 id="health-title">{t('health.title')}</h2>
        <span className={styles.moment}>{t('health.worst')}</span>
      </header>
      <HealthList health={useQuery(integrationHealthQuery)} most={6} />
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
