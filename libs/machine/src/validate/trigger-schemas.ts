// What starts a workflow, as JSON Schema 2020-12.
import { text } from './state-schemas.ts';

const httpPath = {
  type: 'string',
  pattern: '^[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$',
  patternMessage: 'must be parts of letters, digits and . _ ~ - with / between them',
  maxLength: 200,
} as const;
const respond = { enum: ['accepted', 'result'] } as const;

const hmac = {
  type: 'object',
  required: ['type', 'header'],
  properties: {
    type: { const: 'hmac' },
    header: {
      type: 'string',
      pattern: '^[a-z0-9-]{1,100}$',
      patternMessage: 'must be the name of a header in lower case',
    },
    algorithm: { enum: ['sha256', 'sha1', 'sha512'] },
    encoding: { enum: ['hex', 'base64'] },
    prefix: { type: 'string', maxLength: 100 },
  },
  additionalProperties: false,
} as const;

const types = {
  webhook: {
    required: ['path'],
    properties: {
      type: text,
      path: httpPath,
      methods: { type: 'array', minItems: 1, items: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } },
      respond,
      dedupe: text,
      dedupeDays: { type: 'integer', minimum: 1, maximum: 30 },
      key: text,
      verify: {
        type: ['string', 'object'],
        if: { type: 'object' },
        then: hmac,
        else: { enum: ['none', 'standard-webhooks', 'github', 'stripe', 'slack'] },
      },
      connection: { type: 'string', minLength: 1 },
    },
  },
  form: {
    required: ['path'],
    properties: { type: text, path: httpPath, title: { type: 'string', maxLength: 200 }, respond, key: text },
  },
  schedule: {
    properties: {
      type: text,
      cron: { type: 'string', maxLength: 200 },
      timeZone: text,
      everySeconds: { type: 'integer', minimum: 1, maximum: 31_536_000 },
      misfire: { enum: ['fireOnce', 'skip', 'fireAll'] },
    },
  },
  connector: {
    required: ['use'],
    properties: {
      type: text,
      use: {
        type: 'string',
        pattern: '^[a-z][a-z0-9-]{1,39}/[a-z][a-z0-9_]{1,63}$',
        patternMessage: 'must be a connector and one of its triggers: acme-desk/ticket_created',
      },
      connection: { type: 'string', minLength: 1 },
      arguments: { type: 'object' },
      dedupe: text,
      key: text,
      start: text,
    },
  },
  call: { properties: { type: text } },
} as const;

/** One trigger. */
export const trigger = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: Object.keys(types) } },
  allOf: Object.entries(types).map(([type, fields]) => ({
    if: { required: ['type'], properties: { type: { const: type } } },
    then: { ...fields, additionalProperties: false },
  })),
};
