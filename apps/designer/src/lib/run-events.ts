import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Page, Run, RunEvent, RunWithPayload, Step } from './contract.ts';
import { hasEnded } from './state-look.ts';
import { readPath } from './step-path.ts';

/** A step that has started and not ended. */
export interface RunningStep {
  readonly path: string;
  readonly state: string;
  readonly startedAt: string;
}

/** A run of which the stream has told something that may bring it into a list. */
export type HeardRun = Pick<RunEvent, 'runId' | 'workflow'>;

/** Where the latest of them are in the cache. */
export const HEARD_RUNS: QueryKey = ['runs', 'heard'];
const MOST_HEARD = 1000;

function withHeard(heard: readonly HeardRun[], { runId, workflow }: RunEvent): readonly HeardRun[] {
  if (heard.some((run) => run.runId === runId)) return heard;
  return [...heard.slice(1 - MOST_HEARD), { runId, workflow }];
}

type RunChange = Partial<Run>;

function endOf(run: Run, { at, status = 'succeeded' }: RunEvent): RunChange {
  const durationMs = run.startedAt === undefined ? undefined : Date.parse(at) - Date.parse(run.startedAt);
  return { status, endedAt: at, ...(durationMs === undefined ? {} : { durationMs }) };
}

/** Only steps of the top level move a run's current state. */
function stepStarted({ status }: Run, { state, path = '' }: RunEvent): RunChange {
  const { parent, isUndoing } = readPath(path);
  if (isUndoing || status === 'compensating') return { status: 'compensating' };
  return { status: 'running', ...(state === undefined || parent !== undefined ? {} : { currentState: state }) };
}

const CHANGES: Readonly<Record<RunEvent['kind'], (run: Run, event: RunEvent) => RunChange>> = {
  'run.accepted': () => ({}),
  'run.started': (run, { at }) => ({ status: 'running', startedAt: run.startedAt ?? at }),
  // One that undoes its steps does so until it ends, however often it waits in between.
  'run.waiting': ({ status }, { until }) => ({
    status: status === 'compensating' ? status : 'waiting',
    ...(until === undefined ? {} : { availableAt: until }),
  }),
  'run.compensating': () => ({ status: 'compensating' }),
  'run.ended': endOf,
  'step.started': stepStarted,
  'step.ended': (run, { step }) => ({ stepCount: Math.max(run.stepCount, (step?.sequence ?? -1) + 1) }),
};

/** A run as it is after an event; events of steps only move its current state, and late ones do not wake it. */
export function applyToRun<R extends Run>(run: R, event: RunEvent): R {
  if (hasEnded(run.status) && event.kind !== 'run.ended') return run;
  return { ...run, ...CHANGES[event.kind](run, event) };
}

/** Steps with one more, in order and without repeats. */
export function addStep(steps: readonly Step[], step: Step): readonly Step[] {
  const others = steps.filter(({ sequence }) => sequence !== step.sequence);
  return [...others, step].sort((a, b) => a.sequence - b.sequence);
}

function applyToRunning(running: readonly RunningStep[], event: RunEvent): readonly RunningStep[] {
  const { path, state } = event;
  if (event.kind === 'run.ended') return [];
  if (path === undefined || state === undefined) return running;
  const others = running.filter((step) => step.path !== path);
  return event.kind === 'step.started' ? [...others, { path, state, startedAt: event.at }] : others;
}

/** Writes an event into the cache, so that every page that shows the run moves. */
export function applyToCache(cache: QueryClient, event: RunEvent): void {
  const { runId, step } = event;
  const change = <R extends Run>(run: R): R => (run.id === runId ? applyToRun(run, event) : run);
  cache.setQueriesData<RunWithPayload>({ queryKey: ['runs', 'one', runId] }, (run) => run && change(run));
  cache.setQueriesData<InfiniteData<Page<Run>>>({ queryKey: ['runs', 'list'] }, (list) =>
    list === undefined
      ? list
      : { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(change) })) },
  );
  if (step !== undefined)
    cache.setQueriesData<readonly Step[]>(
      { queryKey: ['runs', 'steps', runId] },
      (steps) => steps && addStep(steps, step),
    );
  applyToRunningSteps(cache, event);
  if (event.kind.startsWith('run.'))
    cache.setQueryData<readonly HeardRun[]>(HEARD_RUNS, (heard = []) => withHeard(heard, event));
}

/** Nobody may ever look at the run: what has ended is not kept for that. */
function applyToRunningSteps(cache: QueryClient, event: RunEvent): void {
  const queryKey = ['runs', 'running', event.runId];
  const running = applyToRunning(cache.getQueryData<readonly RunningStep[]>(queryKey) ?? [], event);
  const isWatched = (cache.getQueryCache().find({ queryKey })?.getObserversCount() ?? 0) > 0;
  if (running.length > 0 || isWatched) cache.setQueryData(queryKey, running);
  else cache.removeQueries({ queryKey, exact: true });
}

/** What an event makes stale beyond what it says itself. */
export function staleAfter({ kind, runId }: RunEvent): readonly QueryKey[] {
  if (!kind.startsWith('run.')) return [];
  // A list of failed runs gets a new one when it fails, not when it begins.
  const [active, fresh, one] = [
    ['runs', 'active'],
    ['runs', 'fresh'],
    ['runs', 'one', runId],
  ];
  if (kind === 'run.accepted') return [active, fresh];
  // What stands still, and why, is not in the stream.
  if (kind !== 'run.ended') return [active, fresh, one];
  // The end brings the output and the error, which the stream does not carry, and any step that a page missed while it read,
  // of the items that somebody looks at too.
  return [active, fresh, one, ['runs', 'steps', runId], ['runs', 'threads', runId], ['workflows', 'list']];
}
