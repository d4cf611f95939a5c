import { Link } from '@tanstack/react-router';
import type { WorkflowDocument } from '@millrace/machine';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { RunDuration } from '../../../components/run-table.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { Time } from '../../../components/time.tsx';
import type { RunWithPayload } from '../../../lib/contract.ts';
import { formatAbsolute, formatCount, shortenId } from '../../../lib/format.ts';
import { describePath } from '../../../lib/step-path.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { waitsFor } from '../../../components/run-view/model/machine-facts.ts';
import viewStyles from '../../../components/run-view/inspector.module.css';
import styles from '../run-page.module.css';

interface Props {
  readonly run: RunWithPayload;
  /** The version that runs, once it is read. */
  readonly document: WorkflowDocument | undefined;
}
type Fact = readonly [name: string, value: ReactNode];

/** The run in one line of facts. */
export function Strip({ run, document }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const facts: readonly Fact[] = [
    ...(run.failedPath === undefined ? [] : [failedFact(run.failedPath)]),
    ...(run.retriedBy.length === 0 ? [] : [['retriedBy', <RetriedBy key="r" made={run.retriedBy} />] as const]),
    ['workflow', run.workflow.name],
    ['version', run.version === undefined ? t('draft', { ns: 'common' }) : `v${run.version}`],
    ['trigger', t(`trigger.${run.trigger.type}`, { ns: 'common' })],
    ...(run.parent === undefined ? [] : [['parent', <ParentLink key="p" {...run.parent} />] as const]),
    ...originFacts(run),
    ['accepted', <Time key="a" at={run.acceptedAt} />],
    ['duration', <RunDuration key="d" run={run} />],
    ...waitFacts(run, document),
    ['steps', formatCount(run.stepCount)],
  ];
  return (
    <dl className={styles.strip} aria-label={t('run.strip.label')}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`run.strip.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const failedFact = (path: string): Fact => [
  'failedStep',
  <span key="f" className={styles.bad}>
    {describePath(path)}
  </span>,
];

/** When a waiting run goes on. What waits for an answer goes on with it; the time is only the latest. */
function waitFacts(
  { status, availableAt, currentState, held }: RunWithPayload,
  document: WorkflowDocument | undefined,
): readonly Fact[] {
  if (status !== 'waiting' || availableAt === undefined) return [];
  const [oldest] = held;
  if (oldest !== undefined) return [['held', <Time key="h" at={oldest.heldSince} />]];
  const what = document === undefined ? 'either' : waitsFor(document, currentState);
  if (what === 'time') return [['continues', <Time key="c" at={availableAt} />]];
  return [[what === 'answer' ? 'answer' : 'latest', <Latest key="l" at={availableAt} />]];
}

function Latest({ at }: { readonly at: string }): ReactElement {
  const { t } = useTranslation('runs');
  return <time dateTime={at}>{t('run.strip.atMost', { time: formatAbsolute(Date.parse(at)) })}</time>;
}

/** The run that this one was made of. */
function originFacts({ retryOf }: RunWithPayload): readonly Fact[] {
  if (retryOf === undefined) return [];
  const link = <RunLink key="o" id={retryOf.id} {...(retryOf.from === undefined ? {} : { from: retryOf.from })} />;
  return [[retryOf.kind === 'retry' ? 'retryOf' : 'replayOf', link]];
}

function RunLink({ id, from }: { readonly id: string; readonly from?: string }): ReactElement {
  const workspace = useWorkspace();
  return (
    <Link to="/w/$workspace/runs/$id" params={{ workspace, id }} title={id} className={viewStyles.link}>
      {from === undefined ? shortenId(id) : `${shortenId(id)} · ${from}`}
    </Link>
  );
}

const MOST_SHOWN = 3;

/** The newest runs that were made of this one, and how they are. */
function RetriedBy({ made }: { readonly made: RunWithPayload['retriedBy'] }): ReactElement {
  const { t } = useTranslation('runs');
  const others = made.length - MOST_SHOWN;
  return (
    <span className={styles.made}>
      {made.slice(0, MOST_SHOWN).map(({ id, kind, status }) => (
        <span key={id}>
          {t(`again.kind.${kind}`)} <RunLink id={id} /> <StateBadge status={status} />
        </span>
      ))}
      {others > 0 && <span>{t('again.others', { count: others })}</span>}
    </span>
  );
}

/** The run that started this one. */
function ParentLink({ runId, path }: { readonly runId: string; readonly path: string }): ReactElement {
  const workspace = useWorkspace();
  return (
    <Link
      to="/w/$workspace/runs/$id"
      params={{ workspace, id: runId }}
      search={{ tab: 'waterfall', step: path }}
      title={runId}
      className={viewStyles.link}
    >
      {shortenId(runId)} · {describePath(path)}
    </Link>
  );
}
