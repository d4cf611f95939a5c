import { type KeyboardEvent, type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { DataTree } from '../data-tree/data-tree.tsx';
import { HttpExchanges } from '../http-exchanges/http-exchanges.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import { Skeleton } from '../skeleton.tsx';
import { ValueDiff } from '../value-diff/value-diff.tsx';
import { stepQuery } from '../../lib/queries/runs.ts';
import { Attempts, Log } from './attempts.tsx';
import { LargeValue } from './large-value.tsx';
import { StateBadge } from '../state-badge.tsx';
import { Duration } from '../time.tsx';
import type { Step } from '../../lib/contract.ts';
import { describePath } from '../../lib/step-path.ts';
import { childOf } from './model/child-of.ts';
import type { WaterfallRow } from './model/waterfall.ts';
import styles from './inspector.module.css';
import { ChildLink } from './child-link.tsx';

const PANELS = ['input', 'arguments', 'output', 'diff', 'assigned', 'attempts', 'http', 'log'] as const;
type Panel = (typeof PANELS)[number];

interface Props {
  readonly runId: string;
  readonly row: WaterfallRow | undefined;
  /** What can be done with the step. */
  readonly action?: ReactNode;
}

/** Everything about one step. */
export function Inspector({ runId, row, action }: Props): ReactElement {
  const { t } = useTranslation('runs');
  if (row === undefined) return <p className={styles.none}>{t('run.pick')}</p>;
  if (row.step !== undefined) return <StepInspector runId={runId} row={row} step={row.step} action={action} />;
  return (
    <>
      <StepHead row={row} step={undefined} action={action} />
      <p className={styles.none}>{t(row.segments.length === 0 ? 'run.noRecord' : 'run.stillRunning')}</p>
    </>
  );
}

interface StepHeadProps {
  readonly row: WaterfallRow;
  readonly step: Step | undefined;
  readonly action: ReactNode;
}

function StepHead({ row, step, action }: StepHeadProps): ReactElement {
  const { t } = useTranslation('runs');
  const child = step === undefined ? undefined : childOf(step);
  const name = describePath(row.path);
  return (
    <header className={styles.stepHead}>
      <div>
        <h2 title={row.path}>{row.isUndoing ? t('run.undoOf', { name }) : name}</h2>
        <p>{[step?.type, step?.resource?.replace('connector:', '')].filter(Boolean).join(' · ')}</p>
        {child !== undefined && (
          <p>
            <ChildLink {...child} />
          </p>
        )}
      </div>
      {action}
      {row.status !== undefined && <StateBadge status={row.status} variant="tint" />}
      <Duration ms={row.segments.length === 0 ? undefined : row.durationMs} />
    </header>
  );
}

function StepInspector({ runId, row, step, action }: StepHeadProps & { runId: string; step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  const [wanted, setPanel] = useState<Panel>('input');
  const panels = PANELS.filter((name) => name !== 'http' || step.httpRequests > 0);
  const panel = panels.includes(wanted) ? wanted : 'input';
  // Lists of steps have no values.
  const detail = useQuery(stepQuery(runId, step.sequence));
  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move === undefined) return;
    const next = panels[(panels.indexOf(panel) + move + panels.length) % panels.length] ?? 'input';
    setPanel(next);
    event.currentTarget.querySelector<HTMLElement>(`#step-tab-${next}`)?.focus();
  };
  const counts: Partial<Record<Panel, number>> = {
    ...(step.attempts.length > 1 ? { attempts: step.attempts.length } : {}),
    ...(step.httpRequests > 0 ? { http: step.httpRequests } : {}),
    ...(step.logLines > 0 ? { log: step.logLines } : {}),
  };
  return (
    <>
      <StepHead row={row} step={detail.data ?? step} action={action} />
      <div className={styles.tabs} role="tablist" aria-label={t('run.panel.label')} onKeyDown={walk}>
        {panels.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`step-tab-${name}`}
            aria-selected={name === panel}
            tabIndex={name === panel ? 0 : -1}
            className={styles.tab}
            onClick={() => setPanel(name)}
          >
            {t(`run.panel.${name}`)}
            {counts[name] !== undefined && <span className={styles.soft}>{counts[name]}</span>}
          </button>
        ))}
      </div>
      <div className={styles.panel} role="tabpanel" aria-labelledby={`step-tab-${panel}`} tabIndex={0}>
        <PanelBody key={row.id} runId={runId} panel={panel} brief={step} detail={detail} />
      </div>
    </>
  );
}

interface PanelProps {
  readonly runId: string;
  readonly panel: Panel;
  readonly brief: Step;
  readonly detail: Pick<UseQueryResult<Step>, 'data' | 'error' | 'refetch'>;
}

function PanelBody({ runId, panel, brief, detail: { data: step, error, refetch } }: PanelProps): ReactElement {
  if (panel === 'attempts') return <Attempts step={brief} />;
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (step === undefined) return <Skeleton rows={3} />;
  if (panel === 'http') return <HttpExchanges log={step.log} />;
  if (panel === 'log') return <Log step={step} />;
  if (panel === 'diff') return <Difference step={step} />;
  return <Value runId={runId} step={step} part={panel} />;
}

function Value({
  runId,
  step,
  part,
}: {
  readonly runId: string;
  readonly step: Step;
  readonly part: 'input' | 'arguments' | 'output' | 'assigned';
}): ReactElement {
  const { t } = useTranslation('runs');
  const label = t(`run.panel.${part}`);
  const characters = step.leftOut?.[part];
  if (characters !== undefined)
    return (
      <LargeValue key={part} address={{ runId, sequence: step.sequence, part }} characters={characters} label={label} />
    );
  const value = step[part];
  if (value === undefined) return <p className={styles.none}>{t('run.noData')}</p>;
  return <DataTree key={part} value={value} label={label} />;
}

/** How the step's output differs from what it was given. */
function Difference({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  const isLarge = step.leftOut?.input !== undefined || step.leftOut?.output !== undefined;
  if (isLarge) return <p className={styles.none}>{t('run.diff.large')}</p>;
  if (step.output === undefined) return <p className={styles.none}>{t('run.diff.none')}</p>;
  return <ValueDiff before={step.input} after={step.output} same={t('run.diff.same')} />;
}
