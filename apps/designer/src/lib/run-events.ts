import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page, Run, RunEvent, RunWithPayload, Step } from './contract.ts';

/** A step that has started and not ended. */
export interface RunningStep {
  readonly path: string;
  readonly state: string;
  readonly startedAt: string;
}

const KINDS = ['run.accepted', 'run.started', 'run.waiting', 'run.ended', 'step.started', 'step.ended'] as const;

type RunChange = Partial<Run>;

function endOf(run: Run, { at, status = 'succeeded' }: RunEvent): RunChange {
  const durationMs = run.startedAt === undefined ? undefined : Date.parse(at) - Date.parse(run.startedAt);
  return { status, endedAt: at, ...(durationMs === undefined ? {} : { durationMs }) };
}

const CHANGES: Readonly<Record<RunEvent['kind'], (run: Run, event: RunEvent) => RunChange>> = {
  'run.accepted': () => ({}),
  'run.started': (run, { at }) => ({ status: 'running', startedAt: run.startedAt ?? at }),
  'run.waiting': (_, { until }) => ({ status: 'waiting', ...(until === undefined ? {} : { availableAt: until }) }),
  'run.ended': endOf,
  'step.started': (_, { state }) => ({ status: 'running', ...(state === undefined ? {} : { currentState: state }) }),
  'step.ended': (run, { step }) => ({ stepCount: Math.max(run.stepCount, (step?.sequence ?? -1) + 1) }),
};

/** A run as it is after an event; events of steps only move its current state. */
export function applyToRun<R extends Run>(run: R, event: RunEvent): R {
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
  cache.setQueryData<RunWithPayload>(['runs', 'one', runId], (run) => run && change(run));
  cache.setQueriesData<InfiniteData<Page<Run>>>({ queryKey: ['runs', 'list'] }, (list) =>
    list === undefined
      ? list
      : { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(change) })) },
  );
  if (step !== undefined)
    cache.setQueryData<readonly Step[]>(['runs', 'steps', runId], (steps) => steps && addStep(steps, step));
  cache.setQueryData<readonly RunningStep[]>(['runs', 'running', runId], (running) =>
    applyToRunning(running ?? [], event),
  );
  if (event.kind === 'run.accepted') {
    const arrived = cache.getQueryData<readonly RunEvent[]>(['runs', 'arrived']) ?? [];
    cache.setQueryData(['runs', 'arrived'], [...arrived.slice(-999), event]);
  }
  if (event.kind.startsWith('run.')) void cache.invalidateQueries({ queryKey: ['runs', 'active'] });
  if (event.kind === 'run.ended') {
    // The end brings the output and the error, which the stream does not carry.
    void cache.invalidateQueries({ queryKey: ['runs', 'one', runId] });
    void cache.invalidateQueries({ queryKey: ['workflows', 'list'] });
  }
}

function parseEvent(text: string): RunEvent | undefined {
  try {
    return JSON.parse(text) as RunEvent;
  } catch {
    // A line cut by a proxy: the next refetch brings what it said.
    return undefined;
  }
}

/** Opens the workspace's one stream; `onReconnect` runs when a gap may have hidden events. Returns how to close it. */
export function openRunEvents(onEvent: (event: RunEvent) => void, onReconnect: () => void): () => void {
  const stream = new EventSource('/api/v1/runs/events');
  let interrupted = false;
  const listen = ({ data }: MessageEvent<string>): void => {
    const event = parseEvent(data);
    if (event !== undefined) onEvent(event);
  };
  for (const kind of KINDS) stream.addEventListener(kind, listen);
  stream.addEventListener('error', () => {
    interrupted = true;
  });
  stream.addEventListener('open', () => {
    if (interrupted) onReconnect();
    interrupted = false;
  });
  return () => stream.close();
}
