// Why this shape: names come with the run, so that a list is one query. Workflows and versions are looked up before, and each is asked
// for its newest: with a condition on the workflow alone Postgres may walk over all runs of the workspace, as it cannot know that most
// of the newest belong to others, or are tests. What has no index is a column of a slice (`search-runs.ts`), or a plain condition.
// Indexes: `run_list`, `run_list_workflow`, `run_tests_workflow`, `run_version`, `run_list_status`, `run_error`, `run_fingerprint`,
// `run_children` or `search_attribute`, newest first, by cursor. Runs: when a person looks.
import type { ColumnCondition } from '@millrace/runtime';
import type pg from 'pg';
import { RUN_COLUMNS, RUN_NAMES, SHOWN_STATUS, type RunRow } from './find-run.ts';
import { storable } from '../storable.ts';
import { addCondition, addStatuses, Conditions, statusesOf } from './run-conditions.ts';

export interface RunListFilter {
  readonly workspaceId: string;
  readonly workflowName?: string;
  readonly statuses?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly parentRunId?: string;
  readonly fingerprint?: string;
  readonly conditions?: readonly ColumnCondition[];
  /** Default: neither, unless `parentRunId` is given. */
  readonly tests?: 'included' | 'only';
  /** Bounds of the id: [fromId, beforeId). */
  readonly fromId?: string;
  readonly beforeId?: string;
  readonly limit: number;
}
export type Client = pg.Pool | pg.ClientBase;

export function listRuns(pool: pg.Pool, filter: RunListFilter): Promise<readonly RunRow[]> {
  return listColumns<RunRow>(pool, filter, RUN_COLUMNS);
}

export type RunIdRow = Pick<RunRow, 'id' | 'status'>;

/** The same list, of ids alone. */
export function listRunIds(client: Client, filter: RunListFilter): Promise<readonly RunIdRow[]> {
  return listColumns<RunIdRow>(client, filter, `run.id, ${SHOWN_STATUS} as status`);
}

async function listColumns<Row extends RunIdRow>(
  client: Client,
  filter: RunListFilter,
  columns: string,
): Promise<readonly Row[]> {
  const plan = await planRuns(client, filter);
  if (plan === undefined) return [];
  const select = async (wanted: RunPlan): Promise<readonly Row[]> => {
    const { rows } = await client.query<Row>(...selectRuns(wanted, { columns, limit: filter.limit }));
    return rows;
  };
  // Children are found by their parent, whatever they are.
  const isOfBoth = filter.tests === 'included' && filter.parentRunId === undefined;
  if (!isOfBoth || plan.workflowIds === undefined) return select(plan);
  // Each by the index that has it. One after the other: inside a transaction there is one connection.
  const { tests: _, ...live } = plan;
  const found = [...(await select(live)), ...(await select({ ...plan, tests: 'only' }))];
  const newestFirst = found.sort((a, b) => (a.id < b.id ? 1 : -1));
  return newestFirst.slice(0, filter.limit);
}

/** A filter with what was looked up for it. */
export interface RunPlan extends Omit<RunListFilter, 'workflowName' | 'limit'> {
  readonly workflowIds?: readonly string[];
  readonly versionIds?: readonly string[];
  /** It is found by something else, and is of one of these workflows. */
  readonly ofWorkflows?: readonly string[];
  readonly conditions: readonly ColumnCondition[];
}

/** Looks up what a list is found by. Undefined: no run can match. */
export async function planRuns(
  client: Client,
  { workflowName, limit: _, ...asked }: RunListFilter,
): Promise<RunPlan | undefined> {
  const { conditions, statuses: wanted, ...filter } = absorb(asked);
  const statuses = both(wanted, statusesOf(conditions));
  const named = workflowName === undefined ? conditions.find(isOf('workflow')) : undefined;
  const numbered = conditions.find(isOf('version'));
  const names = workflowName === undefined ? named?.values : [workflowName];
  const workflowIds = names && (await findWorkflows(client, filter.workspaceId, names));
  const numbers = numbered?.values;
  const versionIds = numbers && (await findVersions(client, { ...filter, numbers, workflowIds }));
  if ([statuses, workflowIds, versionIds].some((found) => found?.length === 0)) return undefined;
  const left = conditions.filter((one) => one.kind !== 'status' && one !== named && one !== numbered);
  return { ...filter, conditions: left, ...given({ statuses, workflowIds, versionIds }) };
}

