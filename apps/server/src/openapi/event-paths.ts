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

const place = [
  { name: 'workspace', in: 'path', required: true, schema: text },
  { name: 'path', in: 'path', required: true, description: 'Of the trigger; may hold slashes.', schema: text },
] as const;
const page = (description: string) => ({ description, content: { 'text/html': { schema: text } } });

/** The doors beside Nest: one path for all webhooks, one for all forms, and one for all actions that pause. */
export const EVENT_PATHS: OpenAPIObject['paths'] = {
  '/hooks/{workspace}/{path}': {
    post: {
      operationId: 'callHook',
      summary: 'Call a webhook; GET, PUT, PATCH and DELETE too, as its trigger says',
      tags: ['Webhooks'],
      parameters: [...place],
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
        401: problem('The signature that the trigger asks for is missing, wrong or out of its time.'),
        404: problem('No published workflow listens here.'),
        405: problem('The trigger does not take this method.'),
        413: problem('The body is too long.'),
        415: problem('The body is compressed in an unknown way.'),
        429: problem('Too much at once.'),
        500: problem('The run failed.'),
        503: problem('The signature cannot be checked: the secret is missing here.'),
        default: problem('Any other problem.'),
      },
      security: [],
    },
  },
  '/hooks-test/{workspace}/{path}': {
    post: {
      operationId: 'callTestHook',
      summary: 'Send a sample to a webhook or form that is being made; any method. Nothing runs',
      description:
        'Kept for people to look at in the designer: the last 50 calls of a workflow, for 7 days. Signatures are not checked. Whoever drafts a trigger of this path gets the call.',
      tags: ['Webhooks'],
      parameters: [...place],
      requestBody: { description: 'Any type, read as at the real address. At most 1 MiB.', content: { '*/*': {} } },
      responses: {
        202: {
          description: 'Kept.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/CapturedCall' } } },
        },
        400: problem('The body is not what its type says.'),
        404: problem('No draft has a webhook or form here.'),
        413: problem('The body is too long.'),
        415: problem('The body is compressed in an unknown way.'),
        429: problem('Too much at once.'),
        default: problem('Any other problem.'),
      },
      security: [],
    },
  },
  '/callbacks/{token}': {
    post: {
      operationId: 'callBack',
      summary:
        'End the pause of an action that gave this address away; GET, PUT, PATCH and DELETE too. The first call counts',
      description:
        'The action gets method, query, headers and body. A `HEAD`, a browser that fetches ahead and what shows people where links lead do not count. Who takes `text/html` gets a page.',
      tags: ['Tasks'],
      parameters: [{ name: 'token', in: 'path', required: true, description: 'All that it needs.', schema: text }],
      requestBody: {
        description: 'Any type, or none. JSON and forms reach the action as values, text as text, the rest as base64.',
        content: { '*/*': {} },
      },
      responses: {
        200: {
          description: 'It is kept, and the run goes on.',
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/AnsweredToken' } },
            'text/html': { schema: text },
          },
        },
        400: problem('The body is not what its type says.'),
        404: problem('Nothing waits at this address.'),
        409: problem('It was called before.'),
        410: problem('Nothing waits for it any more.'),
        413: problem('The body is too long.'),
        415: problem('The body is compressed in an unknown way.'),
        429: problem('Too much at once.'),
        default: problem('Any other problem.'),
      },
      security: [],
    },
  },
  '/forms/{workspace}/{path}': {
    get: {
      operationId: 'showForm',
      summary: "A page with a form made from the workflow's input schema",
      tags: ['Forms'],
      parameters: [...place],
      responses: {
        200: page('The form.'),
        400: page('The address is none.'),
        404: page('No published workflow has a form here.'),
        default: page('Any other problem.'),
      },
      security: [],
    },
    post: {
      operationId: 'sendForm',
      summary: 'Send the form; sent twice by one page it starts one run',
      tags: ['Forms'],
      parameters: [...place],
      requestBody: {
        description: 'A control per field, named by the JSON Pointer of its value without the first slash.',
        content: { 'application/x-www-form-urlencoded': {}, 'multipart/form-data': {} },
      },
      responses: {
        200: page('What the workflow gives back, where the trigger asks for that.'),
        202: { ...page('Kept as a run; the page holds its reference.'), headers },
        400: page('The body is no form, or the ordering key is invalid.'),
        404: page('No published workflow has a form here.'),
        413: page('The body is too long.'),
        415: page('The body is of another type, or compressed in an unknown way.'),
        422: page('The form again, with what is wrong at its fields.'),
        429: page('Too much at once.'),
        500: page('The run failed.'),
        default: page('Any other problem.'),
      },
      security: [],
    },
  },
};
