import { beforeEach, describe, expect, test } from '@jest/globals';
import { openServerEvents, RUN_EVENTS, type StreamPorts } from './server-events.ts';

const CONNECTING = 0;
const CLOSED = 2;

class FakeStream {
  readyState = CONNECTING;
  isClosed = false;
  private readonly heard = new Map<string, (event: unknown) => void>();
  addEventListener(kind: string, listener: unknown): void {
    this.heard.set(kind, listener as (event: unknown) => void);
  }
  close(): void {
    this.isClosed = true;
  }
  tell(kind: string, data?: string): void {
    this.heard.get(kind)?.({ data });
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.tell('error');
  }
}

let streams: FakeStream[];
let timers: { readonly delayMs: number; readonly act: () => void }[];
let heard: string[];
const newest = (): FakeStream => streams.at(-1) ?? new FakeStream();
const pass = (): readonly number[] => {
  const due = timers.splice(0);
  for (const { act } of due) act();
  return due.map(({ delayMs }) => delayMs);
};
const ports: StreamPorts = {
  open: () => {
    const stream = new FakeStream();
    streams.push(stream);
    return stream;
  },
  after: (delayMs, act) => {
    const timer = { delayMs, act };
    timers.push(timer);
    return () => (timers = timers.filter((other) => other !== timer));
  },
};
const listen = (): (() => void) =>
  openServerEvents(
    RUN_EVENTS,
    {
      onEvents: (events) => heard.push(events.map(({ runId }) => runId).join('+')),
      onGap: () => heard.push('gap'),
      onState: (isLive) => heard.push(isLive ? 'live' : 'lost'),
      onRefused: () => heard.push('refused'),
    },
    ports,
  );

beforeEach(() => {
  streams = [];
  timers = [];
  heard = [];
});

test('events come in batches, and a line that was cut is passed over', () => {
  listen();
  newest().tell('open');
  newest().tell('run.started', '{"runId":"a"}');
  newest().tell('step.ended', '{"runId":"b"}');
  newest().tell('step.ended', '{"runId":');
  expect(heard).toEqual(['gap', 'live']);
  pass();
  expect(heard).toEqual(['gap', 'live', 'a+b']);
  newest().tell('run.ended', '{"runId":"c"}');
  pass();
  expect(heard).toEqual(['gap', 'live', 'a+b', 'c']);
});

describe('a stream that breaks', () => {
  test('is left to the browser while that tries by itself', () => {
    listen();
    newest().tell('open');
    newest().fail(CONNECTING);
    expect(pass()).toEqual([]);
    newest().tell('open');
    expect([heard, streams.length]).toEqual([['gap', 'live', 'lost', 'gap', 'live'], 1]);
  });
  test('is opened again when the browser has given up, later each time, and at once again after a success', () => {
    listen();
    const waits: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      newest().fail(CLOSED);
      waits.push(...pass());
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(heard.filter((word) => word === 'refused')).toHaveLength(7);
    newest().tell('open');
    newest().fail(CLOSED);
    expect(pass()).toEqual([1000]);
  });
  test('tells of a gap only when it is there', () => {
    listen();
    newest().fail(CLOSED);
    expect(heard).toEqual(['lost', 'refused']);
    pass();
    newest().tell('open');
    expect(heard).toEqual(['lost', 'refused', 'gap', 'live']);
  });
});

test('closing ends the stream, what waits, and every further try', () => {
  const close = listen();
  newest().tell('run.started', '{"runId":"a"}');
  newest().fail(CLOSED);
  close();
  expect([newest().isClosed, pass(), heard]).toEqual([true, [], ['lost', 'refused']]);
});
