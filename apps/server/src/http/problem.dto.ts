import { z } from 'zod';
import { named } from './api-schemas.ts';

export const finding = named(
  'Finding',
  z.object({
    code: z.string().meta({ description: 'Stable: `area.what_happened`.' }),
    severity: z.enum(['error', 'warning']),
    path: z.string().meta({ description: 'JSON Pointer (RFC 6901) into what was sent.' }),
    message: z.string(),
    hint: z.string().optional(),
  }),
);
export type Finding = z.infer<typeof finding>;

/** RFC 9457, with a stable code. */
export const problemDto = named(
  'Problem',
  z.object({
    type: z.string().meta({ description: 'A page of this server that explains the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(finding),
    limit: z.number().optional(),
    actual: z.number().optional(),
    setting: z.string().optional(),
    runId: z.string().optional(),
    workflows: z.array(z.string()).optional().meta({ description: 'Of `connection.in_use`: who uses it.' }),
    missing: z
      .object({ variables: z.array(z.string()), stepInput: z.boolean(), input: z.boolean(), item: z.boolean() })
      .optional()
      .meta({ description: 'Of `draft.values_missing`: what the step reads and was not given.' }),
    position: z.object({ offset: z.int(), line: z.int(), column: z.int() }).optional(),
  }),
);
export type ProblemDto = z.infer<typeof problemDto>;
