// The states of the Amazon States Language in JSONata mode, as JSON Schema 2020-12.
import type { JsonObject } from '../json.ts';

export const text = { type: 'string' } as const;
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
const expressionOrCount = {
  type: ['integer', 'string'],
  minimum: 0,
  pattern: EXPRESSION,
  patternMessage: 'must be a whole number, or an expression {% … %}',
} as const;
export const stateName = { type: 'string', minLength: 1, maxLength: 80 } as const;
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

const credentials = {
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
} as const;
/** What a task and its undoing have in common. */
const calling = {
  Comment: text,
  Resource: { type: 'string', minLength: 1 },
  Arguments: template,
  Credentials: credentials,
  TimeoutSeconds: { ...expressionOrSeconds, minimum: 1 },
  HeartbeatSeconds: { ...expressionOrSeconds, minimum: 1 },
  Retry: guarded.Retry,
} as const;
const inner = { $ref: '#/$defs/inner' } as const;
const batcher = {
  type: 'object',
  properties: {
    MaxItemsPerBatch: { ...expressionOrCount, minimum: 1 },
    MaxInputBytesPerBatch: { ...expressionOrCount, minimum: 1 },
    BatchInput: template,
  },
  additionalProperties: false,
} as const;

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
      ...calling,
      Compensate: { type: 'object', required: ['Resource'], properties: calling, additionalProperties: false },
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
    properties: {
      ...common,
      ...transition,
      ...leaving,
      ...guarded,
      Arguments: template,
      Branches: { type: 'array', minItems: 1, items: inner },
    },
  },
  Map: {
    required: ['ItemProcessor'],
    properties: {
      ...common,
      ...transition,
      ...leaving,
      ...guarded,
      Items: {
        type: ['array', 'string'],
        pattern: EXPRESSION,
        patternMessage: 'must be an array, or an expression {% … %}',
      },
      ItemSelector: template,
      ItemProcessor: { $ref: '#/$defs/processor' },
      ItemBatcher: batcher,
      MaxConcurrency: expressionOrCount,
      ToleratedFailureCount: expressionOrCount,
      ToleratedFailurePercentage: {
        type: ['number', 'string'],
        minimum: 0,
        maximum: 100,
        pattern: EXPRESSION,
        patternMessage: 'must be a number from 0 to 100, or an expression {% … %}',
      },
      Label: text,
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

const structure = {
  Comment: text,
  QueryLanguage: { const: 'JSONata' },
  StartAt: stateName,
  States: {
    type: 'object',
    minProperties: 1,
    propertyNames: stateName,
    additionalProperties: { $ref: '#/$defs/state' },
  },
} as const;
const machineOf = (more: object) => ({
  type: 'object',
  required: ['StartAt', 'States'],
  properties: { ...structure, ...more },
  additionalProperties: false,
});
const processing = {
  type: 'object',
  properties: { Mode: { const: 'INLINE' } },
  additionalProperties: false,
} as const;

/** What `#/$defs/…` names: a machine, a state, a branch, and what a Map runs. */
export const definitions = {
  machine: machineOf({ Version: text, TimeoutSeconds: { type: 'integer', minimum: 1, maximum: 99_999_999 } }),
  inner: machineOf({}),
  processor: machineOf({ ProcessorConfig: processing }),
  state,
};

/** The ASL part of a document: JSON Schema 2020-12. */
export const machineSchema = { $ref: '#/$defs/machine', $defs: definitions } as unknown as JsonObject;
