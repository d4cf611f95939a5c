import { Button } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EmptyState } from '../../../../components/empty-state.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { StateBadge } from '../../../../components/state-badge.tsx';
import { Duration, Time } from '../../../../components/time.tsx';
import type { Step } from '../../../../lib/contract.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import type { useStepTest } from '../../hooks/testing/use-step-test.ts';
import { useWorkbench } from '../workbench-context.ts';
import { KeptResult } from './kept-result.tsx';
import { MissingValues } from './missing-values.tsx';
import { SourceLine } from './source-line.tsx';
import { StepResult } from './step-result.tsx';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly name: string;
  readonly tested: ReturnType<typeof useStepTest>;
  readonly onMock: (() => void) | undefined;
}

/** What a step gives with the chosen data: its last test, and what stands in for it in tests of others. */
export function StepTestTab({ name, tested, onMock }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { samples } = useTestingContext();
  const { last, result, error, missing, test } = tested;
  const sample = samples.get(name);
  return (
    <div className={styles.tab}>
      <SourceLine />
      {sample !== undefined && <KeptResult sample={sample} onEdit={onMock} onIgnore={() => test()} />}
      {missing.length > 0 && <MissingValues key={name} missing={missing} onGive={test} />}
      {error !== null && missing.length === 0 && <ProblemAlert error={error} onRetry={() => test()} />}
      {result === undefined || last === undefined ? (
        <EmptyState icon={<IconFlask size={24} />} title={t('step.noResult')} text={t('step.noResultText')} />
      ) : (
        <section className={styles.result} aria-label={t('step.results')}>
          <ResultHead result={result} runId={last.runId} isStale={tested.isStale} name={name} />
          <StepResult step={result} />
        </section>
      )}
    </div>
  );
}

interface HeadProps {
  readonly result: Step;
  readonly runId: string;
  readonly isStale: boolean;
  readonly name: string;
}

/** How the last test went, whether it is still true, and what can be done with its result. */
function ResultHead({ result, runId, isStale, name }: HeadProps): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { workspace } = useWorkbench();
  const { keep, samples } = useTestingContext();
  const [error, fail] = useState<Error>();
  const canPin = result.status === 'succeeded' && samples.get(name)?.runId !== runId;
  const pin = (): void => {
    fail(undefined);
    keep(name, { kind: 'pin', runId, path: result.path }).catch((cause: unknown) =>
      fail(cause instanceof Error ? cause : new Error(String(cause))),
    );
  };
  return (
    <>
      <div className={styles.head}>
        <StateBadge status={result.status} variant="tint" />
        <Duration ms={result.durationMs} />
        <span className={styles.soft}>
          <Time at={result.endedAt} />
        </span>
        {isStale && (
          <span className={styles.stale}>
            <span className={styles.dot} aria-hidden="true" />
            {t('step.stale')}
          </span>
        )}
      </div>
      <div className={styles.actions}>
        {canPin && (
          <Button size="xs" variant="default" aria-keyshortcuts="P" onClick={pin}>
            {t('step.pin')}
          </Button>
        )}
        <Link to="/w/$workspace/runs/$id" params={{ workspace, id: runId }} className={styles.link}>
          {t('step.openRun')}
        </Link>
      </div>
      {error !== undefined && <ProblemAlert error={error} onRetry={pin} />}
    </>
  );
}
