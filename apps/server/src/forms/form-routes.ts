import { createHash, randomUUID } from 'node:crypto';
import { isObject, type FormTrigger, type JsonObject, type JsonValue } from '@millrace/machine';
import {
  type Clock,
  type DedupeKey,
  type Evaluator,
  type LiveWebhook,
  type RunAnswer,
  type WorkflowVersionDocument,
} from '@millrace/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { readEventKeys } from '../hooks/event-keys.ts';
import { announceRun, answerResult } from '../hooks/hook-answer.ts';
import { readHookBody } from '../hooks/hook-body.ts';
import type { IntakeBudget } from '../hooks/intake-budget.ts';
import type { LiveHooks } from '../hooks/live-hooks.ts';
import { mediaTypeOf } from '../hooks/media-type.ts';
import type { QueueLimit } from '../hooks/queue-limit.ts';
import type { ProblemAnswers } from '../http/problem-answers.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { runFailed } from '../runs/run-failed.ts';
import type { VersionCache } from '../workflows/version-cache.ts';
import { checkValues } from './check-values.ts';
import { toFormFields, type FormField } from './form-model.ts';
import {
  FORM_PAGE_HEADERS,
  printForm,
  printProblem,
  printResult,
  printThanks,
  SUBMISSION_FIELD,
  type FormToPrint,
} from './form-page.ts';
import { readValues } from './read-values.ts';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const OTHER_METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** As long as a page may be left open and sent again. */
const REPEAT_WINDOW_SECONDS = 24 * 3600;

export interface FormParts {
  readonly hooks: LiveHooks;
  readonly versions: VersionCache;
  readonly budget: IntakeBudget;
  readonly queue: QueueLimit;
  readonly engine: RunEngine;
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly settings: DoorSettings;
  readonly answers: ProblemAnswers;
}
type FormRequest = FastifyRequest<{ Params: { workspace: string; '*': string } }>;

/** Forms: pages for whoever has the address, made from the input schema of a published workflow. */
export function addFormRoutes(instance: FastifyInstance, parts: FormParts): void {
  // Not awaited, like the routes of webhooks.
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    // Here people read, also what went wrong.
    scope.setErrorHandler((error, request, reply) => {
      parts.answers.answer(error, { request, reply }, (problem) => ({
        headers: FORM_PAGE_HEADERS,
        body: printProblem(problem),
      }));
    });
    const url = '/forms/:workspace/*';
    scope.get(url, (request: FormRequest, reply) => show(request, reply, parts));
    scope.post(url, (request: FormRequest, reply) => receive(request, reply, parts));
    scope.route({ method: OTHER_METHODS, url, handler: refuseMethod });
    done();
  });
}

function refuseMethod({ method }: FastifyRequest): never {
  throw new ServerError('route.method_not_allowed', `A form is shown by GET and sent by POST, not by ${method}.`, {
    headers: { allow: 'GET, HEAD, POST' },
  });
}

interface LiveForm {
  readonly hook: LiveWebhook;
  readonly version: WorkflowVersionDocument;
  readonly trigger: FormTrigger;
  readonly title: string;
  readonly fields: readonly FormField[];
}

async function findForm({ params }: FormRequest, { hooks, versions }: FormParts): Promise<LiveForm> {
  const hook = await hooks.find(params.workspace, params['*'], 'form');
  const version = hook === undefined ? undefined : await versions.find(hook.versionId);
  const trigger = hook === undefined ? undefined : version?.document.triggers?.[hook.triggerId];
  if (hook === undefined || version === undefined || trigger?.type !== 'form') {
    throw new ServerError('form.not_found', 'There is no form at this address. Check it, or ask who gave it to you.');
  }
  const { title = version.workflowName, input } = version.document;
  return { hook, version, trigger, title: trigger.title ?? title, fields: toFormFields(input) };
}

function toPage({ title, version, fields }: LiveForm, submissionId: string): FormToPrint {
  return { title, description: version.document.description ?? '', fields, submissionId };
}

async function show(request: FormRequest, reply: FastifyReply, parts: FormParts): Promise<FastifyReply> {
  const form = await findForm(request, parts);
  return sendPage(reply, 200, printForm(toPage(form, randomUUID()), { faults: new Map() }));
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).headers(FORM_PAGE_HEADERS).send(page);
}

