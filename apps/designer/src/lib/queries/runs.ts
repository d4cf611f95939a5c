import {
  type InfiniteData,
  type QueryKey,
  queryOptions,
  type UseInfiniteQueryOptions,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Page, Run, RunWithPayload, StartedRun, Step, StepDecision } from '../contract.ts';

/** What a list of runs is narrowed to. Members without a value do not narrow it. */
export interface RunFilter {
  readonly workflow?: string | undefined;
  /** Statuses with commas between. */
  readonly status?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
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

const listRuns = (query: PageOf, signal: AbortSignal): Promise<Page<Run>> =>
  answerOf(api.GET('/api/v1/runs', { params: { query: given(query) }, signal }));

type RunListOptions = UseInfiniteQueryOptions<Page<Run>, Error, InfiniteData<Page<Run>>, QueryKey, string | undefined>;

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

const MAX_STEP_PAGES = 20;
const STEPS_PER_PAGE = 500;
/** More steps of one run are not read. */
export const MAX_STEPS_READ = MAX_STEP_PAGES * STEPS_PER_PAGE;

async function readSteps(id: string, signal: AbortSignal): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let after: number | undefined;
  for (let page = 0; page < MAX_STEP_PAGES; page += 1) {
    const params = { path: { id }, query: given({ limit: STEPS_PER_PAGE, after }) };
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
  queryFn: ({ signal }) => readSteps(id, signal),
});

/** Asks a run to end, and to undo before what its steps did. */
export function cancelRun(id: string, compensate: boolean): Promise<{ readonly result: string }> {
  return answerOf(api.POST('/api/v1/runs/{id}/cancel', { params: { path: { id } }, body: { compensate } }));
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
