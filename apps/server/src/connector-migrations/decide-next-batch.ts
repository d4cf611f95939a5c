import type { VersionMeasure } from '@millrace/runtime';

/** How one workflow went before and after. */
export interface MeasuredWorkflow {
  readonly workflow: string;
  readonly before: VersionMeasure;
  readonly after: VersionMeasure;
}

/** So much worse is chance, and not the new version. */
const TOLERATED_RATE = 0.01;
const TOLERATED_P99_FACTOR = 1.5;
/** Of fewer runs a longest one says nothing. */
const LEAST_RUNS_FOR_P99 = 20;

/** Why the next batch should not begin, a sentence each; nothing when what was measured holds. */
export function findObjections(measured: readonly MeasuredWorkflow[]): readonly string[] {
  return measured.flatMap(({ workflow, before, after }) => {
    if (after.runs === 0) return [`No run of "${workflow}" has ended with the new version yet.`];
    return [...objectToRate(workflow, before, after), ...objectToP99(workflow, before, after)];
  });
}

const rateOf = ({ runs, failed }: VersionMeasure): number => (runs === 0 ? 0 : failed / runs);
const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;

function objectToRate(workflow: string, before: VersionMeasure, after: VersionMeasure): readonly string[] {
  if (rateOf(after) <= rateOf(before) + TOLERATED_RATE) return [];
  return [`Of "${workflow}" ${percent(rateOf(after))} of the runs fail, and before ${percent(rateOf(before))} did.`];
}

function objectToP99(workflow: string, before: VersionMeasure, after: VersionMeasure): readonly string[] {
  const [was, is] = [before.p99Ms, after.p99Ms];
  if (was === undefined || is === undefined || Math.min(before.runs, after.runs) < LEAST_RUNS_FOR_P99) return [];
  if (is <= was * TOLERATED_P99_FACTOR) return [];
  return [`The slowest hundredth of "${workflow}" takes ${Math.round(is)} ms, and before took ${Math.round(was)} ms.`];
}
