import { Button } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EmptyState } from '../../../../components/empty-state.tsx';
import { Id } from '../../../../components/id.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { ErrorCard } from '../../../../components/run-view/error-card.tsx';
import { HeldCard } from '../../../../components/run-view/held-card.tsx';
import { Inspector } from '../../../../components/run-view/inspector.tsx';
import { chosenHeld, statusOfRun } from '../../../../components/run-view/model/held-steps.ts';
import { useRunSteps } from '../../../../components/run-view/use-run-steps.ts';
import { Waterfall } from '../../../../components/run-view/waterfall.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { StateBadge } from '../../../../components/state-badge.tsx';
import { Duration } from '../../../../components/time.tsx';
import type { DraftTest, RunWithPayload } from '../../../../lib/contract.ts';
import { hasEnded } from '../../../../lib/state-look.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './run-tab.module.css';
import { TESTING_WORDS } from './words.ts';

/** The newest test of the draft: what ran, when, and with which data. */
export function RunTab({ onTest }: { readonly onTest: () => void }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { shown, isStarting, error } = useTestingContext();
  if (error !== null && !isStarting) return <ProblemAlert error={error} onRetry={onTest} />;
  if (isStarting) return <p className={styles.none}>{t('run.starting')}</p>;
  if (shown === undefined)
    return (
      <EmptyState
        icon={<IconFlask size={24} />}
        title={t('run.none')}
        text={t('run.noneText')}
        action={
          <Button size="xs" onClick={onTest}>
            {t('run.start')}
          </Button>
        }
      />
    );
  if (shown.run === undefined) return <Skeleton rows={4} />;
  return <TestedRun key={shown.runId} run={shown.run} test={shown.test} />;
}

function TestedRun({ run, test }: { readonly run: RunWithPayload; readonly test: DraftTest }): ReactElement {
  const { workspace, select } = useWorkbench();
  const { shownStates } = useTestingContext();
  const steps = useRunSteps(run);
  const [picked, pick] = useState<string>();
  const selected = picked ?? run.failedPath ?? run.held[0]?.path ?? steps.rows[0]?.id;
  const row = steps.rows.find(({ id }) => id === selected);
  const held = hasEnded(run.status) ? undefined : chosenHeld(run.held, selected);
  const open = (path: string): void => {
    pick(path);
    shownStates.follow(path);
    const state = steps.rows.find(({ id }) => id === path)?.step?.state;
    if (state !== undefined) select(state);
  };
  return (
    <div className={styles.run}>
      <Strip run={run} test={test} />
      <div className={styles.body}>
        <div className={styles.left}>
          {steps.error !== null && <ProblemAlert error={steps.error} onRetry={steps.readAgain} />}
          <Waterfall run={run} steps={steps} selected={selected} onSelect={open} />
        </div>
        <div className={styles.right}>
          {run.error !== undefined && <ErrorCard run={run} workspace={workspace} onOpenStep={open} />}
          {held !== undefined && <HeldCard step={held} held={run.held} onOpenStep={pick} />}
          <Inspector runId={run.id} row={row} />
        </div>
      </div>
    </div>
  );
}

/** What was tested, and how it went. */
function Strip({ run, test }: { readonly run: RunWithPayload; readonly test: DraftTest }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { workspace } = useWorkbench();
  const { putAway } = useTestingContext();
  const part = test.until ?? test.state;
  return (
    <div className={styles.strip} role="status">
      <StateBadge status={statusOfRun(run, run.held)} variant="tint" />
      <Id id={run.id} label={t('run.tab')} />
      <span>
        {part === undefined ? t('run.draft') : t(test.until === undefined ? 'run.only' : 'run.until', { step: part })}
      </span>
      {run.durationMs !== undefined && <Duration ms={run.durationMs} />}
      <span className={styles.gap} />
      <Link to="/w/$workspace/runs/$id" params={{ workspace, id: run.id }} className={styles.link}>
        {t('openRun')}
      </Link>
      <Button size="xs" variant="subtle" onClick={putAway}>
        {t('putAway')}
      </Button>
    </div>
  );
}
