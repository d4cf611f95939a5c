import type { JsonObject, JsonValue, Trigger, WorkflowDocument } from '@millrace/machine';
import { isObject } from '../../../../lib/json.ts';
import { sampleFromSchema } from './sample-from-schema.ts';

/** What a trigger hands over when nothing has come yet, and no schema says what will. */
const UNKNOWN_BODY: JsonObject = { orderId: 'A-1042', amount: 12.5, email: 'ada@example.com' };

interface Known {
  /** The schema of what a connector's trigger tells, if it is known. */
  readonly itemSchema?: JsonObject | undefined;
  readonly nowMs: number;
}

/** A machine input as this trigger would give it: valid by the workflow's own schema where there is one. */
export function sampleOfTrigger(trigger: Trigger | undefined, document: WorkflowDocument, known: Known): JsonValue {
  switch (trigger?.type) {
    case 'webhook':
      return callSample(trigger.path, bodyOf(document.input));
    case 'schedule': {
      const at = new Date(known.nowMs).toISOString();
      return { scheduledAt: at, firedAt: at };
    }
    case 'connector': {
      const data = known.itemSchema === undefined ? {} : sampleFromSchema(known.itemSchema);
      return { id: '1', data, at: new Date(known.nowMs).toISOString() };
    }
    case 'form':
    case 'call':
    case undefined:
      return document.input === undefined ? {} : sampleFromSchema(document.input);
  }
}

function callSample(path: string, body: JsonValue): JsonObject {
  return { body, headers: { 'content-type': 'application/json' }, query: {}, method: 'POST', path };
}

/** The schema of a webhook's input has the body as a member. */
function bodyOf(input: JsonObject | undefined): JsonValue {
  const members = isObject(input?.properties) ? input.properties : {};
  return isObject(members.body) ? sampleFromSchema(members.body) : UNKNOWN_BODY;
}