type OfKind<Kind extends ColumnCondition['kind']> = Extract<ColumnCondition, { readonly kind: Kind }>;
const isOf =
  <Kind extends ColumnCondition['kind']>(kind: Kind) =>
  (condition: ColumnCondition): condition is OfKind<Kind> =>
    condition.kind === kind && !condition.isNot;

function both(
  some: readonly string[] | undefined,
  others: readonly string[] | undefined,
): readonly string[] | undefined {
  return some === undefined || others === undefined ? (some ?? others) : some.filter((one) => others.includes(one));
}

type Given<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };
function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** Turns conditions into what a list is found by, where it has a place for them. */
function absorb<Filter extends Omit<RunListFilter, 'limit'>>(
  filter: Filter,
): Filter & { readonly conditions: readonly ColumnCondition[] } {
  let found = filter;
  const conditions = (filter.conditions ?? []).filter((condition) => {
    if (condition.isNot || !('values' in condition) || condition.values.length !== 1) return true;
    const [value] = condition.values;
    if (condition.kind === 'parent' && found.parentRunId === undefined) found = { ...found, parentRunId: value };
    else if (condition.kind === 'fingerprint' && found.fingerprint === undefined)
      found = { ...found, fingerprint: value };
    else if (condition.kind === 'attribute' && found.attributes?.[condition.name] === undefined)
      found = { ...found, attributes: { ...found.attributes, [condition.name]: String(value) } };
    else return true;
    return false;
  });
  return { ...found, conditions };
}

const WORKFLOWS = `select id from workflow where workspace_id = $1::uuid and name = any($2::text[])`;
const VERSIONS = `
select version.id from workflow_version version join workflow on workflow.id = version.workflow_id
where workflow.workspace_id = $1::uuid and version.number = any($2::integer[]) and ($3::uuid[] is null or workflow.id = any($3::uuid[]))`;

/** Those that were removed too: their runs are still there. */
async function findWorkflows(client: Client, workspaceId: string, names: readonly string[]): Promise<string[]> {
  const values = [workspaceId, names];
  const { rows } = await client.query<{ id: string }>({ name: 'workflows-of-names', text: WORKFLOWS, values });
  return rows.map(({ id }) => id);
}

interface WantedVersions {
  readonly workspaceId: string;
  readonly numbers: readonly number[];
  readonly workflowIds: readonly string[] | undefined;
}

async function findVersions(client: Client, wanted: WantedVersions): Promise<string[]> {
  const values = [wanted.workspaceId, wanted.numbers, wanted.workflowIds ?? null];
  const { rows } = await client.query<{ id: string }>({ name: 'versions-of-numbers', text: VERSIONS, values });
  return rows.map(({ id }) => id);
}

interface Selected {
  /** Of `run`, the workflow and its version. */
  readonly columns: string;
  readonly limit: number;
  /** Instead of conditions without an index: a column `fits`. */
  readonly fits?: (values: unknown[]) => string;
}

/** Where runs of a plan are found: those with an attribute by it, others among all. Without workflows and versions. */
export function siteOf(
  plan: RunPlan,
  values: unknown[] = [],
): { readonly where: Conditions; readonly source: string; readonly id: string; readonly hasAttribute: boolean } {
  const where = new Conditions(values);
  const [attribute, ...others] = Object.entries(plan.attributes ?? {});
  if (attribute !== undefined) {
    const site = 'found.workspace_id = ?::uuid and found.name = ?::text and found.value = ?::text';
    where.add(site, plan.workspaceId, ...attribute.map((text) => storable(text)));
  }
  for (const [name, value] of others)
    addCondition(where, { kind: 'attribute', name, values: [value], isNot: false }, plan.workspaceId);
  where.add('run.workspace_id = ?::uuid', plan.workspaceId);
  addRelations(where, plan);
  addRest(where, plan);
  if (attribute === undefined) return { where, source: 'run', id: 'run.id', hasAttribute: false };
  const source = 'search_attribute found join run on run.id = found.run_id';
  return { where, source, id: 'found.run_id', hasAttribute: true };
}

