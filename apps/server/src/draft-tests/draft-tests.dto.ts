import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

const MAX_NAME_CHARACTERS = 200;
const MAX_NAMES = 1000;
const MAX_CAUSE_CHARACTERS = 32_768;
export const stateName = keptText(1, MAX_NAME_CHARACTERS);
export const errorName = keptText(1, MAX_NAME_CHARACTERS);
export const errorCause = keptText(0, MAX_CAUSE_CHARACTERS);
const names = z.array(stateName).max(MAX_NAMES);

/** What stands in for a step: a result, or an error. */
const stepMock = z
  .strictObject({
    output: z.unknown().optional(),
    error: errorName.optional(),
    cause: errorCause.optional(),
  })
  .refine(
    (mock) => 'output' in mock !== (mock.error !== undefined),
    'A mock gives either an `output` or an `error`, not both.',
  )
  .refine(({ cause, error }) => cause === undefined || error !== undefined, 'Only an `error` has a `cause`.')
  .meta({ description: 'What stands in for a step: `{ output }`, or `{ error, cause? }`.' });

export const testDraftRequest = named(
  'TestDraft',
  z
    .strictObject({
      state: stateName.optional().meta({ description: 'Only this step, at any depth. Not with `until`.' }),
      until: stateName.optional().meta({ description: 'From the start until this step has ended.' }),
      input: z.unknown().optional().meta({ description: 'Of the workflow: `$states.context.Execution.Input`.' }),
      stepInput: z.unknown().optional().meta({ description: 'With `state`: what the step gets as `$states.input`.' }),
      variables: z
        .record(z.string().max(MAX_NAME_CHARACTERS), z.unknown())
        .optional()
        .meta({ description: 'With `state`: what earlier steps have assigned, by name without `$`.' }),
      item: z
        .strictObject({ index: z.int().min(0), value: z.unknown() })
        .optional()
        .meta({ description: 'With a `state` inside of a Map: the item, `$states.context.Map.Item`.' }),
      mocks: z
        .record(stateName, stepMock)
        .optional()
        .meta({ description: 'By step. They win over what is kept for the draft; nothing is called for these steps.' }),
      ignorePins: names.optional().meta({ description: 'Steps whose kept sample does not count this time.' }),
    })
    .refine(({ state, until }) => state === undefined || until === undefined, 'Give `state` or `until`, not both.'),
);
export type TestDraftRequest = z.infer<typeof testDraftRequest>;
