import type { RunFeedEvent, StepRecord } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { runStatus } from './runs.dto.ts';

const DEFAULT_STEP_LIMIT = 200;
const MAX_STEP_LIMIT = 1000;

const attemptDto = z.object({
  attempt: z.int(),
  startedAt: z.string(),
  endedAt: z.string(),
  error: z.object({ error: z.string(), cause: z.string() }).optional(),
  delayMs: z.number().optional(),
});
const logLineDto = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
  data: z.unknown().optional(),
});

const stepDto = named(
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
    attempts: z.array(attemptDto),
    log: z.array(logLineDto),
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

/** A step; without `withPayloads` its values and log are left out. */
export function toStepDto(step: StepRecord, { withPayloads }: { readonly withPayloads: boolean }): StepDto {
  const { sequence, path, state, type, status, resource, error, cause, next } = step;
  return {
    sequence,
    path,
    state,
    type,
    status,
    ...(resource === undefined ? {} : { resource }),
    ...(withPayloads ? payloadsOf(step) : {}),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(next === undefined ? {} : { next }),
    attempts: step.attempts.map(toAttemptDto),
    log: withPayloads ? step.log.map(({ atMs, ...line }) => ({ at: toIsoTime(atMs), ...line })) : [],
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

function payloadsOf(step: StepRecord): Partial<StepDto> {
  const entries = (['input', 'arguments', 'output', 'assigned'] as const).flatMap((key) => {
    const text = step[key];
    return text === undefined ? [] : [[key, JSON.parse(text) as unknown] as const];
  });
  return Object.fromEntries(entries);
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
      return { ...common, path: event.step.path, state: event.step.state, step: toStepDto(event.step, options) };
  }
}
