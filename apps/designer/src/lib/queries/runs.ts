import {
  type InfiniteData,
  type QueryKey,
  queryOptions,
  type UseInfiniteQueryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { RetryPlan, Run, RunPage, RunWithPayload, StartedRun, Step, StepDecision } from '../contract.ts';

/** What a list of runs is narrowed to. Members without a value do not narrow it. */
export interface RunFilter {
  /** A query, as people write it. */
  readonly q?: string | undefined;
  readonly workflow?: string | undefined;
  /** Statuses with commas between. */
  readonly status?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Of an error group. */
  readonly fingerprint?: string | undefined;
  /** Tests too, or nothing else; without it they are left out. */
  readonly test?: 'true' | 'only' | undefined;
}

interface PageOf extends RunFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the members that have no value. */
function given<T extends object>(query: T): Given<T> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ''),
  ) as Given<T>;
}

const listRuns = (query: PageOf, signal: AbortSignal): Promise<RunPage> =>
  answerOf(api.GET('/api/v1/runs', { params: { query: given(query) }, signal }));

type RunListOptions = UseInfiniteQueryOptions<RunPage, Error, InfiniteData<RunPage>, QueryKey, string | undefined>;

/** Runs, newest first, page by page. */
export const runsQuery = (filter: RunFilter, limit = 50): RunListOptions => ({
  queryKey: ['runs', 'list', filter, limit],
  queryFn: ({ signal, pageParam }) => listRuns({ ...filter, limit, cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** The runs in progress; the count is exact up to 100. */
export const activeRunsQuery = queryOptions({
  queryKey: ['runs', 'active'],
  queryFn: ({ signal }) => listRuns({ status: 'running', limit: 100 }, signal),
});

/** One run with its input and output. */
export const runQuery = (id: string): UseQueryOptions<RunWithPayload> => ({
  queryKey: ['runs', 'one', id],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/runs/{id}', { params: { path: { id } }, signal })),
});

/** The same; values of more than 64 KiB are left out, and `leftOut` has their lengths. */
export const smallRunQuery = (id: string): UseQueryOptions<RunWithPayload> => ({
  queryKey: ['runs', 'one', id, 'small'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/runs/{id}', { params: { path: { id }, query: { payloads: 'small' } }, signal })),
});

const MAX_STEP_PAGES = 20;
const STEPS_PER_PAGE = 500;
/** More steps of one run are not read. */
export const MAX_STEPS_READ = MAX_STEP_PAGES * STEPS_PER_PAGE;

interface StepsWish {
  readonly id: string;
  readonly payloads?: 'none';
  readonly under?: string;
  readonly threads?: string;
  readonly status?: 'failed';
}

async function readSteps({ id, ...wish }: StepsWish, signal: AbortSignal): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let after: number | undefined;
  for (let page = 0; page < MAX_STEP_PAGES; page += 1) {
    const params = { path: { id }, query: given({ limit: STEPS_PER_PAGE, after, ...wish }) };
    const answer = await answerOf(api.GET('/api/v1/runs/{id}/steps', { params, signal }));
    steps.push(...answer.items);
    after = answer.nextAfter;
    if (after === undefined) break;
  }
  return steps;
}

/** The finished steps of a run, in order; at most {@link MAX_STEPS_READ}. */
export const stepsQuery = (id: string): UseQueryOptions<readonly Step[]> => ({
  queryKey: ['runs', 'steps', id],
  queryFn: ({ signal }) => readSteps({ id }, signal),
});

/** The same without their values, which {@link stepQuery} reads. */
export const briefStepsQuery = (id: string): UseQueryOptions<readonly Step[]> => ({
  queryKey: ['runs', 'steps', id, 'brief'],
  queryFn: ({ signal }) => readSteps({ id, payloads: 'none' }, signal),
});

/** Those that have failed, without their values. */
export const failedStepsQuery = (id: string): UseQueryOptions<readonly Step[]> => ({
  queryKey: ['runs', 'steps', id, 'failed'],
  queryFn: ({ signal }) => readSteps({ id, payloads: 'none', status: 'failed' }, signal),
});

/** Which of the items or branches of a step are looked at. */
export interface ThreadsWish {
  /** Path of the step around them. */
  readonly under: string;
  /** Such as `0-99`; absent: all that have failed. */
  readonly threads?: string;
}

/** The finished steps of some items, without their values. */
export const threadStepsQuery = (id: string, { under, threads }: ThreadsWish): UseQueryOptions<readonly Step[]> => ({
  queryKey: ['runs', 'threads', id, under, threads],
  queryFn: ({ signal }) =>
    readSteps({ id, payloads: 'none', under, ...(threads === undefined ? { status: 'failed' } : { threads }) }, signal),
});

/** One step with its values, but for those over 64 KiB. */
export const stepQuery = (id: string, sequence: number): UseQueryOptions<Step> => ({
  queryKey: ['runs', 'step', id, sequence],
  queryFn: ({ signal }) =>
    answerOf(
      api.GET('/api/v1/runs/{id}/steps/{sequence}', {
        params: { path: { id, sequence }, query: { payloads: 'small' } },
        signal,
      }),
    ),
  staleTime: Infinity,
});

/** A value that is too large to be read along. */
export interface LargeValueAddress {
  readonly runId: string;
  /** Of the step; absent: the run's own. */
  readonly sequence?: number | undefined;
  readonly part: string;
}

/** Its JSON as text: it is shown, or saved. */
export const largeValueQuery = ({ runId: id, sequence, part }: LargeValueAddress): UseQueryOptions<string> => ({
  queryKey: ['runs', 'value', id, sequence, part],
  queryFn: async ({ signal }) => {
    // Names of parts come from what the server has said it left out.
    const named = part as 'input';
    const common = { signal, parseAs: 'text' } as const;
    const call: Promise<{ data?: unknown; error?: unknown; response: Response }> =
      sequence === undefined
        ? api.GET('/api/v1/runs/{id}/payloads/{part}', { params: { path: { id, part: named } }, ...common })
        : api.GET('/api/v1/runs/{id}/steps/{sequence}/payloads/{part}', {
            ...{ params: { path: { id, sequence, part: named } }, ...common },
          });
    return (await answerOf(call)) as string;
  },
  staleTime: Infinity,
  gcTime: 30_000,
});

/** Asks a run to end, and to undo before what its steps did. */
export function cancelRun(id: string, compensate: boolean): Promise<{ readonly result: string }> {
  return answerOf(api.POST('/api/v1/runs/{id}/cancel', { params: { path: { id } }, body: { compensate } }));
}

/** `latest`: the live one. */
export type WantedVersion = 'same' | 'latest';
/** How a new run is to be made of one that has ended. */
export interface RunAgainWish {
  /** Of a retry: a step at the top level. */
  readonly from?: string;
  readonly version?: WantedVersion;
  readonly input?: unknown;
  /** Of a retry: what the task that failed has given back. It is not called. */
  readonly result?: unknown;
}

/** Where a retry would begin. What cannot be retried is an answer too, so it is not asked for again. */
export const retryPlanQuery = (id: string, wish: RunAgainWish = {}): UseQueryOptions<RetryPlan> => ({
  queryKey: ['runs', 'plan', id, wish],
  queryFn: async ({ signal }) => {
    const params = { path: { id }, query: { dryRun: 'true' as const } };
    return (await answerOf(api.POST('/api/v1/runs/{id}/retry', { params, body: wish, signal }))) as RetryPlan;
  },
});

/** Makes a new run that goes on where this one failed, or at a step. */
export async function retryRun(id: string, wish: RunAgainWish): Promise<Run> {
  return (await answerOf(api.POST('/api/v1/runs/{id}/retry', { params: { path: { id } }, body: wish }))) as Run;
}

/** Makes a new run that starts over. */
export function replayRun(id: string, { version, input }: RunAgainWish): Promise<Run> {
  const body = { ...(version && { version }), ...(input === undefined ? {} : { input }) };
  return answerOf(api.POST('/api/v1/runs/{id}/replay', { params: { path: { id } }, body }));
}

/** Decides what becomes of a step that stands still. */
export function decideStep(id: string, decision: StepDecision): Promise<void> {
  return answerOf(api.POST('/api/v1/runs/{id}/decide', { params: { path: { id } }, body: decision }));
}

/** Starts a run of the live version; gives its id. */
export async function startRun(workflow: string, input: unknown): Promise<string> {
  const params = { path: { name: workflow } };
  const started = await answerOf(api.POST('/api/v1/workflows/{name}/runs', { params, body: { input } }));
  // Nobody waits for the end, so the answer is the run and never its output.
  return (started as StartedRun).runId;
}
