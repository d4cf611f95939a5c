import type { VersionFigures } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { versionDto } from './workflows.dto.ts';

export const listVersionsQuery = z.strictObject({
  ...pageQuery,
  stats: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Say of each version how its runs went; it costs a look at its newest runs.' }),
});
export type ListVersionsQuery = z.infer<typeof listVersionsQuery>;

const versionStats = named(
  'VersionStats',
  z.object({
    runs: z.int().meta({
      description:
        'Runs that ended in the last seven days in which the version had any, without tests and cancelled ones; the newest 2,000 at most.',
    }),
    failed: z.int(),
    errorRate: z.number().optional().meta({ description: 'From 0 to 1; absent when no run is counted.' }),
    p95Ms: z.number().optional().meta({ description: 'From start to end: 95 of 100 runs took no longer.' }),
    from: z.string().optional().meta({ description: 'When the oldest run that is counted was accepted.' }),
    until: z.string().optional(),
    isCapped: z.boolean().meta({ description: 'Whether there were more runs than are counted.' }),
  }),
);
export type VersionStatsDto = z.infer<typeof versionStats>;
const listedVersionDto = named('ListedVersion', versionDto.extend({ stats: versionStats.optional() }));
export const versionPage = named('VersionPage', pageOf(listedVersionDto));
export type VersionPage = z.infer<typeof versionPage>;

export const impactQuery = z.strictObject({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'The version that would become live; default: the draft.' }),
});
export type ImpactQuery = z.infer<typeof impactQuery>;

const schemaChange = z.object({
  part: z.enum(['input', 'output']),
  path: z.string().meta({ description: 'JSON Pointer into the value: `/customer/name`, `/lines/*`.' }),
  rule: z.string(),
  isBreaking: z.boolean().meta({ description: 'Whether somebody who relies on it as it is now may fail.' }),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  affects: z.array(z.string()).meta({ description: 'Workflows that send it, or seem to read it.' }),
});
export const impactDto = named(
  'PublishImpact',
  z.object({
    live: z.int().optional().meta({ description: 'The version that it is compared with; absent when none is live.' }),
    schema: z.array(schemaChange),
    permissions: z.array(z.object({ connector: z.string(), title: z.string(), added: z.array(z.string()) })).meta({
      description: 'What connectors may do that those of the live version may not; hosts, sockets, `secrets`.',
    }),
    callers: z.array(z.string()).meta({ description: 'Workflows with a step that starts this one.' }),
  }),
);
export type ImpactDto = z.infer<typeof impactDto>;

/** How runs of a version went, as lists show it. */
export function toVersionStats({ runs, failed, p95Ms, fromMs, untilMs, isCapped }: VersionFigures): VersionStatsDto {
  return {
    ...{ runs, failed, isCapped },
    ...(runs === 0 ? {} : { errorRate: failed / runs }),
    ...(p95Ms === undefined ? {} : { p95Ms: Math.round(p95Ms) }),
    ...(fromMs === undefined ? {} : { from: toIsoTime(fromMs) }),
    ...(untilMs === undefined ? {} : { until: toIsoTime(untilMs) }),
  };
}
