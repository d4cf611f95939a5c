import { RUN_STATUSES, type RunStatus } from '../../../lib/contract.ts';
import type { RunFilter } from '../../../lib/queries/runs.ts';

const HOUR_MS = 3_600_000;
const SPANS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS } as const;

/** How far back a list of runs reaches. */
export type Since = keyof typeof SPANS;

export const SINCE = Object.keys(SPANS) as readonly Since[];

/** The filters of a list of runs, as the address holds them. */
export interface RunSearch {
  readonly status?: RunStatus;
  readonly workflow?: string;
  readonly since?: Since;
}

/** Reads the filters from an address; what is not understood is left out. */
export function readRunSearch(search: Readonly<Record<string, unknown>>): RunSearch {
  const status = RUN_STATUSES.find((known) => known === search.status);
  const since = SINCE.find((known) => known === search.since);
  const { workflow } = search;
  return {
    ...(status === undefined ? {} : { status }),
    ...(typeof workflow === 'string' && workflow !== '' ? { workflow } : {}),
    ...(since === undefined ? {} : { since }),
  };
}

/** The filters as the API takes them. The start is cut to the minute, so that a list keeps its cache key. */
export function toRunFilter({ status, workflow, since }: RunSearch, nowMs: number): RunFilter {
  const from = since === undefined ? undefined : Math.floor((nowMs - SPANS[since]) / 60_000) * 60_000;
  return {
    ...(status === undefined ? {} : { status }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
  };
}

/** Whether a list is narrowed by choice; the workflow that a list belongs to is no choice. */
export function isNarrowed({ status, since, workflow }: RunSearch, oneWorkflow: boolean): boolean {
  return status !== undefined || since !== undefined || (!oneWorkflow && workflow !== undefined);
}
