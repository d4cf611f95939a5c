/**
 * The runs that figures of failures count: those that timed out, and those that were undone after a failure, too. One that was undone
 * after a cancel has no error, and is none of them.
 */
export const FAILED_RUNS_QUERY = 'status:failed,timed_out,compensated error:*';
