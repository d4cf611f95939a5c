import type { OpenAPIObject } from '@nestjs/swagger';

const text = { type: 'string' } as const;
const headers = {
  'Millrace-Run-Id': { description: 'The run that the event started.', schema: text },
  'Millrace-Deduplicated': {
    description: 'The event was known: `true`, or `body-differs` when its body was another one.',
    schema: text,
  },
};
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The webhook door, which is beside Nest: one path for all webhooks, whose answers are up to the workflows. */
export const HOOK_PATHS: OpenAPIObject['paths'] = {
  '/hooks/{workspace}/{path}': {
    post: {
      operationId: 'callHook',
      summary: 'Call a webhook; GET, PUT, PATCH and DELETE too, as its trigger says',
      tags: ['Webhooks'],
      parameters: [
        { name: 'workspace', in: 'path', required: true, schema: text },
        { name: 'path', in: 'path', required: true, description: 'Of the trigger; may hold slashes.', schema: text },
      ],
      requestBody: {
        description: 'Any type. JSON and forms reach the workflow as values, text as text, the rest as base64.',
        content: { '*/*': {} },
      },
      responses: {
        200: {
          description: 'The output of the workflow, or what it answers itself, with whatever status it chose.',
          headers,
          content: { '*/*': {} },
        },
        202: {
          description: 'Kept as a run, which goes on.',
          headers: { Location: { description: 'The run.', schema: text }, ...headers },
          content: { 'application/json': { schema: { $ref: '#/components/schemas/StartedRun' } } },
        },
        400: problem('The body is not what its type says, or the dedupe key is invalid.'),
        404: problem('No published workflow listens here.'),
        405: problem('The trigger does not take this method.'),
        413: problem('The body is too long.'),
        415: problem('The body is compressed in an unknown way.'),
        429: problem('Too much at once.'),
        500: problem('The run failed.'),
        default: problem('Any other problem.'),
      },
      security: [],
    },
  },
};
