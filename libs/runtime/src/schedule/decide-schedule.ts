import type { ScheduleTrigger } from '@millrace/machine';
import { CronTimes } from './cron-times.ts';

/** A tick that is later than this was missed: nobody was there. */
const MISSED_AFTER_MS = 60_000;
/** With `fireAll`: of more, only the newest. */
const MAX_MISSED_RUNS = 100;
const FIRST_WINDOW_MS = 3_600_000;

/** What becomes of one planned time. */
export interface PlannedTick {
  readonly plannedMs: number;
  readonly isFired: boolean;
}
export interface TickPlan {
  readonly ticks: readonly PlannedTick[];
  /** Absent: never again. */
  readonly nextMs?: number;
}
type Timetable = Pick<CronTimes, 'after'>;
interface ScheduleFacts {
  readonly trigger: ScheduleTrigger;
  readonly anchorMs: number;
}

/** The times of a schedule. Throws for a cron pattern that is none. */
export function timetableOf({ trigger, anchorMs }: ScheduleFacts): Timetable {
  const { cron, everySeconds, timeZone = 'UTC' } = trigger;
  if (cron !== undefined) return new CronTimes(cron, timeZone);
  const everyMs = (everySeconds ?? 0) * 1000;
  return {
    after: (epochMs) =>
      everyMs > 0 ? anchorMs + (Math.max(0, Math.floor((epochMs - anchorMs) / everyMs)) + 1) * everyMs : undefined,
  };
}

/** Decides which of the times from `nextMs` until now have a run, by the schedule's `misfire`, and which time is next. */
export function planTicks(schedule: ScheduleFacts & { readonly nextMs: number }, nowMs: number): TickPlan {
  const times = timetableOf(schedule);
  // As long as nobody has computed the first time, the next one is the moment of publishing, which is no time of it.
  const fromMs = schedule.nextMs === schedule.anchorMs ? schedule.nextMs + 1 : schedule.nextMs;
  const due = newestTimes(times, { fromMs, nowMs });
  const missed = due.filter((time) => nowMs - time > MISSED_AFTER_MS);
  const fired = new Set(due.filter((time) => nowMs - time <= MISSED_AFTER_MS));
  for (const time of firedOfMissed(missed, schedule.trigger.misfire)) fired.add(time);
  const ticks = due.map((plannedMs) => ({ plannedMs, isFired: fired.has(plannedMs) }));
  const nextMs = times.after(nowMs);
  return nextMs === undefined ? { ticks } : { ticks, nextMs };
}

function firedOfMissed(missed: readonly number[], misfire: ScheduleTrigger['misfire']): readonly number[] {
  if (misfire === 'skip') return [];
  return misfire === 'fireAll' ? missed.slice(-MAX_MISSED_RUNS) : missed.slice(-1);
}

/** The newest times of a span, in order; it may be years long, so it is searched from its end. */
function newestTimes(
  times: Timetable,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): readonly number[] {
  for (let windowMs = FIRST_WINDOW_MS; ; windowMs *= 2) {
    const startMs = Math.max(fromMs, nowMs - windowMs);
    const found: number[] = [];
    for (let time = times.after(startMs - 1); time !== undefined && time <= nowMs; time = times.after(time)) {
      found.push(time);
    }
    if (startMs === fromMs || found.length > MAX_MISSED_RUNS) return found.slice(-MAX_MISSED_RUNS - 1);
  }
}
