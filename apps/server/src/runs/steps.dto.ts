import type { RunFeedEvent, StepRecord } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { leftOutDto, payloadsQuery, shownPayloads, type ShownPayloads } from './payloads.ts';
import { runParams, runStatus } from './runs.dto.ts';
import { stepLogLineDto, toStepLogDto } from './step-log.dto.ts';

const DEFAULT_STEP_LIMIT = 200;
const MAX_STEP_LIMIT = 1000;
const MAX_PATH_CHARACTERS = 4000;
const MAX_THREADS = 1000;

const attemptDto = z.object({
  attempt: z.int(),
  startedAt: z.string(),
  endedAt: z.string(),
  error: z.object({ error: z.string(), cause: z.string() }).optional(),
  delayMs: z.number().optional(),
});

export const stepDto = named(
  'Step',
  z.object({
    sequence: z.int(),
    path: z.string(),
    state: z.string(),
    type: z.string(),
    resource: z.string().optional(),
    status: z.enum(['succeeded', 'failed']),
    input: z.unknown().optional(),
    arguments: z.unknown().optional(),
    output: z.unknown().optional(),
    assigned: z.unknown().optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
    next: z.string().optional(),
    leftOut: leftOutDto,
    attempts: z.array(attemptDto),
    log: z.array(stepLogLineDto),
    logLines: z.int().meta({ description: 'How many lines it wrote to its log, also where they are left out.' }),
    httpRequests: z.int().meta({ description: 'How many lines of its log are HTTP requests.' }),
    startedAt: z.string(),
    endedAt: z.string(),
    durationMs: z.number(),
  }),
);
export type StepDto = z.infer<typeof stepDto>;

export const stepPage = named(
  'StepPage',
  z.object({
    items: z.array(stepDto),
    nextAfter: z.int().optional().meta({ description: '`after` of the next page.' }),
  }),
);
export type StepPage = z.infer<typeof stepPage>;
export const listStepsQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(-1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'Sequence of the last step read.' }),
  limit: z.coerce.number().int().min(1).max(MAX_STEP_LIMIT).default(DEFAULT_STEP_LIMIT),
  under: keptText(1, MAX_PATH_CHARACTERS).optional().meta({
    description: 'Only steps inside the Map or Parallel at this path, such as `Each order`.',
  }),
  threads: z
    .string()
    .regex(/^\d{1,7}(?:-\d{1,7})?$/, 'Threads are a number or a range, such as 0-99.')
    .transform((text) => text.split('-').map(Number))
    .transform(([first = 0, last = first]) => ({ first, last }))
    .refine(
      ({ first, last }) => last >= first && last - first < MAX_THREADS,
      `A range has ${MAX_THREADS} threads at most.`,
    )
    .optional()
    .meta({ description: 'With `under`: only these of its items or branches, from 0, such as `0-99`.' }),
  status: z.enum(['failed']).optional().meta({ description: 'Only steps that have failed.' }),
  payloads: payloadsQuery,
});
export type ListStepsQuery = z.infer<typeof listStepsQuery>;

export const runEventDto = named(
  'RunEvent',
  z.object({
    kind: z.enum([
      'run.accepted',
      'run.started',
      'run.waiting',
      'run.compensating',
      'run.ended',
      'step.started',
      'step.ended',
    ]),
    runId: z.string(),
    workflow: z.string(),
    at: z.string(),
    status: runStatus.optional(),
    until: z.string().optional(),
    path: z.string().optional(),
    state: z.string().optional(),
    step: stepDto.optional(),
  }),
);
export type RunEventDto = z.infer<typeof runEventDto>;

const PAYLOAD_PARTS = ['input', 'arguments', 'output', 'assigned'] as const;
export const stepParams = runParams.extend({ sequence: z.coerce.number().int().min(0).max(2_147_483_647) });
export type StepParams = z.infer<typeof stepParams>;
export const readStepQuery = z.strictObject({ payloads: payloadsQuery });
export type ReadStepQuery = z.infer<typeof readStepQuery>;
export const stepPayloadParams = stepParams.extend({ part: z.enum(PAYLOAD_PARTS) });
export type StepPayloadParams = z.infer<typeof stepPayloadParams>;
export const runPayloadParams = runParams.extend({ part: z.enum(['input', 'output']) });
export type RunPayloadParams = z.infer<typeof runPayloadParams>;

/** A step with as much of its values and its log as is wanted. */
export function toStepDto(step: StepRecord, { payloads }: { readonly payloads: ShownPayloads }): StepDto {
  const { sequence, path, state, type, status, resource, error, cause, next } = step;
  const { input, arguments: given, output, assigned } = step;
  const httpRequests = step.log.filter(({ http }) => http !== undefined).length;
  return {
    sequence,
    path,
    state,
    type,
    status,
    ...(resource === undefined ? {} : { resource }),
    ...shownPayloads({ input, arguments: given, output, assigned }, payloads),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(next === undefined ? {} : { next }),
    attempts: step.attempts.map(toAttemptDto),
    log: payloads === 'none' ? [] : toStepLogDto(step.log),
    logLines: step.log.length - httpRequests,
    httpRequests,
    startedAt: toIsoTime(step.startedAtMs),
    endedAt: toIsoTime(step.endedAtMs),
    durationMs: Math.max(0, step.endedAtMs - step.startedAtMs),
  };
}

function toAttemptDto({
  attempt,
  startedAtMs,
  endedAtMs,
  error,
  delayMs,
}: StepRecord['attempts'][number]): StepDto['attempts'][number] {
  return {
    attempt,
    startedAt: toIsoTime(startedAtMs),
    endedAt: toIsoTime(endedAtMs),
    ...(error === undefined ? {} : { error: { error: error.error, cause: error.cause } }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}

/** An event of the feed as a stream sends it. */
export function toRunEventDto(event: RunFeedEvent, options: { readonly withPayloads: boolean }): RunEventDto {
  const { kind, runId, workflowName, atMs } = event;
  const common = { kind, runId, workflow: workflowName, at: toIsoTime(atMs) };
  switch (event.kind) {
    case 'run.accepted':
    case 'run.started':
    case 'run.compensating':
      return common;
    case 'run.waiting':
      return { ...common, until: toIsoTime(event.untilMs) };
    case 'run.ended':
      return { ...common, status: event.status };
    case 'step.started':
      return { ...common, path: event.path, state: event.state };
    case 'step.ended':
      return {
        ...common,
        path: event.step.path,
        state: event.step.state,
        step: toStepDto(event.step, { payloads: options.withPayloads ? 'full' : 'none' }),
      };
  }
}
