import {
  BULK_ITEM_STATES,
  BULK_STATES,
  BULK_VERBS,
  DEFAULT_BULK_RATE_PER_SECOND,
  DEFAULT_LETTER_RATE_PER_SECOND,
  isLetterVerb,
  MAX_BULK_RATE_PER_SECOND,
  MAX_PICKED_RUNS,
  type Actor,
  type BulkAction,
  type BulkChoice,
  type BulkFilter,
  type BulkItem,
  type NewRunCounts,
} from '@millrace/runtime';
import { z } from 'zod';
import { deadLetterFilter, fromDeadLetterFilter, toDeadLetterFilter } from '../dead-letters/dead-letters.dto.ts';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { mayDo } from '../http/permissions.ts';
import { keptText } from '../http/text.ts';
import { ServerError } from '../errors.ts';
import { readQuery } from '../runs/read-query.ts';
import { toSearchFilter } from '../runs/run-search.dto.ts';
import { listRunsQuery, runDto, runStatus } from '../runs/runs.dto.ts';

const verb = z.enum(BULK_VERBS);
const version = z.union([z.enum(['same', 'latest']), z.int().min(1)]).meta({
  description: "Of new runs: the old run's, the live one, or one by its number. Default: `same`.",
});

const { q, workflow, attribute, parent, fingerprint, test, from, until } = listRunsQuery.shape;
const bulkFilter = named(
  'BulkFilter',
  z
    .strictObject({
      ...{ q, workflow, parent, fingerprint, test, from, until },
      status: z.array(runStatus).max(20).optional().meta({ description: 'One or more.' }),
      attribute,
    })
    .meta({ description: 'As `GET /api/v1/runs` is narrowed; a query may not ask for the data of runs.' }),
);
type BulkFilterRequest = z.infer<typeof bulkFilter>;

export const makeBulkQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).optional().meta({ description: 'Says what would be done, and does nothing.' }),
});
export type MakeBulkQuery = z.infer<typeof makeBulkQuery>;

export const makeBulkRequest = named(
  'MakeBulk',
  z
    .strictObject({
      action: verb,
      filter: bulkFilter.optional(),
      runIds: z.array(z.uuid()).min(1).max(MAX_PICKED_RUNS).optional().meta({ description: 'Instead of a filter.' }),
      deadLetters: deadLetterFilter.optional().meta({ description: 'Of `redrive` and `discard`, instead of runs.' }),
      deadLetterIds: z
        .array(z.uuid())
        .min(1)
        .max(MAX_PICKED_RUNS)
        .optional()
        .meta({ description: 'Instead of `deadLetters`.' }),
      reason: keptText(1, 1000).optional().meta({ description: 'Of `discard`: why.' }),
      version: version.optional(),
      compensate: z.boolean().optional().meta({ description: 'Of `cancel`: undo first what the steps did.' }),
      ratePerSecond: z
        .int()
        .min(1)
        .max(MAX_BULK_RATE_PER_SECOND)
        .optional()
        .meta({
          description: `Runs that are acted on in a second. Default: ${DEFAULT_BULK_RATE_PER_SECOND}; of dead letters ${DEFAULT_LETTER_RATE_PER_SECOND}.`,
        }),
    })
    .refine(
      ({ action, ...given }) => isLetterVerb(action) || (given.filter === undefined) !== (given.runIds === undefined),
      { error: 'Say which runs: by `filter`, or by `runIds`.', path: ['filter'] },
    )
    .refine(
      ({ action, ...given }) =>
        isLetterVerb(action) === (given.deadLetters !== undefined || given.deadLetterIds !== undefined) &&
        (given.deadLetters === undefined || given.deadLetterIds === undefined),
      {
        error: 'Say which dead letters, of `redrive` and `discard`: by `deadLetters`, or by `deadLetterIds`.',
        path: ['deadLetters'],
      },
    )
    .refine(({ action, reason }) => (action === 'discard') === (reason !== undefined), {
      error: 'Say why they are discarded; others need no reason.',
      path: ['reason'],
    })
    .refine((given) => given.version === undefined || given.action === 'retry' || given.action === 'replay', {
      error: 'Only what is retried or replayed has a version to choose.',
      path: ['version'],
    })
    .refine((given) => given.compensate === undefined || given.action === 'cancel', {
      error: 'Only `cancel` undoes.',
      path: ['compensate'],
    }),
);
export type MakeBulkRequest = z.infer<typeof makeBulkRequest>;

