import type { Alert } from '../../../lib/contract.ts';

const MINUTE_MS = 60_000;

/** What the chart of an alert shows: its window and as much before it, until it was over, and as much after. */
export function spanOfAlert({ from, until, clearedAt }: Pick<Alert, 'from' | 'until' | 'clearedAt'>): {
  readonly from: string;
  readonly until: string;
} {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  const lengthMs = Math.max(untilMs - fromMs, 15 * MINUTE_MS);
  const endMs = clearedAt === undefined ? untilMs : Date.parse(clearedAt);
  return { from: new Date(fromMs - lengthMs).toISOString(), until: new Date(endMs + lengthMs).toISOString() };
}

/** The runs of a group that failed in the window of an alert, as a list of runs is asked for them. */
export function runsInWindow(fingerprint: string, { from, until }: Pick<Alert, 'from' | 'until'>): string {
  return `fingerprint:${fingerprint} from:${toMinute(from, Math.floor)} until:${toMinute(until, Math.ceil)}`;
}

const toMinute = (time: string, round: (value: number) => number): string =>
  new Date(round(Date.parse(time) / MINUTE_MS) * MINUTE_MS).toISOString().replace(':00.000Z', 'Z');
