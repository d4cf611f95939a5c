import { createHash } from 'node:crypto';
import type { Machine } from '@millrace/machine';
import { findStatePlace } from '../draft-tests/find-machine.ts';
import type { RunEnd, RunParent } from '../run.ts';
import { normaliseCause } from './normalise-cause.ts';

/** What a failure is grouped by, and what its group shows. */
export interface FailureMark {
  /** 32 hexadecimal digits, the same for all runs that failed of one cause. */
  readonly fingerprint: string;
  /** Names of states, without item indexes and visit counts; empty when no step failed. */
  readonly statePath: string;
  /** Of the failed step. */
  readonly resource?: string;
  readonly normalisedCause: string;
  /** Absent: it is gone. */
  readonly versionNumber?: number;
  /** The run is a dead letter, too. */
  readonly isDeadLetter?: true;
}
/** A run that ends. */
export interface EndingRun {
  readonly workflowId: string;
  readonly parent?: RunParent;
  readonly isTest?: boolean;
  readonly versionNumber?: number;
  /** Absent when its version is gone. */
  readonly machine?: Machine;
  /** Its workflow wants failed runs among the dead letters. */
  readonly keepsDeadLetters?: boolean;
}

/** `##`, `[[` and `//` are of a state's own name; `#2` is a visit, `[17]` an item or a branch. */
const COUNTS = /(##|\[\[|\/\/)|#\d+|\[\d+\]/g;

/** `Each order[17]/Charge#2` → `Each order/Charge`. */
export function statePathOf(path: string): string {
  return path.replace(COUNTS, (_, own: string | undefined) => own ?? '');
}

/** The name of the state that such a path leads to. */
export function stateOf(statePath: string): string {
  const [last = ''] = /(?:[^/]|\/\/)*$/.exec(statePath) ?? [];
  return last.replaceAll(/([#[/])\1/g, '$1');
}

/**
 * The mark of a run's end, if it counts as a failure. Cancelled runs and tests do not. Nor does a run that another one waits
 * for: that one takes the failure (`Catch`), which is then dealt with, or fails for it, and counts itself. So each failure
 * counts once, and of the run that somebody can start again: a retry of the inner run would not move the outer one. What failed
 * inside is in the cause, by which both are grouped.
 */
export function markFailure(end: RunEnd, run: EndingRun): FailureMark | undefined {
  const { status, error, cause = '', failedPath = '' } = end;
  if (run.isTest === true || run.parent?.isAwaited === true || !isFailure(end)) return undefined;
  const statePath = statePathOf(failedPath);
  const normalisedCause = normaliseCause(cause);
  const parts = [run.workflowId, statePath, error ?? status, normalisedCause];
  const resource = run.machine === undefined ? undefined : resourceOf(run.machine, statePath);
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32),
    ...{ statePath, normalisedCause },
    ...(resource === undefined ? {} : { resource }),
    ...(run.versionNumber === undefined ? {} : { versionNumber: run.versionNumber }),
    ...(run.keepsDeadLetters === true ? { isDeadLetter: true } : {}),
  };
}

/** One whose steps were undone has failed before, unless a person has cancelled it. */
function isFailure({ status, error }: RunEnd): boolean {
  return status === 'failed' || status === 'timed_out' || (status === 'compensated' && error !== undefined);
}

function resourceOf(machine: Machine, statePath: string): string | undefined {
  const state = findStatePlace(machine, stateOf(statePath))?.state;
  return state?.Type === 'Task' && typeof state.Resource === 'string' ? state.Resource : undefined;
}
