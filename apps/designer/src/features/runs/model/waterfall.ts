import type { Run, Step, StepStatus } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';

/** What a part of a bar stands for; each has its own pattern. */
export type SegmentKind = 'done' | 'failed' | 'delay' | 'waiting' | 'running';

export interface Segment {
  readonly kind: SegmentKind;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One line of the waterfall. */
export interface WaterfallRow {
  readonly path: string;
  readonly label: string;
  readonly depth: number;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly durationMs: number;
  readonly segments: readonly Segment[];
  /** Absent while the step runs. */
  readonly step?: Step;
}

/** What the time axis spans. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const time = (text: string): number => Date.parse(text);

function segmentsOf(step: Step): readonly Segment[] {
  const whole = { fromMs: time(step.startedAt), toMs: time(step.endedAt) };
  if (step.type === 'Wait') return [{ kind: 'waiting', ...whole }];
  if (step.attempts.length === 0) return [{ kind: step.status === 'failed' ? 'failed' : 'done', ...whole }];
  return step.attempts.flatMap((attempt, index) => {
    const tried: Segment = {
      kind: attempt.error === undefined ? 'done' : 'failed',
      fromMs: time(attempt.startedAt),
      toMs: time(attempt.endedAt),
    };
    const next = step.attempts[index + 1];
    return next === undefined
      ? [tried]
      : [tried, { kind: 'delay' as const, fromMs: tried.toMs, toMs: time(next.startedAt) }];
  });
}

const labelOf = (path: string): string => path.split('/').at(-1) ?? path;
const depthOf = (path: string): number => path.split('/').length - 1;

function finishedRow(step: Step): WaterfallRow {
  return {
    path: step.path,
    label: labelOf(step.path),
    depth: depthOf(step.path),
    status: step.status,
    attempts: step.attempts.length,
    durationMs: step.durationMs,
    segments: segmentsOf(step),
    step,
  };
}

function runningRow(
  { path, startedAt }: RunningStep,
  { waiting, nowMs }: { waiting: boolean; nowMs: number },
): WaterfallRow {
  const fromMs = time(startedAt);
  return {
    path,
    label: labelOf(path),
    depth: depthOf(path),
    status: waiting ? 'waiting' : 'running',
    attempts: 0,
    durationMs: Math.max(0, nowMs - fromMs),
    segments: [{ kind: waiting ? 'waiting' : 'running', fromMs, toMs: Math.max(fromMs, nowMs) }],
  };
}

/** The steps of a run as lines, in the order in which they began, an outer step before its inner ones. */
export function waterfallRows(
  run: Run,
  steps: readonly Step[],
  live: { readonly running: readonly RunningStep[]; readonly nowMs: number },
): readonly WaterfallRow[] {
  const finished = steps.map(finishedRow);
  const options = { waiting: run.status === 'waiting', nowMs: live.nowMs };
  const running = live.running.map((step) => runningRow(step, options));
  const start = (row: WaterfallRow): number => row.segments[0]?.fromMs ?? 0;
  return [...finished, ...running].sort(
    (a, b) => start(a) - start(b) || a.depth - b.depth || sequence(a) - sequence(b),
  );
}

const sequence = (row: WaterfallRow): number => row.step?.sequence ?? Number.MAX_SAFE_INTEGER;

/** The time that a run spans: up to now while it goes on. Never empty, so that it can be divided by. */
export function spanOf(run: Run, rows: readonly WaterfallRow[], nowMs: number): TimeSpan {
  const fromMs = time(run.startedAt ?? run.acceptedAt);
  // A loop: ten thousand arguments are too many for one call.
  let toMs = run.endedAt === undefined ? nowMs : time(run.endedAt);
  for (const { segments } of rows) for (const segment of segments) toMs = Math.max(toMs, segment.toMs);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

/** About five round marks for an axis, as distances from its start in milliseconds. */
export function axisMarks(spanMs: number): readonly number[] {
  const rough = spanMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const step = Math.max(1, round);
  const marks: number[] = [];
  for (let at = 0; at <= spanMs; at += step) marks.push(at);
  return marks;
}

/** Which kinds are drawn: the legend names no others. */
export function kindsOf(rows: readonly WaterfallRow[]): readonly SegmentKind[] {
  const present = new Set(rows.flatMap((row) => row.segments.map(({ kind }) => kind)));
  return (['done', 'failed', 'delay', 'waiting', 'running'] as const).filter((kind) => present.has(kind));
}
