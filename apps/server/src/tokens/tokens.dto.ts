import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { keptText } from '../http/text.ts';

const MAX_TOKEN_CHARACTERS = 200;
const MAX_ERROR_CHARACTERS = 256;
const MAX_CAUSE_CHARACTERS = 32 * 1024;

export const tokenParams = z.strictObject({
  token: keptText(1, MAX_TOKEN_CHARACTERS).meta({ description: 'As `$states.context.Task.Token` gave it.' }),
});
export type TokenParams = z.infer<typeof tokenParams>;

export const answerTokenRequest = named(
  'AnswerToken',
  z
    .strictObject({
      output: z.unknown().optional().meta({ description: "The task's result: any JSON, also null." }),
      error: keptText(1, MAX_ERROR_CHARACTERS).optional().meta({ description: 'What `Retry` and `Catch` match.' }),
      cause: keptText(0, MAX_CAUSE_CHARACTERS).optional().meta({ description: 'For people. With `error`.' }),
    })
    .refine((answer) => 'output' in answer !== (answer.error !== undefined), 'Send either output or error.')
    .refine((answer) => answer.cause === undefined || answer.error !== undefined, 'A cause belongs to an error.'),
);
export type AnswerTokenRequest = z.infer<typeof answerTokenRequest>;

export const answeredTokenDto = named('AnsweredToken', z.object({ runId: z.string() }));
export type AnsweredTokenDto = z.infer<typeof answeredTokenDto>;
