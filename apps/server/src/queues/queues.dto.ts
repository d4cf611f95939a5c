import { timetableOf, type ScheduleState, type WorkflowQueue, type WorkspacePause } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

export const queueDto = named(
  'Queue',
  z.object({
    workflow: z.string().meta({ description: 'Its name.' }),
    title: z.string(),
    isLive: z.boolean(),
    queued: z.int().meta({ description: 'Accepted, and not begun. Counting ends at 100,000 of a workspace.' }),
    running: z.int(),
    limit: z.int().optional().meta({ description: '`settings.concurrency.max` of the live version.' }),
    isLimitPerKey: z.boolean().meta({ description: 'So many of each key, not of the workflow.' }),
    waitP95Ms: z.number().nullable().meta({
      description: 'From acceptance to beginning, of the runs that ended in the last hour: 95 of 100 waited no longer.',
    }),
    oldestAt: z.string().optional().meta({ description: 'When the run that has waited longest was accepted.' }),
    pausedAt: z.string().optional().meta({ description: 'Absent: its runs begin.' }),
    pausedBy: z.string().optional(),
  }),
);
export type QueueDto = z.infer<typeof queueDto>;
export const workspacePauseDto = named(
  'WorkspacePause',
  z.object({ at: z.string(), by: z.string() }).meta({
    description: 'No run of the workspace begins, whatever its workflow; those that are published later wait too.',
  }),
);
export type WorkspacePauseDto = z.infer<typeof workspacePauseDto>;
export const queuePage = named(
  'QueuePage',
  pageOf(queueDto).extend({
    workspacePause: workspacePauseDto.optional().meta({ description: 'Absent: the workspace is not paused.' }),
  }),
);
export type QueuePage = z.infer<typeof queuePage>;

export const listQueuesQuery = z.strictObject({
  paused: z.enum(['true']).optional().meta({ description: 'Only those that are paused.' }),
  ...pageQuery,
});
export type ListQueuesQuery = z.infer<typeof listQueuesQuery>;
export const queueParams = z.strictObject({ workflow: keptText(1, 64) });
export type QueueParams = z.infer<typeof queueParams>;

const scheduleStateDto = z.object({
  workflow: z.string(),
  triggerId: z.string(),
  cron: z.string().optional(),
  timeZone: z.string().optional().meta({ description: 'Of `cron`.' }),
  everySeconds: z.number().optional(),
  misfire: z.enum(['fireOnce', 'skip', 'fireAll']),
  nextAt: z.string().optional().meta({ description: 'In the past when it is due; absent when it never is again.' }),
  missed: z.int().meta({ description: 'Times of the last seven days for which no run was made.' }),
  lastMissedAt: z.string().optional(),
});
type ScheduleStateDto = z.infer<typeof scheduleStateDto>;
export const scheduleStatePage = named('ScheduleStatePage', pageOf(named('ScheduleState', scheduleStateDto)));
export type ScheduleStatePage = z.infer<typeof scheduleStatePage>;
export const listScheduleStatesQuery = z.strictObject(pageQuery);
export type ListScheduleStatesQuery = z.infer<typeof listScheduleStatesQuery>;

/** What its live version and its figures say of a queue. */
export interface QueueFacts {
  readonly limit?: number;
  readonly isLimitPerKey: boolean;
  readonly waitP95Ms: number | null;
}

export function toQueueDto(queue: WorkflowQueue, facts: QueueFacts): QueueDto {
  const { workflowName, title, queued, running, oldestMs, pausedAtMs, pausedBy } = queue;
  return {
    ...{ workflow: workflowName, title, isLive: queue.liveVersionId !== undefined, queued, running, ...facts },
    ...(oldestMs === undefined ? {} : { oldestAt: toIsoTime(oldestMs) }),
    ...(pausedAtMs === undefined ? {} : { pausedAt: toIsoTime(pausedAtMs) }),
    ...(pausedBy === undefined ? {} : { pausedBy }),
  };
}

export const toWorkspacePauseDto = ({ atMs, by }: WorkspacePause): WorkspacePauseDto => ({ at: toIsoTime(atMs), by });

export function toScheduleStateDto(schedule: ScheduleState): ScheduleStateDto {
  const { workflowName, triggerId, trigger, nextMs, missed, lastMissedMs } = schedule;
  const { cron, timeZone = 'UTC', everySeconds, misfire = 'fireOnce' } = trigger;
  // What is kept of one that was just published is the moment from which on it counts.
  const plannedMs = nextMs === undefined ? undefined : timetableOf(schedule).after(nextMs - 1);
  return {
    ...{ workflow: workflowName, triggerId, misfire, missed },
    ...(cron === undefined ? {} : { cron, timeZone }),
    ...(everySeconds === undefined ? {} : { everySeconds }),
    ...(plannedMs === undefined ? {} : { nextAt: toIsoTime(plannedMs) }),
    ...(lastMissedMs === undefined ? {} : { lastMissedAt: toIsoTime(lastMissedMs) }),
  };
}
