import { z } from 'zod';
import { named } from '../http/api-schemas.ts';

const reason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('broken') }),
  z.object({ kind: z.literal('failing'), failed: z.int(), total: z.int() }),
  z.object({ kind: z.literal('limited'), limited: z.int(), total: z.int() }),
  z.object({
    kind: z.literal('trend'),
    metric: z.enum(['error_rate', 'duration_p95', 'queue_age']),
    now: z.number(),
    perDay: z.number().meta({ description: 'The measured slope.' }),
    limit: z.number(),
    crossesAt: z.string(),
  }),
]);

export const integrationHealth = named(
  'IntegrationHealth',
  z.object({
    items: z
      .array(
        z.object({
          workflow: z.string().optional(),
          connector: z.string().optional(),
          connection: z.string().optional(),
          findings: z.array(
            z.object({
              reason: reason.meta({ description: 'What was measured: runs and calls of the last seven days.' }),
              step: z
                .enum([
                  'reconnect',
                  'add_retry',
                  'limit_rate',
                  'break_circuit',
                  'add_workers',
                  'look',
                  'find_slow_step',
                ])
                .meta({ description: 'What makes it stable.' }),
            }),
          ),
          error: z
            .object({
              fingerprint: z.string(),
              name: z.string(),
              cause: z.string(),
              step: z.string().optional(),
              sampleRunId: z.string(),
              count: z.int().meta({ description: 'Since it was first seen.' }),
            })
            .optional()
            .meta({ description: 'What fails most often.' }),
        }),
      )
      .meta({ description: 'Workflows and connections that are not well, worst first; the others are not in it.' }),
    checked: z.object({ workflows: z.int(), connections: z.int() }),
  }),
);
export type IntegrationHealthDto = z.infer<typeof integrationHealth>;
