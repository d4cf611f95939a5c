// What is known of the data of a run before there has been one.
import type { JsonObject, Trigger, WorkflowDocument } from '@millrace/machine';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { isObject } from '../../../lib/json.ts';
import { readItem } from './items.ts';
import { triggerSchemaOf } from './testing/trigger-schema.ts';

const text: JsonObject = { type: 'string' };
const whole: JsonObject = { type: 'integer' };

/** What a call of a webhook brings; of its body only the workflow may know more. */
const HOOK_INPUT: JsonObject = {
  type: 'object',
  properties: { body: {}, headers: { type: 'object' }, query: { type: 'object' }, method: text, path: text },
};
const TICK_INPUT: JsonObject = { type: 'object', properties: { scheduledAt: text, firedAt: text } };

/** What `$states.errorOutput` holds. */
export const ERROR_SCHEMA: JsonObject = {
  type: 'object',
  properties: { Error: { ...text, title: 'Name of the error' }, Cause: { ...text, title: 'Cause' } },
};

/** What `$states.context` holds. */
export const CONTEXT_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    Execution: {
      type: 'object',
      title: 'Run',
      properties: { Id: { ...text, title: 'Run ID' }, StartTime: { ...text, title: 'Started at' } },
    },
    State: {
      type: 'object',
      title: 'Step',
      properties: {
        Name: { ...text, title: 'Name' },
        EnteredTime: { ...text, title: 'Entered at' },
        RetryCount: { ...whole, title: 'Retries' },
      },
    },
    Trigger: {
      type: 'object',
      title: 'Trigger',
      properties: { Id: { ...text, title: 'Trigger ID' }, Type: { ...text, title: 'Kind' } },
    },
    Millrace: {
      type: 'object',
      title: 'Installation',
      properties: {
        BaseUrl: { ...text, title: 'Its address' },
        ParentRunId: { ...text, title: 'Run that started this one' },
      },
    },
    Task: { type: 'object', title: 'Task', properties: { Token: { ...text, title: 'Token' } } },
  },
};

/** The document as what is selected in it sees it: to a trigger, nothing else starts it. */
export function startedBy(document: WorkflowDocument, selected: string): WorkflowDocument {
  const item = readItem(document, selected);
  return item?.kind === 'trigger' ? { ...document, triggers: { [item.id]: item.trigger } } : document;
}

/** What the machine is started with: as the workflow says, else as its triggers do. */
export function inputSchemaOf(
  { triggers = {}, input }: WorkflowDocument,
  connectors: readonly ConnectorDescription[],
): JsonObject | undefined {
  if (isObject(input)) return input;
  const schemas = Object.values(triggers).map((trigger) => schemaOfTrigger(trigger, connectors));
  // Several that bring different data have nothing in common that could be promised.
  return schemas.every((schema) => schema === schemas[0]) ? schemas[0] : undefined;
}

function schemaOfTrigger(trigger: Trigger, connectors: readonly ConnectorDescription[]): JsonObject | undefined {
  if (trigger.type === 'webhook') return HOOK_INPUT;
  if (trigger.type === 'schedule') return TICK_INPUT;
  if (trigger.type !== 'connector') return undefined;
  const data = triggerSchemaOf(connectors, trigger) ?? {};
  return { type: 'object', properties: { id: text, data, at: text, key: text } };
}
