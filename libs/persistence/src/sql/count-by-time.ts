// Why this shape: a bucket is a range of ids, as these begin with their time, so each count is a walk along one index. Counted by status
// alone, over all runs of a workspace, that walk is over `run_list_status` and reads no row. How long all of it takes is learnt from a
// sixteenth of each bucket; what would take too long is counted in so many sixteenths as the time allows, and the rest is estimated.
// Runs that undo what they did are few: they are read one by one, and counted as what they show.
// Indexes: `run_list_status`, `run_compensating`, else those of `list-runs.ts`. Locks: none. Runs: when a person looks at runs.
import { RUN_STATUSES, type RunHistogram, type RunHistogramRequest, type RunStatus } from '@millrace/runtime';
import { firstUuidOf, timeOfUuid } from '../uuid.ts';
import { SHOWN_STATUS } from './find-run.ts';
import { addWorkflows, siteOf, type Client, type RunPlan } from './list-runs.ts';

const PARTS = 16;
/** Far apart first: what a few of them say of the rest is then least wrong. */
const ORDER = [5, 13, 1, 9, 3, 11, 7, 15, 0, 8, 4, 12, 2, 10, 6, 14];

type Span = Pick<RunHistogramRequest, 'acceptedFromMs' | 'acceptedUntilMs' | 'buckets' | 'budgetMs' | 'alwaysCounted'>;
interface CountRow {
  readonly bucket: number;
  readonly status: RunStatus;
  readonly runs: number;
}
type Range = readonly [fromMs: number, untilMs: number];

/** Adds up what the parts of the buckets have. */
class Counts {
  readonly buckets: readonly Map<RunStatus, number>[];
  runs = 0;

  constructor(buckets: number) {
    this.buckets = Array.from({ length: buckets }, () => new Map<RunStatus, number>());
  }

  add(rows: readonly CountRow[]): void {
    for (const { bucket, status, runs } of rows) {
      const counted = this.buckets[bucket];
      counted?.set(status, (counted.get(status) ?? 0) + runs);
      this.runs += runs;
    }
  }
}

/** Counts what a plan finds, by time and status. */
export async function countByTime(client: Client, plan: RunPlan, span: Span): Promise<RunHistogram> {
  const counts = new Counts(span.buckets);
  const startedAt = performance.now();
  const took = (): number => performance.now() - startedAt;
  const [first = 0, ...others] = ORDER;
  counts.add(await countRanges(client, plan, rangesOf(span, first)));
  let counted = 1;
  if (counts.runs * PARTS <= span.alwaysCounted || took() * (PARTS - 1) < span.budgetMs) {
    counts.add(await countRanges(client, plan, restOf(span, first)));
    counted = PARTS;
  } else {
    for (const part of others) {
      if (took() >= span.budgetMs) break;
      counts.add(await countRanges(client, plan, rangesOf(span, part)));
      counted += 1;
    }
  }
  const undoing = isOfStatusOnly(plan) ? await readUndoing(client, plan, span) : [];
  return { buckets: shownCounts(counts.buckets, PARTS / counted, undoing), countedShare: counted / PARTS };
}

/** Undoing runs were counted by the status that they execute by. */
function shownCounts(
  buckets: readonly ReadonlyMap<RunStatus, number>[],
  factor: number,
  undoing: readonly CountRow[],
): RunHistogram['buckets'] {
  return buckets.map((byStatus, bucket) => {
    const counts = new Map(byStatus);
    for (const [status, runs] of counts) counts.set(status, Math.round(runs * factor));
    for (const { status, runs } of undoing.filter((row) => row.bucket === bucket))
      counts.set(status, Math.max(0, (counts.get(status) ?? 0) + runs));
    return toCounts(counts);
  });
}

function toCounts(byStatus: ReadonlyMap<RunStatus, number>): RunHistogram['buckets'][number] {
  const some = RUN_STATUSES.map((status) => [status, byStatus.get(status) ?? 0] as const);
  return Object.fromEntries(some.filter(([, runs]) => runs > 0));
}

interface BucketRange {
  readonly bucket: number;
  readonly range: Range;
}

const edgeOf = ({ acceptedFromMs, acceptedUntilMs, buckets }: Span, place: number): number =>
  Math.round(acceptedFromMs + ((acceptedUntilMs - acceptedFromMs) * place) / buckets);

