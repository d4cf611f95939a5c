// Why this shape: what no index answers is looked for in slices of the list, newest first, so that no question takes long, whatever is
// asked. A slice is read by the index of the list; of each run in it only the id is kept and whether it fits. Indexes: those of
// `list-runs.ts`. Locks: none. Runs: when a person searches.
import type { ColumnCondition } from '@millrace/runtime';
import { RUN_COLUMNS, RUN_NAMES, type RunRow } from './find-run.ts';
import { addRest, selectRuns, type Client, type RunPlan } from './list-runs.ts';
import { Conditions } from './run-conditions.ts';

/** What a slice is read by, and what is looked for in it. */
export interface SlicePlan {
  readonly list: RunPlan;
  readonly rest: Pick<RunPlan, 'statuses' | 'ofWorkflows' | 'conditions'>;
}

/** Whether an index of the whole workspace has it. */
const isIndexed = (condition: ColumnCondition): boolean => {
  if (condition.isNot) return false;
  if (condition.kind === 'error') return condition.values.every((name) => !name.endsWith('*'));
  return ['id', 'fingerprint', 'parent', 'attribute'].includes(condition.kind);
};

/** Takes a plan apart. */
export function planSlices(plan: RunPlan): SlicePlan {
  const { statuses, workflowIds, ...others } = plan;
  const conditions = plan.conditions.filter((condition) => !isIndexed(condition));
  const list = { ...others, conditions: plan.conditions.filter(isIndexed) };
  const ofWorkflow = workflowIds === undefined ? {} : { workflowIds };
  if (statuses === undefined) return { list: { ...list, ...ofWorkflow }, rest: { conditions } };
  const isOfAll = plan.versionIds === undefined && Object.keys(plan.attributes ?? {}).length === 0;
  // Most runs succeed: the others of a workspace are fewer than those of a workflow may be.
  const isRare = !statuses.includes('succeeded');
  if (isOfAll && workflowIds === undefined) return { list: { ...list, statuses }, rest: { conditions } };
  if (isOfAll && isRare && workflowIds !== undefined && plan.tests === undefined)
    return { list: { ...list, statuses }, rest: { ofWorkflows: workflowIds, conditions } };
  return { list: { ...list, ...ofWorkflow }, rest: { statuses, conditions } };
}

/** Whether a list is all that there is to it. */
export function isFoundByIndex({ rest }: SlicePlan): boolean {
  return rest.statuses === undefined && rest.ofWorkflows === undefined && rest.conditions.length === 0;
}

export interface Slice {
  /** Those that fit, newest first, and which of the runs looked at they were: the first is 1. */
  readonly ids: readonly string[];
  readonly places: readonly number[];
  readonly scanned: number;
  /** The oldest run that was looked at. Undefined: there was none. */
  readonly lastId: string | undefined;
}

interface SliceRequest {
  readonly plan: SlicePlan;
  readonly beforeId: string | undefined;
  readonly runs: number;
  /** Adds what the data of a run must look like. */
  readonly addNeedles?: (where: Conditions) => void;
}

/** Looks at the next runs of a list. */
export async function readSlice(
  client: Client,
  { plan: { list, rest }, beforeId, runs, addNeedles }: SliceRequest,
): Promise<Slice> {
  const fits = (values: unknown[]): string => {
    const where = new Conditions(values);
    addRest(where, { ...rest, workspaceId: list.workspaceId });
    addNeedles?.(where);
    return where.all;
  };
  const bounded = beforeId === undefined ? list : { ...list, beforeId };
  const [slice, values] = selectRuns(bounded, { columns: 'run.id', limit: runs, fits });
  const text = `with slice as materialized (${slice}),
    numbered as (select id, fits, row_number() over (order by id desc)::integer as place from slice)
    select array_agg(id::text order by place) filter (where fits) as ids, array_agg(place order by place) filter (where fits) as places,
      count(*)::integer as scanned, (select id from slice order by id limit 1) as "lastId" from numbered`;
  const { rows } = await client.query<NullableSlice>(text, values);
  const { ids, places, scanned = 0, lastId } = rows[0] ?? {};
  return { ids: ids ?? [], places: places ?? [], scanned, lastId: lastId ?? undefined };
}
type NullableSlice = { readonly [Key in keyof Slice]: Slice[Key] | null } & Pick<Slice, 'scanned'>;

const BY_ID = `select ${RUN_COLUMNS} from run ${RUN_NAMES} where run.id = any($1::uuid[]) order by run.id desc`;

/** Runs by their ids, newest first. */
export async function readRuns(client: Client, ids: readonly string[]): Promise<readonly RunRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<RunRow>({ name: 'read-runs-by-id', text: BY_ID, values: [ids] });
  return rows;
}
