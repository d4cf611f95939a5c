import { z } from 'zod';
import { named } from '../http/api-schemas.ts';

export const workflowEventDto = named(
  'WorkflowEvent',
  z.object({
    kind: z.enum(['draft.saved', 'version.published', 'rollout.changed', 'call.captured']),
    revision: z.int().optional().meta({ description: 'Of the draft, when it was saved.' }),
    by: z.string().optional().meta({ description: 'Who saved or published it.' }),
    number: z.int().optional().meta({ description: 'Of the version.' }),
    id: z.string().optional().meta({ description: 'Of the captured call.' }),
  }),
);
export type WorkflowEventDto = z.infer<typeof workflowEventDto>;