/** One sixteenth of each bucket. */
function rangesOf(span: Span, part: number): readonly BucketRange[] {
  return Array.from({ length: span.buckets }, (_, bucket) => ({
    bucket,
    range: [edgeOf(span, bucket + part / PARTS), edgeOf(span, bucket + (part + 1) / PARTS)] as const,
  }));
}

/** All of each bucket but for one sixteenth. */
function restOf(span: Span, part: number): readonly BucketRange[] {
  return rangesOf(span, part).flatMap(({ bucket, range: [fromMs, untilMs] }) => [
    { bucket, range: [edgeOf(span, bucket), fromMs] as const },
    { bucket, range: [untilMs, edgeOf(span, bucket + 1)] as const },
  ]);
}

async function countRanges(client: Client, plan: RunPlan, given: readonly BucketRange[]): Promise<readonly CountRow[]> {
  const ranges = given.filter(({ range: [fromMs, untilMs] }) => fromMs < untilMs);
  const values = [
    ranges.map(({ bucket }) => bucket),
    ...[0, 1].map((edge) => ranges.map(({ range }) => firstUuidOf(range[edge] ?? 0))),
  ];
  const [text, all] = isOfStatusOnly(plan) ? byStatus(plan, values) : byRow(plan, values);
  return (await client.query<CountRow>(text, all)).rows;
}

const MAX_UNDOING = 10_000;
const UNDOING = `
select id, status from run
where workspace_id = $1::uuid and compensating and ended_at is null and not is_test and id >= $2::uuid and id < $3::uuid
order by id desc limit ${MAX_UNDOING}`;

/** What has to be added, and taken away, for runs that undo what they did. */
async function readUndoing(
  client: Client,
  { workspaceId, statuses }: RunPlan,
  span: Span,
): Promise<readonly CountRow[]> {
  const { acceptedFromMs, acceptedUntilMs, buckets } = span;
  const values = [workspaceId, firstUuidOf(acceptedFromMs), firstUuidOf(acceptedUntilMs)];
  const { rows } = await client.query<{ id: string; status: RunStatus }>({
    name: 'undoing-runs',
    text: UNDOING,
    values,
  });
  const isWanted = (status: string): boolean => statuses?.includes(status) !== false;
  return rows.flatMap(({ id, status }) => {
    const share = (timeOfUuid(id) - acceptedFromMs) / (acceptedUntilMs - acceptedFromMs);
    const bucket = Math.min(buckets - 1, Math.floor(share * buckets));
    const moved: readonly CountRow[] = [
      { bucket, status: 'compensating', runs: 1 },
      { bucket, status, runs: -1 },
    ];
    return moved.filter((row) => isWanted(row.status));
  });
}

const isOfStatusOnly = ({ workflowIds, versionIds, attributes = {}, conditions, ...plan }: RunPlan): boolean =>
  [workflowIds, versionIds, plan.parentRunId, plan.fingerprint, plan.tests].every((one) => one === undefined) &&
  conditions.length === 0 &&
  Object.keys(attributes).length === 0;

const RANGES = 'unnest($1::integer[], $2::uuid[], $3::uuid[]) as part(bucket, from_id, until_id)';
const IN_RANGE = 'run.id >= part.from_id and run.id < part.until_id';
/** Statuses that rows have. */
const KEPT_STATUSES = RUN_STATUSES.filter((status) => status !== 'compensating');

function byStatus({ workspaceId, statuses }: RunPlan, values: unknown[]): [string, unknown[]] {
  const wanted = statuses === undefined ? KEPT_STATUSES : statuses.filter((status) => status !== 'compensating');
  const text = `
select part.bucket, counted.status, counted.runs from ${RANGES}
cross join lateral (
  select run.status, count(*)::integer as runs from run
  where run.workspace_id = $4::uuid and run.status = any($5::text[]) and not run.is_test and ${IN_RANGE}
  group by run.status) counted`;
  return [text, [...values, workspaceId, wanted]];
}

function byRow(plan: RunPlan, values: unknown[]): [string, unknown[]] {
  const { where, source, id } = siteOf(plan, [...values]);
  addWorkflows(where, plan);
  const text = `
select part.bucket, counted.status, counted.runs from ${RANGES} cross join lateral (
  select ${SHOWN_STATUS} as status, count(*)::integer as runs from ${source}
  where ${where.all} and ${id} >= part.from_id and ${id} < part.until_id group by 1) counted`;
  return [text, where.values];
}
