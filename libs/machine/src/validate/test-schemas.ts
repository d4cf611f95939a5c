// Tests of a workflow, as JSON Schema 2020-12.
import type { JsonObject } from '../json.ts';

const failure = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' }, cause: { type: 'string' } },
  additionalProperties: false,
} as const;
const mock = {
  type: 'object',
  if: { required: ['throw'] },
  then: { properties: { throw: failure }, additionalProperties: false },
  else: { required: ['return'], properties: { return: {} }, additionalProperties: false },
} as const;

/** What plays the outside: state name -> what each attempt gives. */
export const taskMocksSchema = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, maxItems: 10_000, items: mock },
} as const satisfies JsonObject;

const values = { input: {}, arguments: {}, output: {} } as const;
const visit = { type: 'object', properties: values, additionalProperties: false } as const;
const step = {
  type: ['object', 'array'],
  if: { type: 'array' },
  then: { maxItems: 10_000, items: visit },
  else: {
    properties: { visits: { type: 'integer', minimum: 0 }, ...values },
    additionalProperties: false,
  },
} as const;

/** One test of a workflow document. */
export const workflowTestSchema = {
  type: 'object',
  required: ['name', 'expect'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    input: {},
    trigger: { type: 'string' },
    mocks: taskMocksSchema,
    expect: {
      type: 'object',
      required: ['status'],
      properties: {
        status: { enum: ['succeeded', 'failed'] },
        output: {},
        error: { type: 'string' },
        steps: { type: 'object', additionalProperties: step },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const satisfies JsonObject;