/** The statement that reads what a plan finds, newest first. */
export function selectRuns(plan: RunPlan, { columns, limit, fits }: Selected): [text: string, values: unknown[]] {
  const { where, source, id, hasAttribute } = siteOf(plan);
  if (plan.fromId !== undefined) where.add(`${id} >= ?::uuid`, plan.fromId);
  if (plan.beforeId !== undefined) where.add(`${id} < ?::uuid`, plan.beforeId);
  const newest = `order by ${id} desc limit ${where.value(limit)}::integer`;
  const extra = fits === undefined ? '' : `, ${fits(where.values)} as fits`;
  const names = fits === undefined ? RUN_NAMES : '';
  if (hasAttribute) addWorkflows(where, plan);
  const each = hasAttribute ? undefined : eachOf(plan, where, { newest, extra });
  if (each === undefined)
    return [`select ${columns}${extra} from ${source} ${names} where ${where.all} ${newest}`, where.values];
  const fitting = fits === undefined ? '' : ', run.fits';
  return [`select ${columns}${fitting} from ${each} ${names} ${newest}`, where.values];
}

/** Where what is looked for by its workflow or its version is found, each by the index that has it. */
function eachOf(
  { workflowIds, versionIds }: RunPlan,
  where: Conditions,
  { newest, extra }: { readonly newest: string; readonly extra: string },
): string | undefined {
  const each = (ids: readonly string[], selects: readonly string[]): string =>
    `unnest(${where.value(ids)}::uuid[]) wanted(id) cross join lateral (${selects
      .map((only) => `(select run.*${extra} from run where ${where.all} and ${only} ${newest})`)
      .join(' union all ')}) run`;
  if (versionIds !== undefined) {
    const isOfVersion = 'run.version_id = wanted.id';
    // `run_version` has those that have ended; of the others there are never many.
    const open = `run.status in ('queued', 'running', 'waiting') and run.ended_at is null`;
    return each(versionIds, [`${isOfVersion} and run.ended_at is not null`, `${isOfVersion} and ${open}`]);
  }
  return workflowIds && each(workflowIds, ['run.workflow_id = wanted.id']);
}

export function addWorkflows(where: Conditions, { workflowIds, versionIds }: RunPlan): void {
  if (workflowIds !== undefined) where.add('run.workflow_id = any(?::uuid[])', workflowIds);
  if (versionIds !== undefined) where.add('run.version_id = any(?::uuid[])', versionIds);
}

/** By `run_children`, by `run_fingerprint`, by the index that leaves tests out. */
function addRelations(where: Conditions, { parentRunId, fingerprint, tests }: RunPlan): void {
  if (parentRunId !== undefined) where.add('run.parent_run_id = ?::uuid', parentRunId);
  if (fingerprint !== undefined) where.add('run.fingerprint = ?::text', fingerprint);
  if (tests === 'only') where.add('run.is_test');
  else if (tests === undefined && parentRunId === undefined) where.add('not run.is_test');
}

/** What has an index in some lists, and none in others. */
export function addRest(
  where: Conditions,
  {
    statuses,
    ofWorkflows,
    conditions,
    workspaceId,
  }: Pick<RunPlan, 'statuses' | 'ofWorkflows' | 'conditions' | 'workspaceId'>,
): void {
  if (ofWorkflows !== undefined) where.add('run.workflow_id = any(?::uuid[])', ofWorkflows);
  if (statuses !== undefined) addStatuses(where, statuses);
  for (const condition of conditions) addCondition(where, condition, workspaceId);
}
