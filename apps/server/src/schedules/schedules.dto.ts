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
    nextAt: z.string().meta({ description: 'Planned; in the past when it is due.' }),
    upcoming: z.array(z.string()).meta({ description: `The next ${UPCOMING_TIMES} planned times, from nextAt on.` }),
  }),
);
export type ScheduleDto = z.infer<typeof scheduleDto>;
export const schedulePage = named('SchedulePage', pageOf(scheduleDto));
export type SchedulePage = z.infer<typeof schedulePage>;

/** A schedule with its next times. */
export function toScheduleDto(schedule: Schedule): ScheduleDto {
  const { triggerId, trigger, nextMs } = schedule;
  const { cron, timeZone = 'UTC', everySeconds, misfire = 'fireOnce' } = trigger;
  return {
    triggerId,
    ...(cron === undefined ? {} : { cron, timeZone }),
    ...(everySeconds === undefined ? {} : { everySeconds }),
    misfire,
    nextAt: toIsoTime(nextMs),
    upcoming: upcomingOf(schedule).map(toIsoTime),
  };
}

function upcomingOf(schedule: Schedule): readonly number[] {
  const times = timetableOf(schedule);
  const found = [schedule.nextMs];
  while (found.length < UPCOMING_TIMES) {
    const next = times.after(found.at(-1) ?? schedule.nextMs);
    if (next === undefined) break;
    found.push(next);
  }
  return found;
}
