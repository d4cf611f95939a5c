import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';
import { runParams } from './runs.dto.ts';

const MAX_KEY_CHARACTERS = 10_000;
const version = z
  .union([z.enum(['same', 'latest']), z.int().min(1)])
  .optional()
  .meta({ description: 'Default: the one that the run had. `latest`: the live one. Or a number.' });
const idempotencyKey = keptText(1, MAX_KEY_CHARACTERS)
  .optional()
  .meta({ description: 'At most 256 bytes: a second call with it makes no second run.' });

export const retryRunQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Say where it would begin; start nothing.' }),
});
export const retryRunAddress = runParams.extend(retryRunQuery.shape);
export type RetryRunAddress = z.infer<typeof retryRunAddress>;

export const retryRunRequest = named(
  'RetryRun',
  z
    .strictObject({
      from: keptText(1, 400).optional().meta({
        description: 'A step at the top level that the run has executed. Default: where it failed.',
      }),
      version,
      input: z
        .unknown()
        .optional()
        .meta({ description: 'Of the step that it begins at. Default: what that was given.' }),
      result: z.unknown().optional().meta({
        description:
          'It happened: what the task that it begins at, or that failed inside of that step, has given back, any JSON, also null. It is not called.',
      }),
      idempotencyKey,
    })
    .optional(),
);
export type RetryRunRequest = z.infer<typeof retryRunRequest>;

export const replayRunRequest = named(
  'ReplayRun',
  z
    .strictObject({
      version,
      input: z.unknown().optional().meta({ description: 'Default: what the run was given.' }),
      idempotencyKey,
    })
    .optional(),
);
export type ReplayRunRequest = z.infer<typeof replayRunRequest>;

export const retryPlanDto = named(
  'RetryPlan',
  z.object({
    start: z.union([
      z.object({ kind: z.literal('step'), state: z.string() }),
      z.object({ kind: z.literal('beginning'), why: z.string() }),
    ]),
    versionNumber: z.int(),
    notes: z.array(z.string()).meta({ description: 'What is not as one would think, in sentences.' }),
  }),
);
export type RetryPlanDto = z.infer<typeof retryPlanDto>;
