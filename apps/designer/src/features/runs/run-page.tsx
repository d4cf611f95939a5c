import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTree } from '../../components/data-tree/data-tree.tsx';
import { Id } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { SaveAsTest } from '../../components/save-as-test/save-as-test.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Splitter } from '../../components/splitter.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { RunWithPayload } from '../../lib/contract.ts';
import { formatCount, shortenId } from '../../lib/format.ts';
import { runQuery } from '../../lib/queries/runs.ts';
import { hasEnded } from '../../lib/state-look.ts';
import { CancelRun } from './components/cancel-run.tsx';
import { ErrorCard } from '../../components/run-view/error-card.tsx';
import { HeldCard } from '../../components/run-view/held-card.tsx';
import { Inspector } from '../../components/run-view/inspector.tsx';
import { Strip } from './components/strip.tsx';
import { Waterfall } from '../../components/run-view/waterfall.tsx';
import { chosenHeld, statusOfRun } from '../../components/run-view/model/held-steps.ts';
import { canCompensate } from '../../components/run-view/model/machine-facts.ts';
import type { WaterfallRow } from '../../components/run-view/model/waterfall.ts';
import viewStyles from '../../components/run-view/inspector.module.css';
import styles from './run-page.module.css';
import { type RunSteps, useRunSteps } from '../../components/run-view/use-run-steps.ts';

const RUNNING_INTERVAL_MS = 15_000;
const route = getRouteApi('/w/$workspace/runs/$id');
const RunCanvas = lazy(async () => ({ default: (await import('./components/run-canvas.tsx')).RunCanvas }));

/** One run: what happened, when, and with which data. */
export function RunPage(): ReactElement {
  const { id } = route.useParams();
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    ...runQuery(id),
    // Of a run that goes on no event tells which of its steps stand still meanwhile.
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? RUNNING_INTERVAL_MS : false),
  });
  if (run !== undefined) return <RunView run={run} />;
  return (
    <div className={styles.alone}>
      <PageHeader title={shortenId(id)} crumbs={[<RunsLink key="runs" />]} />
      {error === null ? <Skeleton rows={8} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function RunsLink(): ReactElement {
  const { t } = useTranslation('runs');
  const { workspace } = route.useParams();
  return (
    <Link to="/w/$workspace/runs" params={{ workspace }}>
      {t('title')}
    </Link>
  );
}

function RunView({ run }: { readonly run: RunWithPayload }): ReactElement {
  const { t } = useTranslation('runs');
  const { workspace } = route.useParams();
  const { tab = 'waterfall', step } = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/runs/$id' });
  const [width, setWidth] = useLocalStorage({ key: 'millrace-inspector', defaultValue: 464 });
  const steps = useRunSteps(run);
  const { rows, document } = steps;
  const selected = chosenPath(run, rows, step);
  const select = (path: string): void => void navigate({ search: { tab, step: path }, replace: true });
  const row = rows.find(({ id }) => id === selected);
  const held = hasEnded(run.status) ? undefined : chosenHeld(run.held, selected);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeader
          title={shortenId(run.id)}
          documentTitle={t('run.title', { id: shortenId(run.id) })}
          crumbs={[
            <RunsLink key="runs" />,
            <Link
              key="workflow"
              to="/w/$workspace/workflows/$name/runs"
              params={{ workspace, name: run.workflow.name }}
            >
              {run.workflow.name}
            </Link>,
          ]}
          aside={
            <>
              <Id id={run.id} label={t('run.id')} />
              <StateBadge status={statusOfRun(run, run.held)} variant="tint" />
            </>
          }
          actions={
            hasEnded(run.status) ? (
              <SaveAsTest run={run} />
            ) : (
              <CancelRun run={run} canCompensate={document !== undefined && canCompensate(document)} />
            )
          }
        />
        <Strip run={run} document={document} />
      </div>
      <div className={styles.body}>
        <div className={styles.left}>
          <Tabs tab={tab} step={step} />
          <div className={styles.view} role="tabpanel" aria-labelledby={`run-tab-${tab}`}>
            {steps.error !== null && <ProblemAlert error={steps.error} onRetry={steps.readAgain} />}
            {steps.isCut && <CutNotice run={run} steps={steps} />}
            {tab === 'waterfall' && (
              <Waterfall run={run} rows={rows} nowMs={steps.nowMs} selected={selected} onSelect={select} />
            )}
            {tab === 'canvas' && (
              <Suspense fallback={<Skeleton />}>
                <RunCanvas run={run} steps={steps} selected={row} onSelect={select} />
              </Suspense>
            )}
            {tab === 'payload' && <Payload run={run} />}
          </div>
        </div>
        <Splitter size={width} min={320} max={720} onResize={setWidth} />
        <aside className={styles.inspector} style={{ width }} aria-label={t('run.inspector')}>
          {run.error !== undefined && <ErrorCard run={run} workspace={workspace} onOpenStep={select} />}
          {held !== undefined && <HeldCard step={held} held={run.held} onOpenStep={select} />}
          <Inspector row={row} />
        </aside>
      </div>
    </div>
  );
}

function chosenPath(run: RunWithPayload, rows: readonly WaterfallRow[], step: string | undefined): string | undefined {
  return step ?? run.failedPath ?? run.held[0]?.path ?? rows[0]?.id;
}

/** What is not shown is said: nobody is to take a part for the whole. */
function CutNotice({ run, steps }: { readonly run: RunWithPayload; readonly steps: RunSteps }): ReactElement {
  const { t } = useTranslation('runs');
  const counts = { shown: formatCount(steps.finished.length), total: formatCount(run.stepCount) };
  return (
    <p className={styles.cut} role="status">
      {t('run.cut', counts)}
    </p>
  );
}

function Tabs({ tab, step }: { readonly tab: string; readonly step: string | undefined }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div className={viewStyles.tabs} role="tablist" aria-label={t('run.tab.label')}>
      {(['waterfall', 'canvas', 'payload'] as const).map((name) => (
        <Link
          key={name}
          role="tab"
          id={`run-tab-${name}`}
          aria-selected={name === tab}
          className={viewStyles.tab}
          from="/w/$workspace/runs/$id"
          search={{ tab: name, ...(step === undefined ? {} : { step }) }}
          replace
        >
          {t(`run.tab.${name}`)}
        </Link>
      ))}
    </div>
  );
}

function Payload({ run }: { readonly run: RunWithPayload }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div className={styles.payload}>
      <section>
        <h2>{t('run.input')}</h2>
        <DataTree value={run.input} label={t('run.input')} />
      </section>
      <section>
        <h2>{t('run.output')}</h2>
        {run.output === undefined ? (
          <p className={viewStyles.none}>{t('run.noOutput')}</p>
        ) : (
          <DataTree value={run.output} label={t('run.output')} />
        )}
      </section>
    </div>
  );
}
