import type { EventStream } from '../runs/event-stream.ts';
import { isWanted, readLine, type LogFilter } from './log-line.ts';
import type { LogRing } from './log-ring.ts';

type TailStream = Pick<EventStream, 'send' | 'isBehind' | 'onDrain'>;

/**
 * Sends what a ring holds, then what comes. A reader that is behind is sent nothing until it has caught up: the ring waits for
 * it, and where that has gone on without it, the reader is told how many lines went by. Returns how to stop.
 */
export function tailLog(ring: LogRing, filter: LogFilter, stream: TailStream): () => void {
  let next = ring.oldest;
  const pump = (): void => {
    for (let line = ring.from(next); line !== undefined && !stream.isBehind(); line = ring.from(next)) {
      const { sequence, text } = line;
      if (sequence > next) {
        const lines = sequence - next;
        stream.send('dropped', () => JSON.stringify({ kind: 'dropped', lines }));
      }
      next = sequence + 1;
      if (isWanted(readLine(text), filter)) {
        stream.send('line', () => `{"kind":"line","sequence":${sequence},"line":${text}}`);
      }
    }
  };
  pump();
  stream.onDrain(pump);
  return ring.onLine(pump);
}
