/** The runs that figures of failures count, as a list of runs is asked for them: a run that timed out has failed too. */
export const FAILED_RUNS = { q: 'status:failed,timed_out' } as const;
