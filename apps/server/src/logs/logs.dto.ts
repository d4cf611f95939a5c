import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { LOG_LEVELS } from './log-line.ts';

export const logStreamQuery = z.object({
  level: z.enum(LOG_LEVELS).optional().meta({ description: 'This one and those above.' }),
  runId: z.uuid().optional(),
  workflow: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .optional(),
});
export type LogStreamQuery = z.infer<typeof logStreamQuery>;

export const logEventDto = named(
  'LogEvent',
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('process').meta({ description: 'Sent first: whose lines these are.' }),
      host: z.string(),
      pid: z.int(),
      level: z.string().meta({ description: 'The least important lines that this process logs.' }),
    }),
    z.object({
      kind: z.literal('line'),
      sequence: z.int().meta({ description: 'Since the process began: 0, 1, 2 …' }),
      line: z
        .looseObject({
          time: z.string(),
          level: z.enum(LOG_LEVELS),
          msg: z.string().optional(),
          runId: z.string().optional(),
          workflow: z.string().optional(),
          version: z.int().optional(),
          step: z.string().optional().meta({ description: 'Its path.' }),
          attempt: z.int().optional(),
          traceId: z.string().optional(),
        })
        .meta({ description: 'As it is on standard error.' }),
    }),
    z.object({
      kind: z.literal('dropped'),
      lines: z.int().meta({ description: 'So many lines went by while the reader was behind.' }),
    }),
  ]),
);
