import { parseRunQuery, selectRuns, type QueryProblem, type RunSelection } from '@millrace/run-query';
import type { Actor } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { mayDo } from '../http/permissions.ts';

/** What a query selects now. A query that cannot be understood is refused as a whole, with each place of it. */
export function readQuery(text: string | undefined, nowMs: number): RunSelection {
  const query = parseRunQuery(text ?? '');
  const read = selectRuns(query, nowMs);
  const problems = query.problems.length > 0 ? query.problems : read.problems;
  const [first] = problems;
  if (first === undefined) return read.selection;
  throw new ServerError('runs.query_invalid', `${first.message} ${first.hint}`, {
    detail: { position: { offset: first.from, line: 1, column: first.from + 1 } },
    findings: problems.map(toFinding),
  });
}

const toFinding = ({ code, message, hint }: QueryProblem) =>
  ({ code, severity: 'error', path: '/q', message, hint }) as const;

/** Data of runs is not for everybody: whether something is in it is not either. */
export function requireDataRight(actor: Actor, { payload }: RunSelection): void {
  if (payload.length === 0 || mayDo(actor, 'run.read_payload')) return;
  throw new ServerError(
    'auth.forbidden',
    'This query searches the data of runs, which needs the permission run.read_payload. Leave text:, input., output. and steps. away.',
  );
}
