import { createHash } from 'node:crypto';
import type { JsonValue, WebhookTrigger } from '@millrace/machine';
import {
  RuntimeError,
  type Clock,
  type DeadLetterDetail,
  type Engine,
  type Evaluator,
  type KeptItems,
  type KeptTrigger,
  type RedriveResult,
  type TriggerStore,
  type VersionCache,
  type WorkflowStore,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { JsonLimits } from '../http/json-body.ts';
import { toDelivery } from '../hooks/delivered-request.ts';
import type { DeliveryDesk } from '../hooks/delivery-desk.ts';
import { readHookBody } from '../hooks/hook-body.ts';
import { toHookEvent } from '../hooks/hook-event.ts';
import type { CallFacts } from '../hooks/hook-input.ts';

const JSON_TYPE = 'application/json';
/** As long as a dedupe key of any event. */
const WINDOW_SECONDS = 7 * 24 * 3600;

export interface CallParts {
  readonly workflows: Pick<WorkflowStore, 'find'>;
  readonly triggers: Pick<TriggerStore, 'list'>;
  readonly versions: Pick<VersionCache, 'find'>;
  readonly engine: Pick<Engine, 'accept'>;
  readonly desk: Pick<DeliveryDesk, 'keep'>;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly json: JsonLimits;
}

/** Takes a call in again, as if it came now: all but whether it is authentic, which was found out then. */
export async function redriveCall(letter: DeadLetterDetail, parts: CallParts): Promise<RedriveResult> {
  const version = await requireLive(letter, parts);
  const { sourceRef: triggerId } = letter;
  const trigger = version.document.triggers?.[triggerId];
  if (trigger?.type === 'webhook') return acceptCall(letter, { version, trigger }, parts);
  if (trigger?.type === 'connector') return keepDelivery(letter, parts);
  throw noSuchTrigger(letter);
}

/** What the letter's workflow runs now. */
async function requireLive(
  { workspaceId, workflow }: DeadLetterDetail,
  { workflows, versions }: Pick<CallParts, 'workflows' | 'versions'>,
): Promise<WorkflowVersionDocument> {
  const found = workflow && (await workflows.find({ workspaceId, name: workflow.name }));
  const live = found?.liveVersion && (await versions.find(found.liveVersion.id));
  if (live !== undefined) return live;
  throw new RuntimeError(
    'workflow.not_published',
    'No version of its workflow is live. Publish one, then try it again.',
  );
}

async function acceptCall(
  letter: DeadLetterDetail,
  { version, trigger }: { readonly version: WorkflowVersionDocument; readonly trigger: WebhookTrigger },
  { engine, json, ...parts }: CallParts,
): Promise<RedriveResult> {
  const { call, bytes } = callOf(letter);
  const { path = '', eventId } = letter.envelope ?? {};
  const body = readHookBody(bytes, call.raw.headers['content-type'], json);
  const place = { version, triggerId: letter.sourceRef, trigger };
  const event = toHookEvent({ call, path, body, content: bytes, eventId }, place, parts);
  const { runId } = await engine.accept({ dedupe: dedupeOf(letter, bytes), ...event });
  return { kind: 'taken', runId };
}

/** Of a call that says no key itself: its try makes one run, however often it is made. */
function dedupeOf({ id, redrives }: DeadLetterDetail, bytes: Buffer) {
  const contentHash = createHash('sha256').update(bytes).digest('hex');
  return { key: `/redrive/${id}/${redrives}`, windowSeconds: WINDOW_SECONDS, contentHash };
}

/** Items have keys of their own: those that did get in start nothing again. */
async function keepDelivery(letter: DeadLetterDetail, parts: CallParts): Promise<RedriveResult> {
  const trigger = await requireTrigger(letter, parts);
  const { call, bytes } = callOf(letter);
  const { request, bodyFault } = toDelivery(call, bytes, parts.json);
  if (bodyFault !== undefined) throw bodyFault;
  return toResult(await parts.desk.keep([{ trigger, identity: trigger.identity }], request));
}

/** The trigger of a connector, as it is now. */
export async function requireTrigger(
  letter: DeadLetterDetail,
  { triggers }: Pick<CallParts, 'triggers'>,
): Promise<KeptTrigger> {
  const { workspaceId, workflow, sourceRef } = letter;
  const live = workflow === undefined ? [] : await triggers.list({ workspaceId, workflowId: workflow.id });
  const found = live.find(({ triggerId }) => triggerId === sourceRef);
  if (found === undefined) throw noSuchTrigger(letter);
  return found;
}

export function toResult(kept: KeptItems): RedriveResult {
  if (kept.kind === 'full') throw new RuntimeError('intake.backlog_full', kept.trouble.message);
  if (kept.kind !== 'kept')
    throw new RuntimeError('dead_letter.not_now', 'Another version went live at this moment. Try it again.', {
      detail: { retryAfterSeconds: 1 },
    });
  const [runId] = kept.runIds;
  return { kind: 'taken', ...(runId === undefined ? {} : { runId }) };
}

function noSuchTrigger({ sourceRef }: DeadLetterDetail): RuntimeError {
  return new RuntimeError(
    'workflow.not_published',
    `The live version has no trigger "${sourceRef}" that it could come by.`,
  );
}

/** What came, or what somebody wrote in its place: that is JSON, whatever came. */
function callOf(letter: DeadLetterDetail): { readonly call: CallFacts; readonly bytes: Buffer } {
  const { headers, envelope, edited } = letter;
  const { method = 'POST', query = {} } = envelope ?? {};
  const bytes = edited === undefined ? requireBody(letter) : Buffer.from(edited);
  const type = edited === undefined ? {} : { 'content-type': JSON_TYPE };
  return { call: { method, query, raw: { headers: { ...headers, ...type } } }, bytes };
}

/** `dead_letter.body_gone` */
function requireBody({ body }: DeadLetterDetail): Buffer {
  if (body !== undefined) return Buffer.from(body);
  throw new RuntimeError(
    'dead_letter.body_gone',
    'The workflow keeps no payloads: what came is not here. Try it again with data of your own.',
  );
}

/** JSON that somebody has written, or that came. */
export function dataOf(letter: DeadLetterDetail): JsonValue {
  return JSON.parse(letter.edited ?? requireBody(letter).toString('utf8')) as JsonValue;
}