async function receive(request: FormRequest, reply: FastifyReply, parts: FormParts): Promise<FastifyReply> {
  const form = await findForm(request, parts);
  const type = request.raw.headers['content-type'];
  if (!FORM_TYPES.includes(mediaTypeOf(type))) {
    throw new ServerError('request.media_type_unsupported', `A form is sent as ${FORM_TYPES.join(' or ')}.`);
  }
  parts.queue.check(form.hook.workspaceId);
  const { hookBodyLimitBytes: limitBytes } = parts.settings;
  const hold = parts.budget.open();
  try {
    const limit = { limitBytes, setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES' };
    const content = await readRawBody(request, { ...limit, onHeld: (bytes) => hold.ensure(bytes) });
    const body = readHookBody(content, type, parts.settings.json);
    const submission = isObject(body) ? body : {};
    return await submit({ request, reply, form, content, submission }, parts);
  } finally {
    hold.release();
  }
}

interface FormCall {
  readonly request: FormRequest;
  readonly reply: FastifyReply;
  readonly form: LiveForm;
  readonly content: Buffer;
  readonly submission: JsonObject;
}

async function submit(call: FormCall, parts: FormParts): Promise<FastifyReply> {
  const { reply, form, submission } = call;
  const { fields, version } = form;
  const { values, faults: unread } = readValues(fields, submission);
  const schema = version.document.input ?? {};
  const faults = unread.size > 0 ? unread : checkValues(parts.evaluator, { schema, fields, values });
  if (faults.size > 0) {
    const page = toPage(form, submissionIdOf(submission) ?? randomUUID());
    return sendPage(reply, 422, printForm(page, { submission, faults }));
  }
  return start(call, values, parts);
}

async function start(
  { reply, form, content, submission }: FormCall,
  input: JsonObject,
  { engine, evaluator, clock, settings }: FormParts,
): Promise<FastifyReply> {
  const { hook, version, trigger, title } = form;
  const { orderingKey } = readEventKeys(evaluator, trigger.key === undefined ? {} : { key: trigger.key }, {
    input,
    content,
    nowMs: clock.nowMs(),
  });
  const dedupe = toDedupeKey(submissionIdOf(submission), input);
  const event = {
    version,
    trigger: { id: hook.triggerId, type: 'form' as const },
    input,
    rawBody: content,
    ...(orderingKey === undefined ? {} : { orderingKey }),
    ...(dedupe === undefined ? {} : { dedupe }),
  };
  if (trigger.respond === 'result') {
    const answer = await engine.acceptAndWait(event, { waitMs: settings.hookWaitSeconds * 1000 });
    return sendAnswer(reply, title, { answer, publicUrl: settings.publicUrl });
  }
  const { runId, isRepetition } = await engine.accept(event);
  return sendThanks(reply, title, { runId, isRepetition });
}

function sendThanks(
  reply: FastifyReply,
  title: string,
  { runId, isRepetition }: Pick<RunAnswer, 'runId' | 'isRepetition'>,
): FastifyReply {
  announceRun(reply, runId).header('location', `/api/v1/runs/${runId}`);
  return sendPage(reply, 202, printThanks(title, runId, { isRepetition }));
}

function sendAnswer(
  reply: FastifyReply,
  title: string,
  { answer, publicUrl }: { readonly answer: RunAnswer; readonly publicUrl: string },
): FastifyReply {
  const { runId } = answer;
  if (answer.kind === 'pending') return sendThanks(reply, title, answer);
  // What a workflow says itself, it says in full: a page of its own, or where to go next.
  if (answer.kind === 'responded') return answerResult(reply, answer, publicUrl);
  announceRun(reply, runId);
  if (answer.end.status !== 'succeeded') throw runFailed(runId, answer.end, { status: 500 });
  const output = JSON.parse(answer.end.output ?? 'null') as JsonValue;
  return sendPage(reply, 200, printResult(title, runId, output));
}

function submissionIdOf(submission: JsonObject): string | undefined {
  const id = submission[SUBMISSION_FIELD];
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

/** One page sent twice is one event; sent again with other values it is another. */
function toDedupeKey(submissionId: string | undefined, values: JsonObject): DedupeKey | undefined {
  if (submissionId === undefined) return undefined;
  const contentHash = createHash('sha256').update(JSON.stringify(values)).digest('hex');
  return { key: `${submissionId}:${contentHash}`, windowSeconds: REPEAT_WINDOW_SECONDS, contentHash };
}
