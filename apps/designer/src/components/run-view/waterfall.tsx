import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../state-badge.tsx';
import { Duration } from '../time.tsx';
import type { Run } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { axisMarks, kindsOf, spanOf, type TimeSpan, type WaterfallRow } from './model/waterfall.ts';
import styles from './waterfall.module.css';

interface Props {
  readonly run: Run;
  readonly rows: readonly WaterfallRow[];
  readonly nowMs: number;
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}

const ROW_PX = 32;
/** Words of marks behind this would run out of the plot: they stand before their mark. */
const NEAR_END = 0.92;

/** The steps of a run over time: the tree left, the bars right. Arrows walk the rows. */
export function Waterfall({ run, rows, nowMs, selected, onSelect }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(rows), [rows]);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing, never passed on
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });
  const span = spanOf(run, rows, nowMs);
  const marks = axisMarks(span.toMs - span.fromMs);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = rows.findIndex(({ id }) => id === selected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + step))];
    if (next === undefined) return;
    onSelect(next.id);
    virtual.scrollToIndex(lines.indexOf(next));
  };
  if (rows.length === 0) return <p className={styles.none}>{t('run.noSteps')}</p>;
  return (
    <div className={styles.waterfall}>
      <div className={styles.axis} aria-hidden="true">
        <span className={styles.axisName}>{t('run.step')}</span>
        <span className={styles.axisPlot}>
          {marks.map((at) => (
            <span
              key={at}
              data-end={at / (span.toMs - span.fromMs) > NEAR_END}
              style={{ insetInlineStart: percent(at, span.toMs - span.fromMs) }}
            >
              {formatDuration(at)}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="listbox"
        aria-label={t('run.table')}
        tabIndex={0}
        onKeyDown={press}
      >
        <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
          <span className={styles.grid} aria-hidden="true">
            {marks.map((at) => (
              <span key={at} style={{ insetInlineStart: percent(at, span.toMs - span.fromMs) }} />
            ))}
          </span>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            if (line === UNDONE)
              return <UndoneLine key="undone" top={item.start} isOver={run.status !== 'compensating'} />;
            return (
              <Row
                key={line.id}
                row={line}
                // The line between the steps and those that undo them is none.
                number={item.index + (line.isUndoing ? 0 : 1)}
                place={{ top: item.start, span, selected: line.id === selected }}
                onSelect={() => onSelect(line.id)}
              />
            );
          })}
        </div>
      </div>
      <ul className={styles.legend}>
        {kindsOf(rows).map((kind) => (
          <li key={kind}>
            <span className={styles.segment} data-kind={kind} aria-hidden="true" />
            {t(`run.legend.${kind}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Stands before the rows that undo others. */
const UNDONE = 'undone';
type Line = WaterfallRow | typeof UNDONE;

function linesOf(rows: readonly WaterfallRow[]): readonly Line[] {
  const first = rows.findIndex(({ isUndoing }) => isUndoing);
  return first < 0 ? rows : [...rows.slice(0, first), UNDONE, ...rows.slice(first)];
}

function UndoneLine({ top, isOver }: { readonly top: number; readonly isOver: boolean }): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <div className={styles.section} role="presentation" style={{ transform: `translateY(${top}px)` }}>
      {t(isOver ? 'run.undone' : 'run.undoing')}
    </div>
  );
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(3)}%`;

interface RowProps {
  readonly row: WaterfallRow;
  readonly number: number;
  readonly place: { readonly top: number; readonly span: TimeSpan; readonly selected: boolean };
  readonly onSelect: () => void;
}

function Row({ row, number, place: { top, span, selected }, onSelect }: RowProps): ReactElement {
  const { t } = useTranslation('runs');
  const length = span.toMs - span.fromMs;
  return (
    <div
      className={styles.row}
      role="option"
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
    >
      <span className={styles.tree} style={{ paddingInlineStart: 16 + row.depth * 20 }}>
        {row.status === undefined ? (
          <span className={styles.noStatus}>{t('run.noStatus')}</span>
        ) : (
          <StateBadge status={row.status} variant="icon" />
        )}
        <span className={styles.number}>{number}</span>
        {row.index !== undefined && !row.isUndoing && <span className={styles.soft}>[{row.index}]</span>}
        <span className={styles.name} title={row.path}>
          {row.label}
        </span>
        {row.attempts > 1 && <span className={styles.soft}>{t('run.attempts', { count: row.attempts })}</span>}
        <span className={styles.duration}>
          <Duration ms={row.segments.length === 0 ? undefined : row.durationMs} />
        </span>
      </span>
      <span className={styles.plot} aria-hidden="true">
        {row.segments.map(({ kind, fromMs, toMs }) => (
          <span
            key={fromMs}
            className={styles.segment}
            data-kind={kind}
            style={{
              insetInlineStart: percent(fromMs - span.fromMs, length),
              width: `max(3px, ${percent(toMs - fromMs, length)})`,
            }}
          />
        ))}
      </span>
    </div>
  );
}
