// A stream of events from the server: opened again whenever it breaks, and heard in batches.
import type { RunEvent, WorkflowEvent } from './contract.ts';

/** Where events come from, and which there are: the browser tells of those alone that somebody asked for. */
export interface EventSourceOf<Event extends { readonly kind: string }> {
  readonly url: string;
  readonly kinds: readonly Event['kind'][];
}

/** All that happens to the workspace's runs. */
export const RUN_EVENTS: EventSourceOf<RunEvent> = {
  url: '/api/v1/runs/events',
  kinds: ['run.accepted', 'run.started', 'run.waiting', 'run.compensating', 'run.ended', 'step.started', 'step.ended'],
};

// A kind that is missing here is one that nobody hears of, without a word.
const WORKFLOW_EVENTS = {
  'draft.saved': true,
  'version.published': true,
  'rollout.changed': true,
  'call.captured': true,
} satisfies Record<WorkflowEvent['kind'], true>;

/** What happens to one workflow while somebody edits it. */
export const workflowEvents = (name: string): EventSourceOf<WorkflowEvent> => ({
  url: `/api/v1/workflows/${encodeURIComponent(name)}/events`,
  kinds: Object.keys(WORKFLOW_EVENTS) as WorkflowEvent['kind'][],
});

/** Busy servers tell of hundreds of steps a second; a screen needs a few pictures. */
const BATCH_MS = 150;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const CLOSED = 2;

/** What hears of the stream. */
export interface StreamListener<Event> {
  readonly onEvents: (events: readonly Event[]) => void;
  /** The stream is there, for the first time or again: what was read before may lack events that nobody heard. */
  readonly onGap: () => void;
  /** Whether the server is heard from. */
  readonly onState: (isLive: boolean) => void;
  /** The server answered, and it was no stream: perhaps the session has ended. */
  readonly onRefused: () => void;
}

/** What the stream needs of the browser. */
export interface StreamPorts {
  readonly open: (url: string) => Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;
  /** Acts later; returns how to call it off. */
  readonly after: (delayMs: number, act: () => void) => () => void;
}

const BROWSER: StreamPorts = {
  open: (url) => new EventSource(url),
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Opens the stream and keeps it open. Returns how to close it. */
export function openServerEvents<Event extends { readonly kind: string }>(
  { url, kinds }: EventSourceOf<Event>,
  listener: StreamListener<Event>,
  { open, after }: StreamPorts = BROWSER,
): () => void {
  let stream: ReturnType<StreamPorts['open']> | undefined;
  let waiting: Event[] = [];
  let callOffBatch: (() => void) | undefined;
  let callOffRetry: (() => void) | undefined;
  let retryMs = FIRST_RETRY_MS;

  const hand = (): void => {
    callOffBatch = undefined;
    const events = waiting;
    waiting = [];
    listener.onEvents(events);
  };
  const hear = ({ data }: MessageEvent<string>): void => {
    const event = parseEvent(data) as Event | undefined;
    if (event === undefined) return;
    waiting.push(event);
    callOffBatch ??= after(BATCH_MS, hand);
  };
  const opened = (): void => {
    listener.onGap();
    retryMs = FIRST_RETRY_MS;
    listener.onState(true);
  };
  const connect = (): void => {
    const started = open(url);
    stream = started;
    for (const kind of kinds) started.addEventListener(kind, hear);
    started.addEventListener('open', opened);
    started.addEventListener('error', () => {
      listener.onState(false);
      // The browser goes on by itself, unless the answer was no stream.
      if (started.readyState !== CLOSED) return;
      listener.onRefused();
      callOffRetry = after(retryMs, connect);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    });
  };
  connect();
  return () => {
    callOffRetry?.();
    callOffBatch?.();
    stream?.close();
  };
}

function parseEvent(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A line cut by a proxy: the next refetch brings what it said.
    return undefined;
  }
}
