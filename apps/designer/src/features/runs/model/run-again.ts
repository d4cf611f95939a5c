import type { Run, RunWithPayload, Step } from '../../../lib/contract.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { readPath } from '../../../lib/step-path.ts';

/** What somebody wants to do again. */
export type Again =
  | { readonly kind: 'replay' }
  /** Without `from`: where the run failed. */
  | { readonly kind: 'retry'; readonly from?: string };

/** Whether a new run can be made of it at all. */
export const mayRunAgain = ({ status, isTest }: Pick<Run, 'status' | 'isTest'>): boolean =>
  hasEnded(status) && isTest !== true;

/** The step that a retry may begin at: one of the top level that has a record and undoes nothing. */
export function retryableState(step: Step | undefined): string | undefined {
  if (step === undefined) return undefined;
  const { parts, isUndoing } = readPath(step.path);
  return parts.length === 1 && !isUndoing ? step.state : undefined;
}

/** What the new run is given if nothing is changed; `undefined`: nobody here may see it, or it is not known. */
export function inputFor(again: Again, run: RunWithPayload, steps: readonly Step[]): unknown {
  return again.kind === 'replay' ? run.input : stepOf(again, steps)?.input;
}

/** The step that a retry begins at, where one was named. */
export function stepOf(again: Again, steps: readonly Step[]): Step | undefined {
  if (again.kind === 'replay' || again.from === undefined) return undefined;
  const { from } = again;
  return steps.findLast((step) => retryableState(step) === from);
}

/** Whether what the new run is given is too large to be shown, and to be changed. */
export const isTooLarge = (again: Again, run: RunWithPayload, steps: readonly Step[]): boolean =>
  (again.kind === 'replay' ? run : stepOf(again, steps))?.leftOut?.input !== undefined;

/** Whether a secret was taken out of what a record shows. */
export const hasGap = (input: unknown): boolean => JSON.stringify(input ?? null).includes('[redacted]');

/** Whether two JSON values are written alike. */
export const isSameJson = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
