import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import type { Run } from '../lib/contract.ts';
import { shortenId } from '../lib/format.ts';
import { readCause } from '../lib/read-cause.ts';
import { describePath } from '../lib/step-path.ts';
import { hasEnded } from '../lib/state-look.ts';
import { useWorkspace } from '../lib/workspace.ts';
import './bulk/words.ts';
import { StateBadge } from './state-badge.tsx';
import { Duration, Elapsed, Time } from './time.tsx';
import styles from './table.module.css';

interface Props {
  readonly runs: readonly Run[];
  readonly label: string;
  /** Leaves out what a card has no room for. */
  readonly brief?: boolean;
  readonly withoutWorkflow?: boolean;
  /** Which columns are shown; default: all but search attributes. */
  readonly columns?: readonly ColumnId[] | undefined;
  /** Absent: rows cannot be selected. */
  readonly selection?: RowSelection | undefined;
}

/** Which rows are selected, and what selects them. */
export interface RowSelection {
  readonly isSelected: (id: string) => boolean;
  /** Of all rows that are shown. */
  readonly state: 'none' | 'some' | 'all';
  /** `isRange`: all from the last one up to this one. */
  readonly onToggle: (id: string, isRange: boolean) => void;
  readonly onToggleAll: () => void;
}

type ColumnId = 'state' | 'run' | 'workflow' | 'trigger' | 'started' | 'duration' | 'steps' | 'what' | 'attributes';
interface Column {
  readonly id: ColumnId;
  readonly width?: number;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
}

const BEGIN: readonly Column[] = [
  { id: 'state', width: 132 },
  { id: 'run', width: 112 },
];
const TIMES: readonly Column[] = [
  { id: 'started', width: 96, isNumber: true },
  { id: 'duration', width: 96, isNumber: true },
];

function columnsOf({ brief = false, withoutWorkflow = false, columns }: Props): readonly Column[] {
  const workflow: readonly Column[] = withoutWorkflow ? [] : [{ id: 'workflow', ...(brief ? {} : { width: 220 }) }];
  if (brief) return [...BEGIN, ...workflow, ...TIMES];
  const trigger: Column = { id: 'trigger', width: 116, isMinor: true };
  const steps: Column = { id: 'steps', width: 64, isNumber: true, isMinor: true };
  const all: readonly Column[] = [...BEGIN, ...workflow, trigger, ...TIMES, steps, { id: 'what' }];
  if (columns === undefined) return all;
  const attributes: Column = { id: 'attributes', width: 200, isMinor: true };
  return [...all, attributes].filter(({ id }) => columns.includes(id));
}

const minor = (isMinor = false): 'wide' | undefined => (isMinor ? 'wide' : undefined);

