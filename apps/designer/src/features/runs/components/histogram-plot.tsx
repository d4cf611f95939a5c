import type { KeyboardEvent, PointerEvent, ReactElement } from 'react';
import { useState } from 'react';
import { formatAbsolute } from '../../../lib/format.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { type Brush, type ChartSpan, GROUP_NAMES, type GroupCounts, ticksOf, totalOf } from '../model/run-histogram.ts';
import styles from '../run-histogram.module.css';

interface Props {
  readonly bars: readonly GroupCounts[];
  readonly span: ChartSpan;
  readonly brush: Brush | undefined;
  readonly onBrush: (brush: Brush | undefined) => void;
}

const HEIGHT = 72;
const DAY_MS = 86_400_000;
/** A bar of one run among thousands is seen all the same. */
const LEAST = 2;

/** The bars, and the two edges of what is chosen: by dragging, or by arrow keys on an edge. */
export function HistogramPlot({ bars, span, brush, onBrush }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const [drag, setDrag] = useState<{ readonly anchor: number; readonly at: number }>();
  const dragged = drag && { from: Math.min(drag.anchor, drag.at), until: Math.max(drag.anchor, drag.at) + 1 };
  const shown = dragged ?? brush;
  const placeAt = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = Math.floor(((event.clientX - left) / width) * span.buckets);
    return Math.max(0, Math.min(span.buckets - 1, place));
  };
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = placeAt(event);
    // Near an edge, it is the edge that moves.
    const isNear = (edge: number): boolean => Math.abs(edge - at) <= Math.max(1, span.buckets / 60);
    if (brush !== undefined && isNear(brush.from)) setDrag({ anchor: brush.until - 1, at });
    else if (brush !== undefined && isNear(brush.until - 1)) setDrag({ anchor: brush.from, at });
    else setDrag({ anchor: at, at });
  };
  const end = (): void => {
    setDrag(undefined);
    if (dragged !== undefined) onBrush(dragged);
  };
  return (
    <div className={styles.plot}>
      <div
        className={styles.area}
        onPointerDown={begin}
        onPointerMove={(event) => drag !== undefined && setDrag({ ...drag, at: placeAt(event) })}
        onPointerUp={end}
        onPointerCancel={() => setDrag(undefined)}
        onDoubleClick={() => onBrush(undefined)}
      >
        <Bars bars={bars} buckets={span.buckets} shown={shown} />
        <Edge edge="from" span={span} brush={brush} shown={shown} onBrush={onBrush} label={t('histogram.from')} />
        <Edge edge="until" span={span} brush={brush} shown={shown} onBrush={onBrush} label={t('histogram.until')} />
      </div>
      <div className={styles.ticks} aria-hidden="true">
        {ticksOf(span).map(({ place, atMs }) => (
          <span key={atMs} style={{ left: `${place * 100}%` }}>
            {shortTime(atMs, span)}
          </span>
        ))}
        <span data-last>{t('histogram.now')}</span>
      </div>
    </div>
  );
}

function shortTime(atMs: number, { bucketMs, buckets }: ChartSpan): string {
  const isOfDays = bucketMs * buckets > DAY_MS;
  const how: Intl.DateTimeFormatOptions = isOfDays
    ? { month: 'short', day: 'numeric' }
    : { hour: '2-digit', minute: '2-digit', hour12: false };
  return new Intl.DateTimeFormat(undefined, how).format(atMs);
}

interface BarsProps {
  readonly bars: readonly GroupCounts[];
  readonly buckets: number;
  readonly shown: Brush | undefined;
}

function Bars({ bars, buckets, shown }: BarsProps): ReactElement {
  const most = Math.max(1, ...bars.map(totalOf));
  return (
    <svg viewBox={`0 0 ${buckets} ${HEIGHT}`} height={HEIGHT} preserveAspectRatio="none" aria-hidden="true">
      {bars.map((bar, place) => {
        let top = HEIGHT;
        const isChosen = shown === undefined || (place >= shown.from && place < shown.until);
        return (
          <g key={place} data-chosen={isChosen}>
            {GROUP_NAMES.filter((group) => bar[group] > 0).map((group) => {
              const height = Math.max(LEAST, (bar[group] / most) * (HEIGHT - 6));
              top -= height;
              return <rect key={group} data-group={group} x={place + 0.1} y={top} width={0.8} height={height} />;
            })}
          </g>
        );
      })}
    </svg>
  );
}

interface EdgeProps {
  readonly edge: 'from' | 'until';
  readonly span: ChartSpan;
  readonly brush: Brush | undefined;
  readonly shown: Brush | undefined;
  readonly label: string;
  readonly onBrush: (brush: Brush | undefined) => void;
}

function Edge({ edge, span, brush, shown, label, onBrush }: EdgeProps): ReactElement {
  const whole = { from: 0, until: span.buckets };
  const { from, until } = brush ?? whole;
  const at = (shown ?? whole)[edge];
  const move = (by: number): void => {
    const next = edge === 'from' ? { from: from + by, until } : { from, until: until + by };
    if (next.from >= 0 && next.until <= span.buckets && next.from < next.until) onBrush(next);
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };
    const by = steps[event.key];
    if (by === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) onBrush(undefined);
    else move(by);
  };
  return (
    <span
      className={styles.edge}
      data-quiet={shown === undefined}
      style={{ left: `${(at / span.buckets) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={span.buckets}
      aria-valuenow={at}
      aria-valuetext={formatAbsolute(span.fromMs + at * span.bucketMs)}
      onKeyDown={press}
    />
  );
}
