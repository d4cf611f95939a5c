import type { HeldStep } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';

/** Paths grow with the nesting of a document, which has its own limits. */
const MAX_PATH_CHARACTERS = 4000;

export const heldStepDto = named(
  'HeldStep',
  z.object({
    runId: z.string(),
    workflow: z.string().meta({ description: 'Its name.' }),
    path: z.string(),
    state: z.string(),
    resource: z.string(),
    error: z.string().meta({ description: 'What its last attempt failed with.' }),
    cause: z.string(),
    connection: z
      .string()
      .optional()
      .meta({ description: 'The connection that it waits for. Absent: it waits for somebody to decide.' }),
    attempt: z.int(),
    heldSince: z.string(),
  }),
);
export type HeldStepDto = z.infer<typeof heldStepDto>;

export const heldStepPage = named('HeldStepPage', pageOf(heldStepDto));
export type HeldStepPage = z.infer<typeof heldStepPage>;

export const listHeldStepsQuery = z.strictObject({
  connection: keptText(1, 64).optional().meta({ description: 'Those that wait for this connection.' }),
  run: z.uuid().optional().meta({ description: 'Those of this run.' }),
  ...pageQuery,
});
export type ListHeldStepsQuery = z.infer<typeof listHeldStepsQuery>;

const path = keptText(1, MAX_PATH_CHARACTERS).meta({ description: "The held step's path." });
const attempt = z.int().min(1).optional().meta({
  description: 'Decide only about this attempt: a decision that is sent twice is none about what is held next.',
});
export const decideStepRequest = named(
  'DecideStep',
  z.discriminatedUnion('decision', [
    z
      .strictObject({
        decision: z.literal('done').meta({ description: 'It happened.' }),
        path,
        attempt,
        output: z.unknown().meta({ description: "The step's result: any JSON, also null." }),
      })
      .refine((given) => 'output' in given, { error: 'Say what the step has given back.', path: ['output'] }),
    z.strictObject({ decision: z.literal('again').meta({ description: 'It is called again.' }), path, attempt }),
    z.strictObject({
      decision: z.literal('failed').meta({ description: 'It fails, with the error and cause that it is held for.' }),
      path,
      attempt,
    }),
  ]),
);
export type DecideStepRequest = z.infer<typeof decideStepRequest>;

/** A step that stands still. */
export function toHeldStepDto(step: HeldStep): HeldStepDto {
  const { runId, workflowName, path: place, state, resource, error, cause, connection, attempt, heldSinceMs } = step;
  return {
    ...{ runId, workflow: workflowName, path: place, state, resource, error, cause, attempt },
    ...(connection === undefined ? {} : { connection }),
    heldSince: toIsoTime(heldSinceMs),
  };
}
