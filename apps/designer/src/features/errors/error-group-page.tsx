import { IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { RetryAffected } from '../../components/bulk/retry-affected.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RunTable } from '../../components/run-table.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useHeadline } from '../../hooks/use-headline.ts';
import type { ErrorGroupDetail } from '../../lib/contract.ts';
import { errorGroupQuery } from '../../lib/queries/error-groups.ts';
import { runQuery } from '../../lib/queries/runs.ts';
import { readCause } from '../../lib/read-cause.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FailingInput } from './components/failing-input.tsx';
import { FixButton } from './components/fix-button.tsx';
import { GroupActions } from './components/group-actions.tsx';
import { GroupFigures } from './components/group-facts.tsx';
import { GroupStanding } from './components/group-standing.tsx';
import { GroupState } from './components/group-state.tsx';
import { GroupVersions } from './components/group-versions.tsx';
import { TrendChart } from './components/trend-chart.tsx';
import styles from './error-group.module.css';

const route = getRouteApi('/w/$workspace/errors/$fingerprint');

/** One cause of failure: how often, since when, in which runs, and what to do about it. */
export function ErrorGroupPage(): ReactElement {
  const { t } = useTranslation('errors');
  const { fingerprint } = route.useParams();
  const { data, error, refetch } = useQuery({ ...errorGroupQuery(fingerprint), refetchInterval: 15_000 });
  if (data !== undefined) return <Group key={fingerprint} group={data} />;
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      {error === null ? <Skeleton rows={6} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function Group({ group }: { readonly group: ErrorGroupDetail }): ReactElement {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  const headline = useHeadline();
  const [at, setAt] = useState(0);
  const { samples, workflow } = group;
  const shown = Math.min(at, Math.max(0, samples.length - 1));
  const sample = samples[shown];
  const cause = useCause(sample) ?? group.cause;
  return (
    <div className={styles.page}>
      <PageHeader
        title={headline(group)}
        crumbs={[
          <Link key="errors" to="/w/$workspace/errors" params={{ workspace }}>
            {t('title')}
          </Link>,
          <Link key="workflow" to="/w/$workspace/errors" params={{ workspace }} search={{ workflow: workflow.name }}>
            {workflow.name}
          </Link>,
        ]}
        aside={<GroupState group={group} variant="tint" />}
        actions={
          <>
            <GroupActions group={group} />
            <RetryAffected runs={{ filter: { fingerprint: group.fingerprint } }} />
            {sample !== undefined && <FixButton sample={sample} cause={cause} />}
          </>
        }
      />
      <p className={styles.about}>
        <code>{group.error}</code>
        {group.resource !== undefined && <code>{group.resource}</code>}
        <span>
          <IconUser size={14} aria-hidden="true" />
          {group.assignee === undefined ? t('group.nobody') : t('group.assigned', { name: group.assignee })}
        </span>
      </p>
      <GroupStanding group={group} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <section className={styles.card}>
            <GroupFigures group={group} />
            <TrendChart group={group} />
          </section>
          <GroupVersions group={group} />
          <AffectedRuns group={group} />
        </div>
        <div className={styles.column}>
          <Happened group={group} cause={cause} />
          <FailingInput samples={samples} at={shown} onMove={setAt} />
        </div>
      </div>
    </div>
  );
}

/** What the run says in which it began: another one when the sample waited for that. */
function useCause(sample: ErrorGroupDetail['samples'][number] | undefined): string | undefined {
  const { run, origin } = sample ?? {};
  const isInner = origin !== undefined && origin.runId !== run?.id;
  const inner = useQuery({ ...runQuery(origin?.runId ?? ''), enabled: isInner });
  return isInner ? (inner.data?.cause ?? run?.cause) : run?.cause;
}

function AffectedRuns({ group: { samples, fingerprint } }: { readonly group: ErrorGroupDetail }): ReactElement {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  return (
    <section className={styles.card} aria-labelledby="runs-title">
      <header>
        <h2 id="runs-title">{t('group.samples')}</h2>
        <Link className={styles.link} to="/w/$workspace/runs" params={{ workspace }} search={{ fingerprint }}>
          {t('group.openRuns')}
        </Link>
      </header>
      <div className={styles.scroll}>
        <RunTable runs={samples.map(({ run }) => run)} label={t('group.samples')} withoutWorkflow />
      </div>
    </section>
  );
}

interface HappenedProps {
  readonly group: ErrorGroupDetail;
  readonly cause: string;
}

function Happened({ group, cause }: HappenedProps): ReactElement {
  const { t } = useTranslation('errors');
  const { message } = readCause(cause);
  return (
    <section className={styles.happened} aria-labelledby="happened-title">
      <h2 id="happened-title">{t('group.happened')}</h2>
      {message !== '' && <pre>{message}</pre>}
      {group.normalisedCause !== '' && (
        <>
          <h3>{t('group.grouped')}</h3>
          <p className={styles.grouped}>{group.normalisedCause}</p>
        </>
      )}
      <h3>{t('group.todo')}</h3>
      <ol>
        <li>{t('group.fixStep')}</li>
        <li>{t('group.publishStep')}</li>
      </ol>
    </section>
  );
}
