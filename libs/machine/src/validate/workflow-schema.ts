import type { JsonObject } from '../json.ts';

const text = { type: 'string' } as const;
const template = {};
/** A text that is one expression. The messages are ours: a pattern explains nothing. */
const EXPRESSION = '^\\{%[\\s\\S]*%\\}$';
const expressionOrSeconds = {
  type: ['integer', 'string'],
  minimum: 0,
  maximum: 99_999_999,
  pattern: EXPRESSION,
  patternMessage: 'must be a whole number of seconds, or an expression {% … %}',
} as const;
const condition = {
  type: ['string', 'boolean'],
  pattern: EXPRESSION,
  patternMessage: 'must be true, false or an expression {% … %}',
} as const;
const stateName = { type: 'string', minLength: 1, maxLength: 80 } as const;
const assign = {
  type: 'object',
  propertyNames: {
    pattern: '^(?!states$)[\\p{ID_Start}_]\\p{ID_Continue}{0,79}$',
    patternMessage: 'must be a name of at most 80 letters, digits and underscores, not "states", which is reserved',
  },
  additionalProperties: template,
} as const;
const errorNames = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } } as const;
const common = { Type: text, Comment: text, QueryLanguage: { const: 'JSONata' } } as const;
const transition = { Next: stateName, End: { const: true } } as const;
const leaving = { Assign: assign, Output: template } as const;

const retrier = {
  type: 'object',
  required: ['ErrorEquals'],
  properties: {
    ErrorEquals: errorNames,
    IntervalSeconds: { type: 'integer', minimum: 1, maximum: 99_999_999 },
    MaxAttempts: { type: 'integer', minimum: 0, maximum: 99_999_999 },
    BackoffRate: { type: 'number', minimum: 1 },
    MaxDelaySeconds: { type: 'integer', minimum: 1, maximum: 31_622_399 },
    JitterStrategy: { enum: ['FULL', 'NONE'] },
    Comment: text,
  },
  additionalProperties: false,
} as const;
const catcher = {
  type: 'object',
  required: ['ErrorEquals', 'Next'],
  properties: { ErrorEquals: errorNames, Next: stateName, Comment: text, ...leaving },
  additionalProperties: false,
} as const;
const guarded = { Retry: { type: 'array', items: retrier }, Catch: { type: 'array', items: catcher } } as const;

/** A state's own fields, by type. */
const stateTypes = {
  Pass: { properties: { ...common, ...transition, ...leaving } },
  Task: {
    required: ['Resource'],
    properties: {
      ...common,
      ...transition,
      ...leaving,
      ...guarded,
      Resource: { type: 'string', minLength: 1 },
      Arguments: template,
      Credentials: {
        type: 'object',
        properties: {
          Connection: {
            type: 'string',
            minLength: 1,
            pattern: '^(?!\\{%)',
            patternMessage: 'must be the name of a connection, not an expression',
          },
        },
        additionalProperties: false,
      },
      TimeoutSeconds: { ...expressionOrSeconds, minimum: 1 },
      HeartbeatSeconds: { ...expressionOrSeconds, minimum: 1 },
      Compensate: { type: 'object' },
    },
  },
  Choice: {
    required: ['Choices'],
    properties: {
      ...common,
      ...leaving,
      Choices: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['Condition', 'Next'],
          properties: { Condition: condition, Next: stateName, Comment: text, ...leaving },
          additionalProperties: false,
        },
      },
      Default: stateName,
    },
  },
  Wait: { properties: { ...common, ...transition, ...leaving, Seconds: expressionOrSeconds, Timestamp: text } },
  Succeed: { properties: { ...common, Output: template } },
  Fail: { properties: { ...common, Error: text, Cause: text } },
  Parallel: {
    required: ['Branches'],
    properties: { ...common, ...transition, ...leaving, ...guarded, Arguments: template, Branches: { type: 'array' } },
  },
  Map: {
    required: ['ItemProcessor'],
    properties: {
      ...common,
      ...transition,
      ...leaving,
      ...guarded,
      Items: template,
      ItemSelector: template,
      ItemProcessor: { type: 'object' },
      ItemBatcher: { type: 'object' },
      MaxConcurrency: expressionOrSeconds,
      ToleratedFailureCount: expressionOrSeconds,
      ToleratedFailurePercentage: { type: ['number', 'string'] },
    },
  },
} as const;

const state = {
  type: 'object',
  required: ['Type'],
  properties: { Type: { enum: Object.keys(stateTypes) } },
  allOf: Object.entries(stateTypes).map(([type, fields]) => ({
    if: { required: ['Type'], properties: { Type: { const: type } } },
    then: { ...fields, additionalProperties: false },
  })),
};

/** The ASL part of a document: JSON Schema 2020-12. */
export const machineSchema = {
  type: 'object',
  required: ['StartAt', 'States'],
  properties: {
    Comment: text,
    Version: text,
    QueryLanguage: { const: 'JSONata' },
    StartAt: stateName,
    TimeoutSeconds: { type: 'integer', minimum: 1, maximum: 99_999_999 },
    States: { type: 'object', minProperties: 1, propertyNames: stateName, additionalProperties: state },
  },
  additionalProperties: false,
} as unknown as JsonObject;

const trigger = {
  type: 'object',
  required: ['type'],
  properties: { type: { enum: ['webhook', 'call'] } },
  allOf: [
    {
      if: { required: ['type'], properties: { type: { const: 'webhook' } } },
      then: {
        required: ['path'],
        properties: {
          type: text,
          path: {
            type: 'string',
            pattern: '^[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$',
            patternMessage: 'must be parts of letters, digits and . _ ~ - with / between them',
            maxLength: 200,
          },
          methods: { type: 'array', minItems: 1, items: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } },
          respond: { enum: ['accepted', 'result'] },
          dedupe: text,
          verify: { const: 'none' },
        },
        additionalProperties: false,
      },
    },
    {
      if: { required: ['type'], properties: { type: { const: 'call' } } },
      then: { properties: { type: text }, additionalProperties: false },
    },
  ],
};

const exactVersion = {
  type: 'string',
  pattern: '^\\d+\\.\\d+\\.\\d+$',
  patternMessage: 'must be an exact version such as 1.4.0',
} as const;

/** A whole workflow document: JSON Schema 2020-12. */
export const workflowSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Millrace workflow',
  type: 'object',
  required: ['millrace', 'name', 'machine'],
  properties: {
    millrace: { const: 1 },
    name: {
      type: 'string',
      pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$',
      patternMessage: 'must be 1 to 64 lower-case letters, digits and hyphens',
    },
    title: { type: 'string', maxLength: 200 },
    description: { type: 'string', maxLength: 10_000 },
    triggers: {
      type: 'object',
      propertyNames: {
        pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
        patternMessage: 'must be 1 to 64 lower-case letters, digits and hyphens',
      },
      additionalProperties: trigger,
    },
    input: { type: 'object' },
    output: { type: 'object' },
    connectors: { type: 'object', additionalProperties: exactVersion },
    settings: {
      type: 'object',
      properties: {
        durability: { enum: ['step', 'run'] },
        priority: { type: 'integer', minimum: -100, maximum: 100 },
        skip: { type: 'array', items: stateName },
      },
      additionalProperties: false,
    },
    machine: machineSchema,
    tests: { type: 'array' },
  },
  additionalProperties: false,
} as unknown as JsonObject;