const runCounts = z.record(z.string(), z.int());
const shownFilter = z.object({
  q: z.string().optional(),
  workflow: z.string().optional(),
  status: z.array(runStatus).optional(),
  attribute: z.array(z.string()).optional(),
  parent: z.string().optional(),
  fingerprint: z.string().optional(),
  test: z.enum(['true', 'only']).optional(),
  from: z.string().optional(),
  until: z.string().optional(),
});

export const bulkDto = named(
  'Bulk',
  z.object({
    id: z.string(),
    action: verb,
    filter: shownFilter.optional().meta({ description: 'Absent: its runs were picked.' }),
    deadLetters: deadLetterFilter.optional().meta({ description: 'Of `redrive` and `discard`, the same.' }),
    because: z.string().optional().meta({ description: 'Of `discard`: why.' }),
    version: version.optional(),
    compensate: z.boolean().optional(),
    ratePerSecond: z.int(),
    state: z.enum(BULK_STATES).meta({ description: '`failed`: it stopped by itself; `reason` says why.' }),
    total: z.int(),
    counts: z.object({ pending: z.int(), done: z.int(), failed: z.int(), skipped: z.int() }),
    startedBy: z.string(),
    startedAt: z.string(),
    changedBy: z.string().optional().meta({ description: 'Who paused, resumed or aborted it last.' }),
    changedAt: z.string().optional(),
    endedAt: z.string().optional(),
    reason: z.string().optional(),
  }),
);
export type BulkDto = z.infer<typeof bulkDto>;
export const bulkPage = named('BulkPage', pageOf(bulkDto));
export type BulkPage = z.infer<typeof bulkPage>;

export const bulkDetailDto = named(
  'BulkDetail',
  bulkDto.extend({
    newRuns: runCounts.meta({ description: 'How many of the new runs have which status; `removed`: by retention.' }),
  }),
);
export type BulkDetailDto = z.infer<typeof bulkDetailDto>;

export const bulkParams = z.strictObject({ id: z.uuid() });
export type BulkParams = z.infer<typeof bulkParams>;
export const listBulksQuery = z.strictObject(pageQuery);
export type ListBulksQuery = z.infer<typeof listBulksQuery>;