/** Runs as rows: state first, numbers right. */
export function RunTable(props: Props): ReactElement {
  const { runs, label, withoutWorkflow = false, selection } = props;
  const { t } = useTranslation('runs');
  const columns = columnsOf(props);
  const shown = columns.map(({ id }) => id);
  return (
    <table role="table" className={`${styles.table ?? ''} ${styles.stacked ?? ''}`} aria-label={label}>
      <colgroup>
        {selection !== undefined && <col style={{ width: 40 }} data-minor="narrow" />}
        {columns.map(({ id, width, isMinor }) => (
          <col key={id} style={{ width }} data-minor={minor(isMinor)} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {selection !== undefined && <SelectAll selection={selection} />}
          {columns.map(({ id, isNumber = false, isMinor }) => (
            <th key={id} scope="col" className={isNumber ? styles.number : undefined} data-minor={minor(isMinor)}>
              {t(`column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} columns={shown} withoutWorkflow={withoutWorkflow} selection={selection} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly run: Run;
  readonly columns: readonly ColumnId[];
  readonly withoutWorkflow: boolean;
  readonly selection: RowSelection | undefined;
}

function SelectAll({ selection: { state, onToggleAll } }: { readonly selection: RowSelection }): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <th scope="col" data-select data-minor="narrow">
      <Checkbox
        size="xs"
        aria-label={t('select.shown')}
        checked={state === 'all'}
        indeterminate={state === 'some'}
        onChange={onToggleAll}
      />
    </th>
  );
}

function SelectCell({ id, selection }: { readonly id: string; readonly selection: RowSelection }): ReactElement {
  const { t } = useTranslation('bulk');
  return (
    <td role="cell" data-select data-minor="narrow">
      <Checkbox
        size="xs"
        aria-label={t('select.run', { id: shortenId(id) })}
        checked={selection.isSelected(id)}
        onChange={({ nativeEvent }) =>
          selection.onToggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
      />
    </td>
  );
}

/** What keys and colours of a row go by. */
function markOf(id: string, selection: RowSelection | undefined): Readonly<Record<`data-${string}`, string | true>> {
  return { 'data-run': id, ...(selection?.isSelected(id) === true ? { 'data-selected': true } : {}) };
}

function RunRow({ run, columns, withoutWorkflow, selection }: RowProps): ReactElement {
  return (
    <tr role="row" {...markOf(run.id, selection)}>
      {selection !== undefined && <SelectCell id={run.id} selection={selection} />}
      {columns.map((id) => {
        const Cell = CELLS[id];
        return <Cell key={id} run={run} withoutWorkflow={withoutWorkflow} />;
      })}
    </tr>
  );
}

interface CellProps {
  readonly run: Run;
  readonly withoutWorkflow: boolean;
}

function IdCell({ run }: CellProps): ReactElement {
  const workspace = useWorkspace();
  return (
    <td role="cell">
      <Link
        className={`${styles.mono ?? ''} ${styles.link ?? ''}`}
        to="/w/$workspace/runs/$id"
        params={{ workspace, id: run.id }}
        title={run.id}
      >
        {shortenId(run.id)}
      </Link>
    </td>
  );
}

function WorkflowCell({ run }: CellProps): ReactElement {
  const { t } = useTranslation();
  return (
    <td role="cell">
      <span className={styles.link}>{run.workflow.name}</span>{' '}
      <span className={styles.soft}>{run.version === undefined ? t('draft') : `v${run.version}`}</span>
    </td>
  );
}

function TriggerCell({ run }: CellProps): ReactElement {
  const { t } = useTranslation();
  return (
    <td role="cell" className={styles.quiet} data-minor="wide">
      {t(`trigger.${run.trigger.type}`)}
    </td>
  );
}

function AttributesCell({ run }: CellProps): ReactElement {
  const attributes = Object.entries(run.searchAttributes ?? {});
  const all = attributes.map(([name, value]) => `${name}: ${value}`).join(', ');
  return (
    <td role="cell" className={`${styles.quiet ?? ''} ${styles.mono ?? ''}`} data-minor="wide" title={all}>
      {attributes.length === 0 ? '—' : attributes.map(([, value]) => value).join(' ')}
    </td>
  );
}

const CELLS: Readonly<Record<ColumnId, (props: CellProps) => ReactElement>> = {
  state: ({ run }) => (
    <td role="cell">
      <StateBadge status={run.status} />
    </td>
  ),
  run: IdCell,
  workflow: WorkflowCell,
  trigger: TriggerCell,
  started: ({ run }) => (
    <td role="cell" className={styles.number}>
      <Time at={run.startedAt ?? run.acceptedAt} />
    </td>
  ),
  duration: ({ run, withoutWorkflow }) => (
    <td role="cell" className={styles.number} data-minor={withoutWorkflow ? undefined : 'narrow'}>
      <RunDuration run={run} />
    </td>
  ),
  steps: ({ run }) => (
    <td role="cell" className={styles.number} data-minor="wide">
      {run.stepCount}
    </td>
  ),
  what: ({ run }) => (
    <td role="cell" className={styles.quiet} data-line {...(tellsMore(run) ? {} : { 'data-minor': 'narrow' })}>
      <WhatHappened run={run} />
    </td>
  ),
  attributes: AttributesCell,
};

/** A finished run's duration, or how long it has been going on. */
export function RunDuration({ run }: { readonly run: Run }): ReactElement {
  if (!hasEnded(run.status) && run.startedAt !== undefined) return <Elapsed since={run.startedAt} />;
  return <Duration ms={run.durationMs} />;
}

/** Whether there is more to tell than the state does. */
const tellsMore = ({ status, error, availableAt, currentState }: Run): boolean =>
  error !== undefined ||
  (status === 'waiting' && availableAt !== undefined) ||
  (status === 'running' && currentState !== undefined);

function WhatHappened({ run }: { readonly run: Run }): ReactElement {
  const { t } = useTranslation('runs');
  if (run.status === 'waiting' && run.availableAt !== undefined)
    return (
      <>
        <span className={styles.link}>{run.currentState}</span> · {t('continues')} <Time at={run.availableAt} />
      </>
    );
  if (run.error !== undefined) {
    const { message } = readCause(run.cause);
    return (
      <span title={message === '' ? run.error : `${run.error}: ${message}`}>
        {run.failedPath !== undefined && <span className={styles.link}>{describePath(run.failedPath)} · </span>}
        {message === '' ? run.error : message}
      </span>
    );
  }
  if (run.status === 'running' && run.currentState !== undefined)
    return <span className={styles.link}>{run.currentState}</span>;
  return <>—</>;
}
