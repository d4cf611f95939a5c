import type { LogEvent } from '../../../lib/contract.ts';

type LineEvent = Extract<LogEvent, { readonly kind: 'line' }>;
/** A line as it is shown. */
export type ShownLine = Omit<LineEvent, 'kind'>;

/** More would be slow to draw, and nobody reads as many. */
const MOST_LINES = 1000;

/** What was heard of a log since the stream opened. */
export interface LogTail {
  readonly process?: Extract<LogEvent, { readonly kind: 'process' }>;
  /** The newest first. */
  readonly lines: readonly ShownLine[];
  /** So many went by unread. */
  readonly dropped: number;
}
export const EMPTY_TAIL: LogTail = { lines: [], dropped: 0 };

/** The tail after some events. What is too old goes. */
export function hearLog(tail: LogTail, events: readonly LogEvent[]): LogTail {
  const heard = events.flatMap((event): ShownLine[] => (event.kind === 'line' ? [event] : [])).reverse();
  const process = events.findLast((event) => event.kind === 'process') ?? tail.process;
  const dropped = events.reduce((sum, event) => sum + (event.kind === 'dropped' ? event.lines : 0), tail.dropped);
  return {
    ...(process === undefined ? {} : { process }),
    lines: [...heard, ...tail.lines].slice(0, MOST_LINES),
    dropped,
  };
}

/** Those that hold a text anywhere, whatever its case. */
export function linesWith(lines: readonly ShownLine[], text: string): readonly ShownLine[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter(({ line }) => JSON.stringify(line).toLowerCase().includes(wanted));
}

/** How many came after a line. */
export function countNewer(lines: readonly ShownLine[], sequence: number): number {
  return lines.filter((line) => line.sequence > sequence).length;
}
