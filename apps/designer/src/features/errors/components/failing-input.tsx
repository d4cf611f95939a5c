import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { DataTree } from '../../../components/data-tree/data-tree.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { LargeValue } from '../../../components/run-view/large-value.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { ErrorGroupDetail } from '../../../lib/contract.ts';
import { shortenId } from '../../../lib/format.ts';
import { failedStepsQuery, stepQuery } from '../../../lib/queries/runs.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../error-group.module.css';

interface Props {
  readonly samples: ErrorGroupDetail['samples'];
  readonly at: number;
  readonly onMove: (at: number) => void;
}

/** What the step that failed was given, in one run or another. */
export function FailingInput({ samples, at, onMove }: Props): ReactElement | null {
  const { t } = useTranslation('errors');
  const sample = samples[at];
  if (sample === undefined) return null;
  const { run, origin } = sample;
  return (
    <section className={styles.card} aria-labelledby="input-title">
      <header>
        <h2 id="input-title">{t('group.input')}</h2>
        <span className={styles.switch}>
          <code title={run.id}>{shortenId(run.id)}</code>
          <ActionIcon aria-label={t('group.previous')} disabled={at === 0} onClick={() => onMove(at - 1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
          <span role="status">{t('group.sampleOf', { at: at + 1, count: samples.length })}</span>
          <ActionIcon aria-label={t('group.next')} disabled={at === samples.length - 1} onClick={() => onMove(at + 1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </span>
      </header>
      <StepInput key={run.id} runId={origin?.runId ?? run.id} step={origin?.step} />
    </section>
  );
}

function StepInput({ runId, step }: { readonly runId: string; readonly step: string | undefined }): ReactElement {
  const { data: failed, error, refetch } = useQuery(failedStepsQuery(runId));
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (failed === undefined) return <Skeleton rows={3} />;
  const last = failed.findLast(({ state }) => state === step);
  return last === undefined ? <NoInput /> : <InputOf runId={runId} sequence={last.sequence} />;
}

function InputOf({ runId, sequence }: { readonly runId: string; readonly sequence: number }): ReactElement {
  const { t } = useTranslation('errors');
  const { data: step, error, refetch } = useQuery(stepQuery(runId, sequence));
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (step === undefined) return <Skeleton rows={3} />;
  const label = t('group.input');
  const characters = step.leftOut?.input;
  if (characters !== undefined)
    return <LargeValue address={{ runId, sequence, part: 'input' }} characters={characters} label={label} />;
  return step.input === undefined ? <NoInput /> : <DataTree value={step.input} label={label} />;
}

function NoInput(): ReactElement {
  const { t } = useTranslation('errors');
  return <p className={styles.none}>{t('group.noInput')}</p>;
}