const itemState = z.enum(BULK_ITEM_STATES);
export const listBulkItemsQuery = z.strictObject({
  state: keptText(1, 100)
    .transform((text) => text.split(',').filter((state) => state !== ''))
    .pipe(z.array(itemState))
    .optional()
    .meta({ description: 'One or more, separated by commas.' }),
  ...pageQuery,
});
export type ListBulkItemsQuery = z.infer<typeof listBulkItemsQuery>;
export const bulkItemPage = named(
  'BulkItemPage',
  pageOf(
    named(
      'BulkItem',
      z.object({
        runId: z.string().meta({ description: 'Of `redrive` and `discard`: the id of the dead letter.' }),
        workflow: z.string().optional().meta({ description: 'Absent when it is not there any more.' }),
        state: itemState.meta({ description: '`skipped`: there was nothing to do. `failed`: it was refused.' }),
        newRun: z.object({ id: z.string(), status: runStatus.optional() }).optional(),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  ),
);
export type BulkItemPage = z.infer<typeof bulkItemPage>;

export const bulkPlanDto = named(
  'BulkPlan',
  z.object({
    total: z.int(),
    byStatus: runCounts,
    runs: z.array(runDto).meta({ description: 'The newest of them.' }),
    planned: z.int().meta({ description: 'So many of them, the newest, were looked at for `starts` and `refused`.' }),
    starts: z
      .array(
        z.object({
          from: z.string().optional().meta({ description: 'The step. Absent: from the beginning.' }),
          why: z.string().optional().meta({ description: 'Why from the beginning.' }),
          version: z.int(),
          count: z.int(),
        }),
      )
      .meta({ description: 'Of a retry: where how many would begin.' }),
    refused: z.array(z.object({ code: z.string(), message: z.string(), count: z.int() })),
  }),
);
export type BulkPlanDto = z.infer<typeof bulkPlanDto>;

/** Which runs or letters the actor means. Times of a query are counted from `nowMs`. */
export function toChoice(
  { action, filter, runIds = [], deadLetters, deadLetterIds = [] }: MakeBulkRequest,
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): BulkChoice {
  if (isLetterVerb(action)) {
    if (deadLetters === undefined) return { kind: 'picked_letters', letterIds: deadLetterIds };
    // How many are found tells what stands in them.
    const narrowed = toDeadLetterFilter(deadLetters, { mayReadBodies: mayDo(actor, 'run.read_payload') });
    return { kind: 'letters', filter: { ...narrowed, states: ['open'] } };
  }
  return filter === undefined ? { kind: 'picked', runIds } : { kind: 'filter', filter: toBulkFilter(filter, nowMs) };
}

function toBulkFilter(filter: BulkFilterRequest, nowMs: number): BulkFilter {
  const selection = readQuery(filter.q, nowMs);
  if (selection.payload.length > 0) {
    throw new ServerError(
      'runs.query_needs_data',
      'A bulk action cannot begin from a search in the data of runs. Select the runs that were found, or leave text:, input., output. and steps. away.',
    );
  }
  const { workspaceId: _, payload: __, cursor: ___, ...rest } = toSearchFilter('', filter, selection);
  return filter.q === undefined || filter.q === '' ? rest : { ...rest, query: filter.q };
}

function fromBulkFilter(filter: BulkFilter): z.infer<typeof shownFilter> {
  const { workflowName, statuses, attributes, parentRunId, fingerprint, tests, acceptedFromMs, acceptedUntilMs } =
    filter;
  return {
    ...(filter.query === undefined ? {} : { q: filter.query }),
    ...(workflowName === undefined ? {} : { workflow: workflowName }),
    ...(statuses === undefined ? {} : { status: [...statuses] }),
    ...(attributes === undefined
      ? {}
      : { attribute: Object.entries(attributes).map(([name, value]) => `${name}:${value}`) }),
    ...(parentRunId === undefined ? {} : { parent: parentRunId }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(tests === undefined ? {} : { test: tests === 'only' ? ('only' as const) : ('true' as const) }),
    ...(acceptedFromMs === undefined ? {} : { from: toIsoTime(acceptedFromMs) }),
    ...(acceptedUntilMs === undefined ? {} : { until: toIsoTime(acceptedUntilMs) }),
  };
}

export function toBulkDto(action: BulkAction): BulkDto {
  const { id, filter, version: chosen, ratePerSecond, state, total, counts, startedBy, reason } = action;
  const pending = Math.max(0, total - counts.done - counts.failed - counts.skipped);
  return {
    ...{ id, action: action.action, ratePerSecond, state, total, counts: { pending, ...counts } },
    ...(filter === undefined ? {} : { filter: fromBulkFilter(filter) }),
    ...(action.letterFilter === undefined ? {} : { deadLetters: fromDeadLetterFilter(action.letterFilter) }),
    ...(action.because === undefined ? {} : { because: action.because }),
    ...(chosen === undefined ? {} : { version: chosen }),
    ...(action.compensate ? { compensate: true } : {}),
    ...{ startedBy, startedAt: toIsoTime(action.startedAtMs) },
    ...(action.changedBy === undefined ? {} : { changedBy: action.changedBy }),
    ...(action.changedAtMs === undefined ? {} : { changedAt: toIsoTime(action.changedAtMs) }),
    ...(action.endedAtMs === undefined ? {} : { endedAt: toIsoTime(action.endedAtMs) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

export function toBulkDetailDto(action: BulkAction, newRuns: NewRunCounts): BulkDetailDto {
  return { ...toBulkDto(action), newRuns: { ...newRuns } };
}

export function toBulkItemDto({ runId, workflowName, state, newRun, error }: BulkItem): BulkItemPage['items'][number] {
  return {
    ...{ runId, state },
    ...(workflowName === undefined ? {} : { workflow: workflowName }),
    ...(newRun === undefined
      ? {}
      : { newRun: { id: newRun.id, ...(newRun.status === undefined ? {} : { status: newRun.status }) } }),
    ...(error === undefined ? {} : { error: { ...error } }),
  };
}
