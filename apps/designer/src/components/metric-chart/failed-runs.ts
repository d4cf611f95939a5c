import { FAILED_RUNS_QUERY } from '@millrace/run-query';

/** The runs that figures of failures count, as a list of runs is asked for them. */
export const FAILED_RUNS = { q: FAILED_RUNS_QUERY } as const;
