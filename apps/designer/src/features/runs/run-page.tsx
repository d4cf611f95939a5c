import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { DataTree } from '../../components/data-tree/data-tree.tsx';
import { Id } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Splitter } from '../../components/splitter.tsx';
import { RemovedNotice } from '../../components/storage/quota-notice.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { RunWithPayload } from '../../lib/contract.ts';
import { formatCount, shortenId } from '../../lib/format.ts';
import { useMay } from '../../lib/permissions.ts';
import { smallRunQuery } from '../../lib/queries/runs.ts';
import { hasEnded } from '../../lib/state-look.ts';
import { RetryFromHere } from './components/retry-from-here.tsx';
import { RunActions } from './components/run-actions.tsx';
import { ErrorCard } from '../../components/run-view/error-card.tsx';
import { HeldCard } from '../../components/run-view/held-card.tsx';
import { Inspector } from '../../components/run-view/inspector.tsx';
import { LargeValue } from '../../components/run-view/large-value.tsx';
import { Strip } from './components/strip.tsx';
import { Waterfall } from '../../components/run-view/waterfall.tsx';
import { failedItems, mapOf } from '../../components/run-view/model/failed-items.ts';
import { chosenHeld, statusOfRun } from '../../components/run-view/model/held-steps.ts';
import { canCompensate } from '../../components/run-view/model/machine-facts.ts';
import { useRunAgain } from './hooks/use-run-again.ts';
import { useRunKeys } from './hooks/use-run-keys.ts';
import { type Again, mayRunAgain } from './model/run-again.ts';
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
    ...smallRunQuery(id),
    // Of a run that goes on no event tells which of its steps stand still meanwhile, nor of those that were made of it how they are.
    refetchInterval: ({ state }) => (state.data !== undefined && goesOn(state.data) ? RUNNING_INTERVAL_MS : false),
  });
  if (run !== undefined) return <RunView run={run} />;
  return (
    <div className={styles.alone}>
      <PageHeader title={shortenId(id)} crumbs={[<RunsLink key="runs" />]} />
      {error === null ? <Skeleton rows={8} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

const goesOn = ({ status, retriedBy }: RunWithPayload): boolean =>
  status === 'running' || retriedBy.some((made) => !hasEnded(made.status));

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
  const [asked, ask] = useState<Again>();
  useRunKeys();
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
            <RunActions
              run={run}
              steps={steps.finished}
              asked={asked}
              onAsk={ask}
              canCompensate={document !== undefined && canCompensate(document)}
            />
          }
        />
        <Strip run={run} document={document} />
      </div>
      {run.payloadsRemovedAt !== undefined && <RemovedNotice removedAt={run.payloadsRemovedAt} />}
      <div className={styles.body}>
        <div className={styles.left}>
          <Tabs tab={tab} step={step} />
          <div className={styles.view} role="tabpanel" aria-labelledby={`run-tab-${tab}`}>
            {steps.error !== null && <ProblemAlert error={steps.error} onRetry={steps.readAgain} />}
            {steps.isCut && <CutNotice run={run} steps={steps} />}
            {tab === 'waterfall' && <Waterfall run={run} steps={steps} selected={selected} onSelect={select} />}
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
          <Failed run={run} steps={steps} onOpenStep={select} onAsk={ask} />
          {held !== undefined && <HeldCard step={held} held={run.held} onOpenStep={select} />}
          <Inspector runId={run.id} row={row} action={<RetryFromHere run={run} step={row?.step} onAsk={ask} />} />
        </aside>
      </div>
    </div>
  );
}

interface FailedProps {
  readonly run: RunWithPayload;
  readonly steps: RunSteps;
  readonly onOpenStep: (path: string) => void;
  readonly onAsk: (again: Again) => void;
}

function Failed({ run, steps, onOpenStep, onAsk }: FailedProps): ReactElement | null {
  const { workspace } = route.useParams();
  const navigate = useNavigate({ from: '/w/$workspace/runs/$id' });
  const mayRetry = useMay('run.operate') && mayRunAgain(run);
  const retrying = useRunAgain(run, 'retry');
  if (run.error === undefined) return null;
  const mapPath = mapOf(run.failedPath);
  const showItems = (path: string): void => {
    steps.showThreads(path, { first: 0, failedOnly: true });
    void navigate({ search: { step: path }, replace: true });
  };
  return (
    <ErrorCard
      run={run}
      workspace={workspace}
      items={failedItems(steps.finished, mapPath)}
      onOpenStep={onOpenStep}
      onRetry={mayRetry ? () => onAsk({ kind: 'retry' }) : undefined}
      retrying={mayRetry ? retrying : undefined}
      onShowItems={mapPath === undefined ? undefined : () => showItems(mapPath)}
    />
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
  const show = (part: 'input' | 'output'): ReactElement => {
    const characters = run.leftOut?.[part];
    if (characters !== undefined)
      return <LargeValue address={{ runId: run.id, part }} characters={characters} label={t(`run.${part}`)} />;
    if (run[part] === undefined) return <p className={viewStyles.none}>{t('run.noOutput')}</p>;
    return <DataTree value={run[part]} label={t(`run.${part}`)} />;
  };
  return (
    <div className={styles.payload}>
      <section>
        <h2>{t('run.input')}</h2>
        {show('input')}
      </section>
      <section>
        <h2>{t('run.output')}</h2>
        {show('output')}
      </section>
    </div>
  );
}
