import type pg from 'pg';
import type { StepListRequest } from '@millrace/runtime';
import type { StepsRow } from '../step-texts.ts';

const STEPS = `
select s.record as steps, case when s.sequence = 0 then run.input end as run_input
from run join run_step s on s.run_id = run.id
where run.id = $1::uuid and run.workspace_id = $3::uuid
  and s.sequence between coalesce(
    (select max(sequence) from run_step where run_id = $1::uuid and sequence <= $2::integer + 1), 0) and $2::integer + $4::integer
order by s.sequence`;

/** What narrows the list is looked for in the text of the record: a row that has it may have other steps beside. */
const NARROWED_STEPS = `
select s.record as steps, case when s.sequence = 0 then run.input end as run_input
from run join run_step s on s.run_id = run.id
where run.id = $1::uuid and run.workspace_id = $3::uuid
  and s.sequence >= coalesce((select max(sequence) from run_step where run_id = $1::uuid and sequence <= $2::integer + 1), 0)
  and ($5::text is null or s.record ~ $5::text)
  and (not $6::boolean or strpos(s.record, '"status":"failed"') > 0)
order by s.sequence limit $4::integer`;

/**
 * Rows that hold the next steps after `afterSequence`. The first may hold earlier ones too, and each row steps that were not asked
 * for. Of a narrowed list there is a row more than `limit`, if there are as many: the first may have nothing new.
 */
export async function listSteps(
  pool: pg.Pool,
  request: StepListRequest & { readonly afterSequence: number },
): Promise<readonly StepsRow[]> {
  const { runId, workspaceId, afterSequence, limit, isFailed = false } = request;
  const address = [runId, afterSequence, workspaceId];
  const query = isNarrowed(request)
    ? {
        name: 'list-narrowed-steps',
        text: NARROWED_STEPS,
        values: [...address, limit + 1, patternOf(request) ?? null, isFailed],
      }
    : { name: 'list-steps', text: STEPS, values: [...address, limit] };
  const { rows } = await pool.query<StepsRow>(query);
  return rows;
}

/** Whether rows have to be looked at one by one. */
export const isNarrowed = ({ under, isFailed = false }: Pick<StepListRequest, 'under' | 'isFailed'>): boolean =>
  under !== undefined || isFailed;

/** A regular expression of Postgres for records with a path that was asked for. */
function patternOf({ under, threads }: Pick<StepListRequest, 'under' | 'threads'>): string | undefined {
  if (under === undefined) return undefined;
  const path = JSON.stringify(under)
    .slice(1, -1)
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const numbers = threads === undefined ? '[0-9]+' : `(?:${range(threads).join('|')})`;
  return `"path":"${path}\\[${numbers}\\]`;
}

const range = ({ first, last }: { readonly first: number; readonly last: number }): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
