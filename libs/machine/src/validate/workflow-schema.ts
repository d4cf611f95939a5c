import type { JsonObject } from '../json.ts';
import { definitions, stateName, text } from './state-schemas.ts';
import { workflowTestSchema } from './test-schemas.ts';
import { trigger } from './trigger-schemas.ts';

const exactVersion = {
  type: 'string',
  pattern: '^\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?$',
  patternMessage: 'must be an exact version such as 1.4.0',
} as const;
const slug = {
  type: 'string',
  pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$',
  patternMessage: 'must be 1 to 64 lower-case letters, digits and hyphens',
} as const;
const days = { type: 'integer', minimum: 1, maximum: 3650 } as const;
const MAX_DAY_SECONDS = 86_400;

const settings = {
  type: 'object',
  properties: {
    durability: { enum: ['step', 'run'] },
    priority: { type: 'integer', minimum: -100, maximum: 100 },
    skip: { type: 'array', items: stateName },
    answers: { type: 'object', maxProperties: 500, additionalProperties: { type: 'object' } },
    concurrency: {
      type: 'object',
      required: ['max'],
      properties: {
        max: { type: 'integer', minimum: 1, maximum: 100_000 },
        key: text,
        overlap: { enum: ['queue', 'skip', 'cancelOldest'] },
        backlog: { type: 'integer', minimum: 0 },
      },
      additionalProperties: false,
    },
    rate: {
      type: 'object',
      required: ['limit', 'perSeconds'],
      properties: {
        limit: { type: 'integer', minimum: 1, maximum: 1_000_000 },
        perSeconds: { type: 'integer', minimum: 1, maximum: MAX_DAY_SECONDS },
        key: text,
      },
      additionalProperties: false,
    },
    debounceSeconds: { type: 'integer', minimum: 1, maximum: MAX_DAY_SECONDS },
    retention: {
      type: 'object',
      properties: { succeededDays: days, failedDays: days, payloads: { enum: ['full', 'errors', 'none'] } },
      additionalProperties: false,
    },
    onFailure: slug,
    deadLetterFailedRuns: { type: 'boolean' },
    tests: { enum: ['optional', 'required'] },
    searchAttributes: {
      type: 'object',
      maxProperties: 20,
      propertyNames: {
        pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$',
        patternMessage: 'must be 1 to 64 letters, digits and underscores, a letter first',
      },
      additionalProperties: text,
    },
  },
  additionalProperties: false,
} as const;

/** A whole workflow document: JSON Schema 2020-12. */
export const workflowSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Millrace workflow',
  type: 'object',
  required: ['millrace', 'name', 'machine'],
  properties: {
    millrace: { const: 1 },
    name: slug,
    title: { type: 'string', maxLength: 200 },
    description: { type: 'string', maxLength: 10_000 },
    triggers: {
      type: 'object',
      maxProperties: 50,
      propertyNames: {
        pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
        patternMessage: 'must be 1 to 64 lower-case letters, digits and hyphens',
      },
      additionalProperties: trigger,
    },
    input: { type: 'object' },
    output: { type: 'object' },
    connectors: { type: 'object', additionalProperties: exactVersion },
    settings,
    machine: { $ref: '#/$defs/machine' },
    tests: { type: 'array', maxItems: 200, items: workflowTestSchema },
  },
  additionalProperties: false,
  $defs: definitions,
} as unknown as JsonObject;
