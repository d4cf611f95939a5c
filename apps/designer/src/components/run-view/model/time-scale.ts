// Where a moment stands on the axis of a run. Long times in which nothing was done are drawn short, and say how long they were.
import { type TimeWindow, WHOLE } from './time-window.ts';
import type { TimeSpan, WaterfallRow } from './waterfall.ts';

/** Nothing was done for so much of the run: it is drawn broken. */
const LEAST_SHARE = 0.2;
/** How much of the axis a broken time takes. */
const BREAK_WIDTH = 0.08;
const MARKS = 5;

export interface TimeScale {
  /** Of epoch milliseconds, as a part of the axis: 0 to 1, and beyond where only a part of the time is looked at. */
  readonly at: (ms: number) => number;
  /** Round times since the beginning. */
  readonly marks: readonly { readonly sinceMs: number; readonly at: number }[];
  readonly breaks: readonly TimeSpan[];
}

interface Part extends TimeSpan {
  readonly isBreak: boolean;
  readonly start: number;
  readonly width: number;
}

/** The axis of a run with these rows, or a part of it. */
export function createTimeScale(span: TimeSpan, rows: readonly WaterfallRow[], window: TimeWindow = WHOLE): TimeScale {
  const parts = partsOf(span, idleSpans(span, rows));
  const placeOf = (ms: number): number => {
    const part = parts.find(({ toMs }) => ms <= toMs) ?? parts.at(-1);
    if (part === undefined) return 0;
    const share = (ms - part.fromMs) / Math.max(part.toMs - part.fromMs, Number.EPSILON);
    return Math.min(1, Math.max(0, part.start + Math.min(1, share) * part.width));
  };
  const width = window.to - window.from;
  const at = (ms: number): number => (placeOf(ms) - window.from) / width;
  const working = parts.filter(({ isBreak }) => !isBreak);
  const workedMs = working.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const marks = working.flatMap((part) =>
    marksIn(part, { originMs: span.fromMs, stepMs: roundStep(workedMs * width) }),
  );
  return {
    at,
    marks: marks
      .map((sinceMs) => ({ sinceMs, at: at(span.fromMs + sinceMs) }))
      .filter((mark) => mark.at >= 0 && mark.at <= 1),
    breaks: parts.filter(({ isBreak }) => isBreak),
  };
}

/** Times in which no step did anything, of those that are long. What only holds others is not asked. */
function idleSpans(span: TimeSpan, rows: readonly WaterfallRow[]): readonly TimeSpan[] {
  const busy = rows
    .filter((row, index) => (rows[index + 1]?.depth ?? 0) <= row.depth)
    .flatMap(({ segments }) => segments.filter(({ kind }) => kind !== 'waiting' && kind !== 'delay'))
    .sort((one, other) => one.fromMs - other.fromMs);
  const leastMs = (span.toMs - span.fromMs) * LEAST_SHARE;
  const idle: TimeSpan[] = [];
  let fromMs = span.fromMs;
  for (const { fromMs: begins, toMs } of [...busy, { fromMs: span.toMs, toMs: span.toMs }]) {
    if (begins - fromMs > leastMs) idle.push({ fromMs, toMs: begins });
    fromMs = Math.max(fromMs, toMs);
  }
  // A run that did nothing at all has no time to compare with.
  return busy.length === 0 ? [] : idle;
}

function partsOf(span: TimeSpan, idle: readonly TimeSpan[]): readonly Part[] {
  const spans: (TimeSpan & { readonly isBreak: boolean })[] = [];
  let fromMs = span.fromMs;
  for (const wait of idle) {
    if (wait.fromMs > fromMs) spans.push({ fromMs, toMs: wait.fromMs, isBreak: false });
    spans.push({ ...wait, isBreak: true });
    fromMs = wait.toMs;
  }
  if (span.toMs > fromMs || spans.length === 0) spans.push({ fromMs, toMs: span.toMs, isBreak: false });
  const workedMs = spans.reduce((sum, part) => sum + (part.isBreak ? 0 : part.toMs - part.fromMs), 0);
  const free = workedMs === 0 ? 0 : 1 - BREAK_WIDTH * idle.length;
  let start = 0;
  return spans.map((part) => {
    const share = part.isBreak ? (workedMs === 0 ? 1 / idle.length : BREAK_WIDTH) : 0;
    const width = part.isBreak ? share : (free * (part.toMs - part.fromMs)) / Math.max(workedMs, Number.EPSILON);
    const placed = { ...part, start, width };
    start += width;
    return placed;
  });
}

/** A round length that is about a fifth. */
function roundStep(spanMs: number): number {
  const rough = Math.max(1, spanMs) / MARKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough);
}

function marksIn(
  { fromMs, toMs }: TimeSpan,
  { originMs, stepMs }: { readonly originMs: number; readonly stepMs: number },
): readonly number[] {
  const marks: number[] = [];
  for (let at = Math.ceil((fromMs - originMs) / stepMs) * stepMs; at <= toMs - originMs; at += stepMs) marks.push(at);
  return marks;
}
