import type { JsonValue, WebhookTrigger } from '@millrace/machine';
import type { AcceptRequest, Clock, Evaluator, WorkflowVersionDocument } from '@millrace/runtime';
import { traceOf } from '../http/trace-of.ts';
import { readEventKeys } from './event-keys.ts';
import { hookInputText, toHookInput, type CallFacts } from './hook-input.ts';

/** A call that was found authentic, and whose body was read. */
export interface ReadCall {
  readonly call: CallFacts;
  readonly path: string;
  readonly body: JsonValue;
  /** The bytes that came. */
  readonly content: Buffer;
  /** What its sender names it by, and has signed. */
  readonly eventId: string | undefined;
}
interface HookPlace {
  readonly version: WorkflowVersionDocument;
  readonly triggerId: string;
  readonly trigger: WebhookTrigger;
}

/** Whether the bytes are what the body is written as: then they need not be kept beside it. */
const isSaidBy = (bodyText: string, content: Buffer): boolean =>
  content.length === 0 || (Buffer.byteLength(bodyText) === content.length && Buffer.from(bodyText).equals(content));

/** The event of a webhook's call, as the engine takes it. `trigger.key_invalid`. */
export function toHookEvent(
  { call, path, body, content, eventId }: ReadCall,
  { version, triggerId, trigger }: HookPlace,
  { evaluator, clock }: { readonly evaluator: Evaluator; readonly clock: Clock },
): AcceptRequest {
  const input = toHookInput(call, path, body);
  const bodyText = JSON.stringify(body);
  return {
    version,
    trigger: { id: triggerId, type: 'webhook' },
    input,
    ...traceOf(call.raw.headers),
    inputText: hookInputText(input, bodyText),
    ...(isSaidBy(bodyText, content) ? {} : { rawBody: content }),
    ...readEventKeys(evaluator, trigger, {
      ...{ input, content, nowMs: clock.nowMs() },
      ...(eventId === undefined ? {} : { eventId }),
    }),
  };
}
