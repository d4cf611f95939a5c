import {
  ERROR_GROUP_STATES,
  stateOf,
  type ErrorGroup,
  type HourCount,
  type Run,
  type VersionCount,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { runDto, toRunDto } from '../runs/runs.dto.ts';

const errorGroupState = named('ErrorGroupState', z.enum(ERROR_GROUP_STATES));

const hourCount = z.object({ at: z.string().meta({ description: 'The beginning of the hour.' }), count: z.int() });
const errorGroupMembers = z.object({
  fingerprint: z.string(),
  state: errorGroupState,
  isRegressed: z.boolean().meta({ description: 'It was resolved, and was seen again.' }),
  resolvedIn: z
    .int()
    .optional()
    .meta({ description: 'The version that has the fix; of an open group, the one that was thought to have it.' }),
  ignoredUntil: z.string().optional().meta({ description: 'Without it and `ignoredFor`: for ever.' }),
  ignoredFor: z.int().optional().meta({ description: 'It is open when it was seen so many times more.' }),
  workflow: z.object({ id: z.string(), name: z.string() }),
  path: z
    .string()
    .meta({ description: 'Names of states, without item indexes and visits; empty when no step failed.' }),
  step: z.string().optional().meta({ description: 'The state that failed.' }),
  resource: z.string().optional().meta({ description: 'Of the failed step.' }),
  error: z.string(),
  cause: z.string().meta({ description: 'As the newest run says it.' }),
  normalisedCause: z.string().meta({ description: 'Without numbers, ids and quoted text: what it is grouped by.' }),
  sampleRunId: z.string().meta({ description: 'The newest run.' }),
  count: z.int().meta({ description: 'Failed runs since it was first seen.' }),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  newestVersion: z.int().optional().meta({ description: 'The newest version that failed so.' }),
  assignee: z.string().optional().meta({ description: 'E-mail of a person.' }),
  changedAt: z.string().optional().meta({ description: 'When a person last changed its state or whose it is.' }),
  changedBy: z.string().optional(),
});
const errorGroupDto = named(
  'ErrorGroup',
  errorGroupMembers.extend({
    hours: z.array(hourCount).meta({ description: 'Of the last 24 hours, those in which it was seen; oldest first.' }),
  }),
);
type ErrorGroupDto = z.infer<typeof errorGroupDto>;
export const errorGroupPage = named('ErrorGroupPage', pageOf(errorGroupDto));
export type ErrorGroupPage = z.infer<typeof errorGroupPage>;

const origin = z.object({ runId: z.string(), workflow: z.string(), step: z.string() });
export type FailureOrigin = z.infer<typeof origin>;
export const errorGroupDetailDto = named(
  'ErrorGroupDetail',
  errorGroupMembers.extend({
    hours: z.array(hourCount).meta({ description: 'Of the last 14 days, those in which it was seen; oldest first.' }),
    versions: z
      .array(
        z.object({
          number: z.int().optional().meta({ description: 'Absent: versions that are gone.' }),
          count: z.int().meta({ description: 'Of the last 90 days.' }),
          firstSeenAt: z.string().meta({ description: 'To the hour.' }),
          lastSeenAt: z.string().meta({ description: 'To the hour.' }),
        }),
      )
      .meta({ description: 'Newest first.' }),
    liveVersion: z.int().optional().meta({ description: 'Of its workflow.' }),
    newestPublished: z.int().optional().meta({ description: 'The newest version of its workflow.' }),
    samples: z
      .array(
        z.object({
          run: runDto,
          origin: origin
            .optional()
            .meta({ description: 'Where it began: this run, or the innermost one that it waited for.' }),
        }),
      )
      .meta({ description: 'Five of the newest runs.' }),
  }),
);
export type ErrorGroupDetailDto = z.infer<typeof errorGroupDetailDto>;

const stateList = z
  .string()
  .max(100)
  .transform((text) => text.split(',').filter((state) => state !== ''))
  .pipe(z.array(errorGroupState));

export const listErrorGroupsQuery = z.strictObject({
  state: stateList.optional().meta({ description: 'One or more, separated by commas.' }),
  workflow: keptText(1, 64).optional().meta({ description: 'Name of a workflow.' }),
  text: keptText(1, 200).optional().meta({ description: 'In the path, the error or the cause, whatever its case.' }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Seen at or after.' }),
  order: z
    .enum(['newest', 'frequent'])
    .default('newest')
    .meta({ description: 'What was seen last, or most often, first.' }),
  ...pageQuery,
});
export type ListErrorGroupsQuery = z.infer<typeof listErrorGroupsQuery>;

export const errorGroupParams = z.strictObject({ fingerprint: z.string().regex(/^[0-9a-f]{32}$/) });
export type ErrorGroupParams = z.infer<typeof errorGroupParams>;

const MAX_INTEGER = 2_147_483_647;
export const changeErrorGroupRequest = named(
  'ChangeErrorGroup',
  z
    .strictObject({
      state: errorGroupState.optional(),
      resolvedInVersion: z.int().min(1).max(MAX_INTEGER).optional().meta({
        description:
          'With `resolved`. Default: the live version; the next one, which is not published yet, may be named.',
      }),
      ignoreUntil: z.iso
        .datetime({ offset: true })
        .optional()
        .meta({ description: 'With `ignored`; without this and `ignoreCount`: for ever.' }),
      ignoreCount: z
        .int()
        .min(1)
        .max(MAX_INTEGER)
        .optional()
        .meta({ description: 'With `ignored`: until it was seen so many times more.' }),
      assignee: z.literal('me').nullable().optional().meta({ description: 'Null: nobody.' }),
    })
    .refine(({ state, assignee }) => state !== undefined || assignee !== undefined, {
      error: 'Say what is to change: `state` or `assignee`.',
    })
    .refine(({ state, resolvedInVersion }) => state === 'resolved' || resolvedInVersion === undefined, {
      error: 'A version is resolved in only with the state `resolved`.',
      path: ['resolvedInVersion'],
    })
    .refine(
      ({ state, ignoreUntil, ignoreCount }) =>
        state === 'ignored' || (ignoreUntil === undefined && ignoreCount === undefined),
      { error: 'Until when it is ignored is said only with the state `ignored`.', path: ['ignoreUntil'] },
    ),
);
export type ChangeErrorGroupRequest = z.infer<typeof changeErrorGroupRequest>;

/** A group as lists show it. */
export function toErrorGroupDto(group: ErrorGroup, hours: readonly HourCount[]): ErrorGroupDto {
  const { workflowId, workflowName, statePath, resource, newestVersion, assignee, changedBy } = group;
  return {
    ...{ fingerprint: group.fingerprint, workflow: { id: workflowId, name: workflowName }, path: statePath },
    ...toStandingDto(group),
    ...(statePath === '' ? {} : { step: stateOf(statePath) }),
    ...(resource === undefined ? {} : { resource }),
    ...{ error: group.error, cause: group.sampleCause, normalisedCause: group.normalisedCause },
    ...{ sampleRunId: group.sampleRunId, count: group.count },
    ...{ firstSeenAt: toIsoTime(group.firstSeenMs), lastSeenAt: toIsoTime(group.lastSeenMs) },
    ...(newestVersion === undefined ? {} : { newestVersion }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(group.changedAtMs === undefined ? {} : { changedAt: toIsoTime(group.changedAtMs) }),
    ...(changedBy === undefined ? {} : { changedBy }),
    hours: hours.map(({ hourMs, count }) => ({ at: toIsoTime(hourMs), count })),
  };
}

function toStandingDto({ state, isRegressed, resolvedIn, ignoredUntilMs, ignoredFor }: ErrorGroup) {
  return {
    ...{ state, isRegressed },
    ...(resolvedIn === undefined ? {} : { resolvedIn }),
    ...(ignoredUntilMs === undefined ? {} : { ignoredUntil: toIsoTime(ignoredUntilMs) }),
    ...(ignoredFor === undefined ? {} : { ignoredFor }),
  };
}

/** What its page shows beside the group itself. */
export interface GroupDetails {
  readonly hours: readonly HourCount[];
  readonly versions: readonly VersionCount[];
  readonly liveVersion: number | undefined;
  readonly newestPublished: number | undefined;
  readonly samples: readonly { readonly run: Run; readonly origin: FailureOrigin | undefined }[];
}

export function toErrorGroupDetailDto(
  group: ErrorGroup,
  { hours, versions, liveVersion, newestPublished, samples }: GroupDetails,
): ErrorGroupDetailDto {
  return {
    ...toErrorGroupDto(group, hours),
    versions: versions.map(({ number, count, firstHourMs, lastHourMs }) => ({
      ...(number === undefined ? {} : { number }),
      ...{ count, firstSeenAt: toIsoTime(firstHourMs), lastSeenAt: toIsoTime(lastHourMs) },
    })),
    ...(liveVersion === undefined ? {} : { liveVersion }),
    ...(newestPublished === undefined ? {} : { newestPublished }),
    samples: samples.map(({ run, origin: began }) => ({
      run: toRunDto(run),
      ...(began === undefined ? {} : { origin: began }),
    })),
  };
}
