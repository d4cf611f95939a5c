// The workspace's one stream of events: opened again whenever it breaks, and heard in batches.
import type { RunEvent } from './contract.ts';

const KINDS: readonly RunEvent['kind'][] = [
  'run.accepted',
  'run.started',
  'run.waiting',
  'run.compensating',
  'run.ended',
  'step.started',
  'step.ended',
];
const URL = '/api/v1/runs/events';
/** Busy servers tell of hundreds of steps a second; a screen needs a few pictures. */
const BATCH_MS = 150;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const CLOSED = 2;

/** What hears of the stream. */
export interface StreamListener {
  readonly onEvents: (events: readonly RunEvent[]) => void;
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
export function openRunStream(listener: StreamListener, { open, after }: StreamPorts = BROWSER): () => void {
  let stream: ReturnType<StreamPorts['open']> | undefined;
  let waiting: RunEvent[] = [];
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
    const event = parseEvent(data);
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
    const started = open(URL);
    stream = started;
    for (const kind of KINDS) started.addEventListener(kind, hear);
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

function parseEvent(text: string): RunEvent | undefined {
  try {
    return JSON.parse(text) as RunEvent;
  } catch {
    // A line cut by a proxy: the next refetch brings what it said.
    return undefined;
  }
}
