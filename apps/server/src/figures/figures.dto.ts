import { BREAKDOWNS, METRICS, type Baseline, type MetricPoint } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptName, keptText } from '../http/text.ts';

const time = z.iso.datetime({ offset: true });
const metricName = named('MetricName', z.enum(METRICS));
const scopeQuery = {
  workflow: keptText(1, 64).optional().meta({ description: 'Name of a workflow.' }),
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional().meta({ description: 'With `workflow`.' }),
  connector: keptText(1, 64).optional().meta({ description: 'Of figures of calls.' }),
  connection: keptText(1, 64).optional().meta({ description: 'Of figures of calls.' }),
};
const range = {
  from: time.optional().meta({ description: 'Default: 24 hours before the end.' }),
  until: time.optional().meta({ description: 'Default: now.' }),
};

export const metricQuery = z.strictObject({
  metric: metricName,
  ...scopeQuery,
  ...range,
  step: z.coerce
    .number()
    .int()
    .min(60)
    .max(31_536_000)
    .optional()
    .meta({ description: 'Seconds. Default: as fine as 120 points are.' }),
  compare: z.enum(['previous']).optional().meta({ description: 'With the same figure of the time before, as long.' }),
});
export type MetricQueryDto = z.infer<typeof metricQuery>;

const figure = z.object({
  value: z
    .number()
    .nullable()
    .meta({ description: 'Milliseconds, 0..1, or a count. Null: nothing was measured; it is not 0.' }),
  count: z.number().meta({ description: 'Runs, calls or samples that it stands on.' }),
});
export const metricAnswer = named(
  'MetricAnswer',
  z.object({
    points: z.array(figure.extend({ at: z.string().meta({ description: 'The beginning of the step.' }) })),
    stepSeconds: z.int().meta({ description: 'Longer than asked for where nothing finer is kept.' }),
    total: figure.meta({ description: 'Over the whole range.' }),
    compared: figure.optional().meta({
      description:
        'With `compare`: of the range, as much as `previous` is of. Made of hours or days, without the last one.',
    }),
    previous: figure.optional().meta({ description: 'With `compare`: over the time before, as long as `compared`.' }),
  }),
);
export type MetricAnswer = z.infer<typeof metricAnswer>;

export const toFigureDto = ({ value, count }: MetricPoint): z.infer<typeof figure> => ({ value: value ?? null, count });

export const breakdownQuery = z.strictObject({
  by: z.enum(BREAKDOWNS),
  workflow: scopeQuery.workflow,
  ...range,
});
export type BreakdownQueryDto = z.infer<typeof breakdownQuery>;
export const breakdownAnswer = named(
  'MetricBreakdown',
  z.object({
    items: z
      .array(
        z.object({
          workflow: z.string().optional(),
          version: z.int().optional(),
          connector: z.string().optional(),
          connection: z.string().optional(),
          total: z.int().meta({ description: 'Runs that ended, or calls.' }),
          failed: z.int(),
          limited: z.int().meta({ description: 'Calls that were refused because there were too many.' }),
          errorRate: z.number().nullable(),
          p95: z.number().nullable().meta({ description: 'Milliseconds.' }),
          parts: z
            .array(z.object({ at: z.string(), total: z.int(), failed: z.int() }))
            .meta({ description: 'By the hour, or by the day when the range is long; oldest first.' }),
        }),
      )
      .meta({ description: 'Most failures first. At most 200.' }),
  }),
);
export type BreakdownAnswer = z.infer<typeof breakdownAnswer>;

const baselineScope = z.object({
  workflow: z.string().optional(),
  version: z.int().optional(),
  connector: z.string().optional(),
  connection: z.string().optional(),
});
const baselineDto = named(
  'MetricBaseline',
  z.object({
    id: z.string(),
    name: z.string(),
    scope: baselineScope,
    from: z.string(),
    until: z.string(),
    figures: z.partialRecord(metricName, z.number()).meta({ description: 'What was measured then.' }),
    createdAt: z.string(),
    createdBy: z.string(),
  }),
);
export type BaselineDto = z.infer<typeof baselineDto>;
export const baselineList = named('MetricBaselineList', z.object({ items: z.array(baselineDto) }));
export type BaselineList = z.infer<typeof baselineList>;
export { baselineDto };

export const createBaselineRequest = named(
  'CreateMetricBaseline',
  z.strictObject({
    name: keptName(80),
    workflow: keptText(1, 64).optional(),
    version: z.int().min(1).max(2_147_483_647).optional(),
    connector: keptText(1, 64).optional(),
    connection: keptText(1, 64).optional(),
    from: time,
    until: time,
  }),
);
export type CreateBaselineRequest = z.infer<typeof createBaselineRequest>;
export const baselineParams = z.strictObject({ id: keptText(1, 64) });
export type BaselineParams = z.infer<typeof baselineParams>;

export function toBaselineDto(baseline: Baseline): BaselineDto {
  const { id, name, scope, figures, createdBy } = baseline;
  const { versionNumber, ...names } = scope;
  return {
    ...{ id, name, figures: { ...figures }, createdBy },
    scope: { ...names, ...(versionNumber === undefined ? {} : { version: versionNumber }) },
    ...{
      from: toIsoTime(baseline.fromMs),
      until: toIsoTime(baseline.untilMs),
      createdAt: toIsoTime(baseline.createdAtMs),
    },
  };
}

const span = z.object({
  count: z.int().meta({ description: 'Workflows whose first run succeeded then.' }),
  medianSeconds: z.number().nullable().meta({ description: 'From the first edit to that run. Null: there was none.' }),
});
export const integrationTimes = named(
  'IntegrationTimes',
  z.object({
    last: span.extend({
      buildSeconds: z.number().nullable().meta({ description: 'Median from the first edit to the first version.' }),
      firstRunSeconds: z.number().nullable().meta({ description: 'Median from there to the first success.' }),
    }),
    before: span.meta({ description: 'The 30 days before the last 30.' }),
    newest: z.array(z.object({ workflow: z.string(), seconds: z.number(), succeededAt: z.string() })),
  }),
);
export type IntegrationTimesDto = z.infer<typeof integrationTimes>;
