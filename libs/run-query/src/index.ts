export type {
  ColumnCondition,
  Comparison,
  PayloadCondition,
  PayloadPlace,
  QueryKind,
  QueryProblem,
  QuerySpan,
  QueryStatus,
  QueryTerm,
  QueryTime,
  QueryTrigger,
  QueryValue,
  RunCondition,
  RunQuery,
  RunSelection,
  StepPart,
} from './run-query.ts';
export { QUERY_KINDS, QUERY_STATUSES, QUERY_TRIGGERS, STEP_PARTS } from './run-query.ts';
export { FIELD_NAMES } from './fields.ts';
export { matchesPayload, type RunPayload, type StepPayload } from './match-payload.ts';
export { MAX_QUERY_CHARACTERS, MAX_QUERY_TERMS, needsPayload, parseRunQuery, selectRuns } from './parse-run-query.ts';
export { FAILED_RUNS_QUERY } from './failed-runs.ts';
export { momentOf } from './read-amounts.ts';
export { writeName, writeTerm, writeValue } from './write-term.ts';
