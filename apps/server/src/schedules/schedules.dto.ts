import { timetableOf, type Schedule } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

const UPCOMING_TIMES = 5;

export const schedulesParams = z.strictObject({ name: keptText(1, 64) });
export type SchedulesParams = z.infer<typeof schedulesParams>;

const scheduleDto = named(
  'Schedule',
  z.object({
    triggerId: z.string(),
    cron: z.string().optional(),
    timeZone: z.string().optional().meta({ description: 'Of `cron`.' }),
    everySeconds: z.number().optional(),
    misfire: z.enum(['fireOnce', 'skip', 'fireAll']),
    nextAt: z.string().optional().meta({ description: 'In the past when it is due; absent when it never is again.' }),
    upcoming: z.array(z.string()).meta({ description: `The next ${UPCOMING_TIMES} planned times.` }),
  }),
);
export type ScheduleDto = z.infer<typeof scheduleDto>;
export const schedulePage = named('SchedulePage', pageOf(scheduleDto));
export type SchedulePage = z.infer<typeof schedulePage>;

export const previewScheduleRequest = named(
  'PreviewSchedule',
  z.strictObject({
    cron: z.string().max(200),
    timeZone: z.string().max(64).optional().meta({ description: 'IANA name; default UTC.' }),
  }),
);
export type PreviewScheduleRequest = z.infer<typeof previewScheduleRequest>;
export const schedulePreviewDto = named(
  'SchedulePreview',
  z.object({
    upcoming: z.array(z.string()).meta({
      description: `The next ${UPCOMING_TIMES} times. None for a pattern that never comes or is none: \`validate\` says which.`,
    }),
  }),
);
export type SchedulePreviewDto = z.infer<typeof schedulePreviewDto>;

/** The next times of a calendar that nobody has published yet. */
export function toSchedulePreview({ cron, timeZone }: PreviewScheduleRequest, nowMs: number): SchedulePreviewDto {
  const trigger = { type: 'schedule', cron, ...(timeZone === undefined ? {} : { timeZone }) } as const;
  try {
    return { upcoming: timesFrom(timetableOf({ trigger, anchorMs: nowMs }), nowMs).map(toIsoTime) };
  } catch {
    // Somebody is still typing it.
    return { upcoming: [] };
  }
}

/** A schedule with its next times. */
export function toScheduleDto(schedule: Schedule): ScheduleDto {
  const { triggerId, trigger } = schedule;
  const upcoming = upcomingOf(schedule).map(toIsoTime);
  const { cron, timeZone = 'UTC', everySeconds, misfire = 'fireOnce' } = trigger;
  return {
    triggerId,
    ...(cron === undefined ? {} : { cron, timeZone }),
    ...(everySeconds === undefined ? {} : { everySeconds }),
    misfire,
    ...(upcoming[0] === undefined ? {} : { nextAt: upcoming[0] }),
    upcoming,
  };
}

/** What is kept of a schedule that was just published is the moment from which on it counts. */
const upcomingOf = (schedule: Schedule): readonly number[] => timesFrom(timetableOf(schedule), schedule.nextMs);

function timesFrom(times: ReturnType<typeof timetableOf>, fromMs: number): readonly number[] {
  const found: number[] = [];
  let time = times.after(fromMs - 1);
  while (time !== undefined && found.length < UPCOMING_TIMES) {
    found.push(time);
    time = times.after(time);
  }
  return found;
}
