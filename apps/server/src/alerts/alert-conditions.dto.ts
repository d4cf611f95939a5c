import { METRICS, SILENT_SOURCES, type AlertCondition } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';

const [DAY_MINUTES, WEEK_MINUTES, MONTH_MINUTES] = [1440, 10_080, 43_200];
const MAX_THRESHOLD = 1e12;

const isRate = (metric: (typeof METRICS)[number]): boolean => metric.endsWith('error_rate');

/** What a rule watches, as people send and read it. */
export const alertCondition = named(
  'AlertCondition',
  z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('above'),
        metric: z.enum(METRICS),
        threshold: z
          .number()
          .min(0)
          .max(MAX_THRESHOLD)
          .meta({ description: 'Milliseconds of times, 0 to 1 of rates, else a count.' }),
        windowMinutes: z.int().min(1).max(DAY_MINUTES),
        minCount: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(1)
          .meta({ description: 'With fewer runs or calls behind it, the figure says too little to fire.' }),
      }),
      z.strictObject({
        kind: z.literal('no_success'),
        windowMinutes: z.int().min(1).max(MONTH_MINUTES),
      }),
      z.strictObject({
        kind: z.literal('silent'),
        source: z.enum(SILENT_SOURCES).meta({
          description: '`schedule`: a tick was due, and no run came. `webhook`: no event came, by a webhook or a form.',
        }),
        windowMinutes: z.int().min(1).max(WEEK_MINUTES),
      }),
      z.strictObject({
        kind: z.literal('connection'),
        withinDays: z.int().min(0).max(90).meta({ description: 'Somebody must sign in again within so many days.' }),
        connection: z.string().min(1).max(64).optional().meta({ description: 'Default: any.' }),
      }),
      z.strictObject({
        kind: z.literal('dead_letters'),
        threshold: z.int().min(0).max(1_000_000).meta({ description: 'More than so many are open.' }),
      }),
    ])
    .refine((condition) => condition.kind !== 'above' || !isRate(condition.metric) || condition.threshold <= 1, {
      error: 'A rate is from 0 to 1: five percent are 0.05.',
      path: ['threshold'],
    }),
);

/** Silence is one workflow's, and connections are the workspace's. */
export function fitsScope({
  condition,
  workflow,
}: {
  readonly condition: Pick<AlertCondition, 'kind'>;
  readonly workflow?: string | undefined;
}): boolean {
  if (condition.kind === 'connection') return workflow === undefined;
  return condition.kind === 'above' || condition.kind === 'dead_letters' || workflow !== undefined;
}
export const SCOPE_FAULT = {
  error: 'Silence is watched of one `workflow`, and connections of none.',
  path: ['workflow'],
};

/** As it is kept. */
export function toCondition(given: z.infer<typeof alertCondition>): AlertCondition {
  if (given.kind !== 'connection') return given;
  const { connection, ...rest } = given;
  return connection === undefined ? rest : { ...rest, connection };
}
