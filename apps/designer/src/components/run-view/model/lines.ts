// What stands below one another in the waterfall: the run, its steps, and between them what is said of them.
import type { Run } from '../../../lib/contract.ts';
import type { NumberedRow } from './narrow-rows.ts';
import type { ThreadPager } from './thread-pages.ts';
import { segmentsOfAttempts, type Segment, type WaterfallRow } from './waterfall.ts';

export type Line =
  | { readonly kind: 'run'; readonly segments: readonly Segment[] }
  | { readonly kind: 'step'; readonly row: WaterfallRow; readonly number: number }
  /** One of several attempts of the step that is looked at. */
  | { readonly kind: 'attempt'; readonly depth: number; readonly attempt: Attempt }
  | { readonly kind: 'pager'; readonly pager: ThreadPager }
  /** Stands before the rows that undo others. */
  | { readonly kind: 'undone' };

export interface Attempt {
  readonly number: number;
  readonly error: string | undefined;
  /** The attempt, and the delay after it. */
  readonly segments: readonly Segment[];
}

interface Shown {
  readonly run: Run;
  readonly rows: readonly NumberedRow[];
  readonly selected: string | undefined;
}

export function linesOf({ run, rows, selected }: Shown): readonly Line[] {
  const lines: Line[] = [{ kind: 'run', segments: segmentsOfRun(run) }];
  let isUndoing = false;
  for (const { row, pager, number } of rows) {
    if (row.isUndoing && !isUndoing) lines.push({ kind: 'undone' });
    isUndoing ||= row.isUndoing;
    lines.push({ kind: 'step', row, number });
    if (row.id === selected)
      for (const attempt of attemptsOf(row)) lines.push({ kind: 'attempt', depth: row.depth + 1, attempt });
    if (pager !== undefined) lines.push({ kind: 'pager', pager });
  }
  return lines;
}

/** Until a worker took it, it was queued. */
function segmentsOfRun({ acceptedAt, startedAt }: Run): readonly Segment[] {
  if (startedAt === undefined || startedAt <= acceptedAt) return [];
  return [{ kind: 'queued', fromMs: Date.parse(acceptedAt), toMs: Date.parse(startedAt) }];
}

/** Where there were several. */
function attemptsOf({ step }: WaterfallRow): readonly Attempt[] {
  if (step === undefined || step.attempts.length < 2) return [];
  return segmentsOfAttempts(step).map((segments, index) => {
    const { attempt: number, error } = step.attempts[index] ?? { attempt: index + 1, error: undefined };
    return { number, error: error?.error, segments };
  });
}
