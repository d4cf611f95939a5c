import type { HeldStep, Run, Step, StepStatus } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { describePath, type StepPlace } from '../../../lib/step-path.ts';
import { statusOfHeld } from './held-steps.ts';
import { treeRows, type TreeRow } from './step-tree.ts';

/** What a part of a bar stands for; each has its own pattern. */
export type SegmentKind = 'queued' | 'done' | 'failed' | 'delay' | 'waiting' | 'running';

export interface Segment {
  readonly kind: SegmentKind;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One line of the waterfall. */
export interface WaterfallRow {
  /** The newest step of a path has the path itself. */
  readonly id: string;
  readonly path: string;
  readonly label: string;
  readonly depth: number;
  /** The item or branch of the step around it that it belongs to. */
  readonly index: number | undefined;
  /** It undoes another step. */
  readonly isUndoing: boolean;
  /** Absent when the step has no record of its own, though what is inside of it has. */
  readonly status: StepStatus | undefined;
  readonly attempts: number;
  readonly durationMs: number;
  readonly segments: readonly Segment[];
  /** Absent while the step runs, or where it has no record. */
  readonly step?: Step;
}

/** What the time axis spans. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const time = (text: string): number => Date.parse(text);

function segmentsOf(step: Step, beganMs: number): readonly Segment[] {
  const whole = { fromMs: Math.max(beganMs, time(step.startedAt)), toMs: time(step.endedAt) };
  if (step.type === 'Wait') return [{ kind: 'waiting', ...whole }];
  if (step.attempts.length === 0) return [{ kind: step.status === 'failed' ? 'failed' : 'done', ...whole }];
  return segmentsOfAttempts(step).flat();
}

/** Of each attempt: itself, and the delay before the next one. */
export function segmentsOfAttempts(step: Step): readonly (readonly Segment[])[] {
  return step.attempts.map((attempt, index) => {
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

/** Of an undone step all that is around it: it does not stand under it. */
function labelOf(path: string, { parts, isUndoing }: StepPlace): string {
  const { name = path, visit = 1 } = parts.at(-1) ?? {};
  if (isUndoing) return describePath(path);
  return visit === 1 ? name : `${name} #${visit}`;
}

type Facts = Pick<WaterfallRow, 'status' | 'attempts' | 'durationMs' | 'segments' | 'step'>;
/** What the tree places, and what a row shows of it. */
interface Entry {
  readonly path: string;
  readonly startMs: number;
  readonly sequence: number;
  readonly facts: Facts;
}

/** What a retry goes on inside of was entered in the run before it: here it begins with the run. */
function finishedEntry(step: Step, beganMs: number): Entry {
  const { path, sequence, status, attempts, durationMs } = step;
  const startMs = Math.max(beganMs, time(step.startedAt));
  const earlierMs = startMs - time(step.startedAt);
  const segments = segmentsOf(step, beganMs);
  const facts = { status, attempts: attempts.length, durationMs: durationMs - earlierMs, segments, step };
  return { path, sequence, startMs, facts };
}

function runningEntry(
  { path, startedAt }: RunningStep,
  { status, nowMs }: { status: StepStatus; nowMs: number },
): Entry {
  const fromMs = time(startedAt);
  const kind = status === 'running' || status === 'compensating' ? 'running' : 'waiting';
  return {
    path,
    sequence: Number.MAX_SAFE_INTEGER,
    startMs: fromMs,
    facts: {
      status,
      attempts: 0,
      durationMs: Math.max(0, nowMs - fromMs),
      segments: [{ kind, fromMs, toMs: Math.max(fromMs, nowMs) }],
    },
  };
}

/** How steps in progress are, by their paths: those that are held stand still, whatever the others do. */
function statusesOf(run: Run, held: readonly HeldStep[]): (path: string) => StepStatus {
  const status = run.status === 'waiting' || run.status === 'compensating' ? run.status : 'running';
  const known = new Map(held.map((step) => [step.path, statusOfHeld(step)]));
  return (path) => known.get(path) ?? status;
}

/** A step that only shows by what is inside of it: it goes on, or the run has ended in it, or its record was not read. */
function unknownFacts(run: Run, isCut: boolean): Facts {
  const isOpen = !hasEnded(run.status) && run.status !== 'compensating';
  const isEnd = !isCut && (run.status === 'failed' || run.status === 'timed_out' || run.status === 'cancelled');
  return { status: isOpen || isEnd ? run.status : undefined, attempts: 0, durationMs: 0, segments: [] };
}

/** What goes on, and what is not seen of a run. */
interface Around {
  readonly running: readonly RunningStep[];
  readonly nowMs: number;
  readonly held?: readonly HeldStep[];
  /** There are more finished steps than these. */
  readonly isCut?: boolean;
}

/** The steps of a run as lines: what ran inside a step stands under it, and what undoes steps stands last. */
export function waterfallRows(
  run: Run,
  steps: readonly Step[],
  { running, nowMs, held = [], isCut = false }: Around,
): readonly WaterfallRow[] {
  const statusOf = statusesOf(run, held);
  const inProgress = running.map((step) => runningEntry(step, { status: statusOf(step.path), nowMs }));
  const beganMs = run.retryOf?.kind === 'retry' ? time(run.startedAt ?? run.acceptedAt) : -Infinity;
  const entries = [...steps.map((step) => finishedEntry(step, beganMs)), ...inProgress];
  const unknown = unknownFacts(run, isCut);
  return treeRows(entries).map(({ id, path, item, place, depth, index }: TreeRow<Entry>) => ({
    id,
    path,
    label: labelOf(path, place),
    depth,
    index,
    isUndoing: place.isUndoing,
    ...(item?.facts ?? unknown),
  }));
}

/** The time that a run spans: up to now while it goes on. Never empty, so that it can be divided by. */
export function spanOf(run: Run, rows: readonly WaterfallRow[], nowMs: number): TimeSpan {
  const fromMs = time(run.acceptedAt);
  // A loop: ten thousand arguments are too many for one call.
  let toMs = run.endedAt === undefined ? nowMs : time(run.endedAt);
  for (const { segments } of rows) for (const segment of segments) toMs = Math.max(toMs, segment.toMs);
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

/** Which kinds are drawn: the legend names no others. */
export function kindsOf(segments: readonly Segment[]): readonly SegmentKind[] {
  const present = new Set(segments.map(({ kind }) => kind));
  return (['queued', 'done', 'failed', 'delay', 'waiting', 'running'] as const).filter((kind) => present.has(kind));
}
