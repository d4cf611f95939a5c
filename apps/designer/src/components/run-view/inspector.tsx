import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTree } from '../data-tree/data-tree.tsx';
import { StateBadge } from '../state-badge.tsx';
import { Duration, Time } from '../time.tsx';
import type { Step } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { readCause } from '../../lib/read-cause.ts';
import { describePath } from '../../lib/step-path.ts';
import { childOf } from './model/child-of.ts';
import type { WaterfallRow } from './model/waterfall.ts';
import styles from './inspector.module.css';
import { ChildLink } from './child-link.tsx';

const PANELS = ['input', 'arguments', 'output', 'assigned', 'attempts', 'log'] as const;
type Panel = (typeof PANELS)[number];

/** Everything about one step. */
export function Inspector({ row }: { readonly row: WaterfallRow | undefined }): ReactElement {
  const { t } = useTranslation('runs');
  const [panel, setPanel] = useState<Panel>('input');
  if (row === undefined) return <p className={styles.none}>{t('run.pick')}</p>;
  const { step, status } = row;
  const child = step === undefined ? undefined : childOf(step);
  const name = describePath(row.path);
  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move === undefined) return;
    const next = PANELS[(PANELS.indexOf(panel) + move + PANELS.length) % PANELS.length] ?? 'input';
    setPanel(next);
    event.currentTarget.querySelector<HTMLElement>(`#step-tab-${next}`)?.focus();
  };
  return (
    <>
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
        {status !== undefined && <StateBadge status={status} variant="tint" />}
        <Duration ms={row.segments.length === 0 ? undefined : row.durationMs} />
      </header>
      {step === undefined ? (
        <p className={styles.none}>{t(row.segments.length === 0 ? 'run.noRecord' : 'run.stillRunning')}</p>
      ) : (
        <>
          <div className={styles.tabs} role="tablist" aria-label={t('run.panel.label')} onKeyDown={walk}>
            {PANELS.map((name) => (
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
                {name === 'attempts' && step.attempts.length > 1 && (
                  <span className={styles.soft}>{step.attempts.length}</span>
                )}
                {name === 'log' && step.log.length > 0 && <span className={styles.soft}>{step.log.length}</span>}
              </button>
            ))}
          </div>
          <div className={styles.panel} role="tabpanel" aria-labelledby={`step-tab-${panel}`} tabIndex={0}>
            <PanelBody key={row.id} panel={panel} step={step} />
          </div>
        </>
      )}
    </>
  );
}

function PanelBody({ panel, step }: { readonly panel: Panel; readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  if (panel === 'attempts') return <Attempts step={step} />;
  if (panel === 'log') return <Log step={step} />;
  const value = step[panel];
  if (value === undefined) return <p className={styles.none}>{t('run.noData')}</p>;
  return <DataTree key={panel} value={value} label={t(`run.panel.${panel}`)} />;
}

/** Every try of a step, and how it ended. */
export function Attempts({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  if (step.attempts.length === 0) return <p className={styles.none}>{t('run.noAttempts')}</p>;
  return (
    <ol className={styles.attempts}>
      {step.attempts.map(({ attempt, startedAt, endedAt, error, delayMs }) => (
        <li key={attempt}>
          <StateBadge status={error === undefined ? 'succeeded' : 'failed'} variant="icon" />
          <strong>{t('run.attempt', { number: attempt })}</strong>
          <span className={styles.cause}>
            {error !== undefined && <Failure error={error.error} cause={error.cause} />}
          </span>
          <span>
            <Duration ms={Date.parse(endedAt) - Date.parse(startedAt)} />
            {delayMs !== undefined && <small>{t('run.nextTry', { delay: formatDuration(delayMs) })}</small>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Failure({ error, cause }: { readonly error: string; readonly cause: string }): ReactElement {
  const { t } = useTranslation('runs');
  const { message, technical } = readCause(cause);
  return (
    <>
      <code>{error}</code> {message}
      {technical !== '' && (
        <details className={styles.details}>
          <summary>{t('error.technical')}</summary>
          <pre className={styles.quote}>{technical}</pre>
        </details>
      )}
    </>
  );
}

/** What a step wrote down. */
export function Log({ step }: { readonly step: Step }): ReactElement {
  const { t } = useTranslation('runs');
  if (step.log.length === 0) return <p className={styles.none}>{t('run.noLog')}</p>;
  return (
    <ol className={styles.log}>
      {step.log.map(({ at, level, message, data }, index) => (
        <li key={index} data-level={level}>
          <span>{level}</span> <Time at={at} /> {message}
          {data !== undefined && <code> {JSON.stringify(data)}</code>}
        </li>
      ))}
    </ol>
  );
}
