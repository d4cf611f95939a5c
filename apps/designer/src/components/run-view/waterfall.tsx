import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useEffect, useEffectEvent, useId, useMemo, useRef } from 'react';
import type { Run } from '../../lib/contract.ts';
import { formatDuration } from '../../lib/format.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { type Line, linesOf } from './model/lines.ts';
import { narrowRows } from './model/narrow-rows.ts';
import { createTimeScale, type TimeScale } from './model/time-scale.ts';
import { kindsOf, spanOf, type TimeSpan } from './model/waterfall.ts';
import type { RunSteps } from './use-run-steps.ts';
import { useWaterfallView } from './use-waterfall-view.ts';
import { WaterfallAxis } from './waterfall-axis.tsx';
import { AttemptLine, PagerLine, percent, RunLine, StepLine, UndoneLine } from './waterfall-lines.tsx';
import { WaterfallTools } from './waterfall-tools.tsx';
import styles from './waterfall.module.css';

interface Props {
  readonly run: Run;
  readonly steps: Pick<RunSteps, 'rows' | 'folded' | 'nowMs' | 'isCut' | 'showThreads'>;
  readonly selected: string | undefined;
  readonly onSelect: (path: string) => void;
}

const ROW_PX = 32;

/** A line that is in sight. */
interface DrawnLine {
  readonly id: string;
  readonly line: Line;
  /** In pixels. */
  readonly top: number;
}

/** The steps of a run over time: the tree left, the bars right. Arrows walk the rows. */
export function Waterfall({ run, steps, selected, onSelect }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const { rows, folded, nowMs } = steps;
  const listId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useWaterfallView();
  const { choice, window } = view;
  const narrowed = useMemo(() => narrowRows(folded, choice), [folded, choice]);
  const lines = useMemo(() => linesOf({ run, rows: narrowed, selected }), [run, narrowed, selected]);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing, never passed on
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialRect: { width: 800, height: 600 },
  });
  const indexOfSelected = lines.findIndex((line) => line.kind === 'step' && line.row.id === selected);
  const show = useEffectEvent(() => {
    if (indexOfSelected >= 0) virtual.scrollToIndex(indexOfSelected);
  });
  // Whoever comes by a link to a step, or goes there from elsewhere on the page, sees it.
  const isEmpty = rows.length === 0;
  useEffect(() => show(), [selected, isEmpty]);
  const { span, scale } = useMemo(() => {
    const whole = spanOf(run, rows, nowMs);
    return { span: whole, scale: createTimeScale(whole, rows, window) };
  }, [run, rows, nowMs, window]);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) {
      if (view.press(event)) event.preventDefault();
      return;
    }
    event.preventDefault();
    const index = narrowed.findIndex(({ row }) => row.id === selected);
    const next = narrowed[Math.min(narrowed.length - 1, Math.max(0, index + step))]?.row;
    if (next === undefined) return;
    onSelect(next.id);
  };
  if (isEmpty) return <p className={styles.none}>{t('run.noSteps')}</p>;
  const shown: readonly DrawnLine[] = virtual.getVirtualItems().flatMap(({ index, start: top }) => {
    const line = lines[index];
    return line === undefined ? [] : [{ line, top, id: `${listId}${index}` }];
  });
  const draw = ({ line, top, id }: DrawnLine): ReactElement => {
    switch (line.kind) {
      case 'run':
        return <RunLine key="run" run={run} segments={line.segments} place={{ top, scale, toMs: span.toMs }} />;
      case 'undone':
        return <UndoneLine key="undone" top={top} isOver={run.status !== 'compensating'} />;
      case 'attempt':
        return (
          <AttemptLine
            key={`attempt ${line.attempt.number}`}
            attempt={line.attempt}
            depth={line.depth}
            place={{ top, scale }}
          />
        );
      case 'pager':
        return (
          <PagerLine
            key={`pager ${line.pager.path}`}
            pager={line.pager}
            isCountKnown={!steps.isCut}
            top={top}
            onPage={steps.showThreads}
          />
        );
      case 'step':
        return (
          <StepLine
            key={line.row.id}
            id={id}
            row={line.row}
            number={line.number}
            place={{ top, scale, selected: line.row.id === selected }}
            onSelect={() => onSelect(line.row.id)}
          />
        );
    }
  };
  return (
    <div className={styles.waterfall}>
      <WaterfallTools view={view} rows={rows} />
      <WaterfallAxis scale={scale} window={window} onLook={view.look} />
      <div ref={scroller} className={styles.scroller}>
        <div className={styles.space} style={{ height: virtual.getTotalSize() }}>
          <Grid scale={scale} />
          <Lines {...{ shown, selected, draw }} onKeyDown={press} />
        </div>
      </div>
      <Legend lines={lines} />
    </div>
  );
}

interface LinesProps {
  readonly shown: readonly DrawnLine[];
  readonly selected: string | undefined;
  readonly draw: (drawn: DrawnLine) => ReactElement;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The list, which has the focus and says which of its rows is the selected one. What pages through items is none of its rows. */
function Lines({ shown, selected, draw, onKeyDown }: LinesProps): ReactElement {
  const { t } = useTranslation('runs');
  const active = shown.find(({ line }) => line.kind === 'step' && line.row.id === selected);
  return (
    <>
      <div
        className={styles.list}
        role="listbox"
        aria-label={t('run.table')}
        aria-activedescendant={active?.id}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {shown.map((drawn) => (drawn.line.kind === 'pager' ? null : draw(drawn)))}
      </div>
      {shown.map((drawn) => (drawn.line.kind === 'pager' ? draw(drawn) : null))}
    </>
  );
}

function Grid({ scale }: { readonly scale: TimeScale }): ReactElement {
  const lengthOf = ({ fromMs, toMs }: TimeSpan): string => formatDuration(toMs - fromMs);
  return (
    <span className={styles.grid} aria-hidden="true">
      {scale.marks.map(({ sinceMs, at }) => (
        <span key={sinceMs} className={styles.mark} style={{ insetInlineStart: percent(at) }} />
      ))}
      {scale.breaks.map((span) => (
        <span
          key={span.fromMs}
          className={styles.break}
          style={{
            insetInlineStart: percent(scale.at(span.fromMs)),
            width: percent(scale.at(span.toMs) - scale.at(span.fromMs)),
          }}
        >
          <span>{lengthOf(span)}</span>
        </span>
      ))}
    </span>
  );
}

function Legend({ lines }: { readonly lines: readonly Line[] }): ReactElement {
  const { t } = useTranslation('runs');
  const segments = lines.flatMap((line) => {
    if (line.kind === 'run') return line.segments;
    return line.kind === 'step' ? line.row.segments : [];
  });
  return (
    <ul className={styles.legend}>
      {kindsOf(segments).map((kind) => (
        <li key={kind}>
          <span className={styles.segment} data-kind={kind} aria-hidden="true" />
          {t(`run.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
