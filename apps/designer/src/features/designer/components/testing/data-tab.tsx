import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useId } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { DataTree } from '../../../../components/data-tree/data-tree.tsx';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import { StateBadge } from '../../../../components/state-badge.tsx';
import { Time } from '../../../../components/time.tsx';
import type { Run } from '../../../../lib/contract.ts';
import { formatAbsolute } from '../../../../lib/format.ts';
import { runsQuery } from '../../../../lib/queries/runs.ts';
import { capturesQuery } from '../../api/testing.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import type { TestSource } from '../../model/testing/test-source.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './data-tab.module.css';
import { KeptSamples } from './kept-samples.tsx';
import { TESTING_WORDS } from './words.ts';

const MOST_RUNS = 20;

/** Chooses the data that previews, pickers and tests read: a sample, a captured call, or what a past run had. */
export function DataTab(): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { data } = useTestingContext();
  return (
    <div className={styles.data}>
      <div className={styles.sources}>
        <p className={styles.help}>{t('data.help')}</p>
        <ul className={styles.list} aria-label={t('data.title')}>
          <Row source={{ kind: 'newest' }} title={t('data.newest')} text={t('data.newestText')} />
          <Row source={{ kind: 'sample' }} title={t('data.sample')} text={t('data.sampleText')} />
        </ul>
        <SampleInput />
        <Captures />
        <Runs />
        <KeptSamples />
      </div>
      <section className={styles.shown} aria-labelledby="data-shown">
        <h3 id="data-shown" className={styles.title}>
          {t('data.showing')}
        </h3>
        <DataTree value={data.input ?? null} label={t('data.showing')} />
      </section>
    </div>
  );
}

interface RowProps {
  readonly source: TestSource;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  /** What the button says to those who hear it alone. */
  readonly words?: string;
}

function isSameSource(left: TestSource, right: TestSource): boolean {
  if (left.kind === 'run') return right.kind === 'run' && left.runId === right.runId;
  if (left.kind === 'capture') return right.kind === 'capture' && left.id === right.id;
  return left.kind === right.kind;
}

function Row({ source, title, text, words }: RowProps): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { source: chosen, choose } = useTestingContext();
  const id = useId();
  const isUsed = isSameSource(source, chosen);
  const label = words === undefined ? { 'aria-labelledby': `${id}-act ${id}` } : { 'aria-label': words };
  return (
    <li className={styles.row} data-used={isUsed}>
      <span id={id} className={styles.name}>
        {title}
      </span>
      <span className={styles.soft}>{text}</span>
      <Button
        id={`${id}-act`}
        size="compact-xs"
        variant={isUsed ? 'light' : 'default'}
        aria-pressed={isUsed}
        {...label}
        onClick={() => choose(source)}
      >
        {t(isUsed ? 'data.used' : 'data.use')}
      </Button>
    </li>
  );
}

/** The sample, to be edited, while it is what is used. */
function SampleInput(): ReactElement | null {
  const { t } = useTranslation(TESTING_WORDS);
  const { source, choose, usualInput } = useTestingContext();
  if (source.kind !== 'sample') return null;
  return (
    <div className={styles.sample}>
      <LazyJsonField
        label={t('data.sampleField')}
        value={source.input ?? usualInput}
        onChange={(input) => choose(input === undefined ? { kind: 'sample' } : { kind: 'sample', input })}
      />
      {source.input !== undefined && (
        <Button size="compact-xs" variant="subtle" onClick={() => choose({ kind: 'sample' })}>
          {t('data.usual')}
        </Button>
      )}
    </div>
  );
}

function Captures(): ReactElement | null {
  const { t } = useTranslation(TESTING_WORDS);
  const { document } = useWorkbench();
  const captures = useInfiniteQuery(capturesQuery(document.name)).data?.pages[0]?.items ?? [];
  if (captures.length === 0) return null;
  return (
    <>
      <h3 className={styles.title}>{t('data.captures')}</h3>
      <ul className={styles.list}>
        {captures.map(({ id, method, at, body }) => (
          <Row
            key={id}
            source={{ kind: 'capture', id }}
            title={<code>{`${method} ${JSON.stringify(body)}`}</code>}
            text={<Time at={at} />}
            words={t('data.useCapture', { time: formatAbsolute(Date.parse(at)) })}
          />
        ))}
      </ul>
    </>
  );
}

function Runs(): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const { document } = useWorkbench();
  const { data } = useInfiniteQuery(runsQuery({ workflow: document.name, test: 'true' }, MOST_RUNS));
  const runs = data?.pages[0]?.items ?? [];
  return (
    <>
      <h3 className={styles.title}>{t('data.runs')}</h3>
      {runs.length === 0 && <p className={styles.help}>{t('data.noRuns')}</p>}
      <ul className={styles.list}>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </>
  );
}

function RunRow({ run }: { readonly run: Run }): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const at = run.startedAt ?? run.acceptedAt;
  return (
    <Row
      source={{ kind: 'run', runId: run.id }}
      title={<StateBadge status={run.status} size={14} />}
      text={
        <>
          {run.isTest === true ? t('data.test') : `v${run.version}`} · <Time at={at} />
        </>
      }
      words={t('data.useRun', { time: formatAbsolute(Date.parse(at)) })}
    />
  );
}
