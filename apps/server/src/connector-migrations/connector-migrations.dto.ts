import type { ConnectorMigration } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { DEFAULT_BATCH_PERCENTS } from './plan-batches.ts';

const MAX_WORKFLOWS = 1000;
const name = keptText(1, 64);

export const migrationsParams = z.strictObject({ name });
export type MigrationsParams = z.infer<typeof migrationsParams>;
export const migrationParams = z.strictObject({ name, id: z.uuid() });
export type MigrationParams = z.infer<typeof migrationParams>;

export const migrateRequest = named(
  'MigrateConnector',
  z.strictObject({
    from: name,
    to: name,
    workflows: z.array(name).max(MAX_WORKFLOWS).optional().meta({ description: 'Default: all that pin `from`.' }),
    batches: z
      .array(z.number().gt(0).max(100))
      .min(1)
      .max(10)
      .default([...DEFAULT_BATCH_PERCENTS])
      .meta({ description: 'Shares of the workflows, in percent, that have the new version after each batch.' }),
    publish: z
      .boolean()
      .default(false)
      .meta({ description: 'Publish the first batch at once; else only drafts get the new pin.' }),
  }),
);
export type MigrateRequest = z.infer<typeof migrateRequest>;

export const nextBatchRequest = named(
  'NextBatch',
  z.strictObject({
    force: z.boolean().default(false).meta({ description: 'Whatever was measured of the batches before.' }),
  }),
);
export type NextBatchRequest = z.infer<typeof nextBatchRequest>;

const problem = z.object({ code: z.string(), path: z.string(), message: z.string() });
const migrationDto = named(
  'ConnectorMigration',
  z.object({
    id: z.string(),
    connector: z.string(),
    from: z.string(),
    to: z.string(),
    state: z.enum(['waiting', 'done', 'undone']).meta({ description: '`waiting`: there is a next batch.' }),
    workflows: z.array(
      z.object({
        workflow: z.string(),
        state: z.enum(['ready', 'needs_edits', 'draft_differs', 'published', 'undone', 'skipped']),
        batch: z.int().optional(),
        problems: z.array(problem),
        liveBefore: z.int().optional(),
        published: z.int().optional(),
      }),
    ),
    startedBy: z.string(),
    startedAt: z.string(),
    updatedAt: z.string(),
  }),
);
export const migration = migrationDto;
export type MigrationDto = z.infer<typeof migrationDto>;
export const migrations = named('ConnectorMigrations', z.object({ items: z.array(migrationDto) }));
export type MigrationsDto = z.infer<typeof migrations>;

export function toMigrationDto(found: ConnectorMigration): MigrationDto {
  const { id, connector, from, to, state, startedBy } = found;
  return {
    ...{ id, connector, from, to, state, startedBy },
    workflows: found.workflows.map(({ workflow, state: reached, problems, batch, before, after }) => ({
      ...{ workflow, state: reached, problems: problems.map((one) => ({ ...one })) },
      ...(batch === undefined ? {} : { batch }),
      ...(before === undefined ? {} : { liveBefore: before.number }),
      ...(after === undefined ? {} : { published: after.number }),
    })),
    ...{ startedAt: toIsoTime(found.startedAtMs), updatedAt: toIsoTime(found.updatedAtMs) },
  };
}
