import { RuntimeError } from '@millrace/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readHookBody } from '../hooks/hook-body.ts';
import type { IntakeBudget } from '../hooks/intake-budget.ts';
import type { ProblemAnswers } from '../http/problem-answers.ts';
import { DATA_HEADERS } from '../http/problem-answers.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { RunEngine } from '../platform/run-engine.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { CALLBACK_PAGE_HEADERS, NOTED_PAGE, PREVIEW_PAGE, printCallbackProblem } from './callback-page.ts';
import { toCallbackPayload } from './callback-payload.ts';
import { isPreview } from './is-preview.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const TOKEN = /^[\w.-]{1,200}$/;

const REFUSALS = {
  not_found: 'Nothing waits at this address. Check that it is whole and unchanged.',
  already_answered: 'The answer is there already; the first one counts.',
  expired: 'This answer comes too late: what waited for it ran out of time, or has ended.',
} as const;

export interface CallbackParts {
  readonly engine: Pick<RunEngine, 'isCallback' | 'answerCallback'>;
  /** Bodies in memory, with those of hooks and forms. */
  readonly budget: IntakeBudget;
  readonly settings: DoorSettings;
  readonly answers: ProblemAnswers;
}
type CallbackRequest = FastifyRequest<{ Params: { token: string } }>;

/** Addresses that actions give away to be called when they shall go on: the token in them is all that counts. */
export function addCallbackRoutes(instance: FastifyInstance, parts: CallbackParts): void {
  // Not awaited, like the routes of webhooks.
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    scope.setErrorHandler((error, request, reply) => {
      if (!wantsPage(request)) parts.answers.answer(error, { request, reply });
      else
        parts.answers.answer(error, { request, reply }, (problem) => ({
          headers: CALLBACK_PAGE_HEADERS,
          body: printCallbackProblem(problem),
        }));
    });
    scope.route({
      method: METHODS,
      url: '/callbacks/:token',
      handler: (request: CallbackRequest, reply) => receive(request, reply, parts),
    });
    done();
  });
}

/** Programs say what they take, or anything; browsers name pages. */
const wantsPage = ({ raw }: FastifyRequest): boolean => /\btext\/html\b/i.test(raw.headers.accept ?? '');

async function receive(request: CallbackRequest, reply: FastifyReply, parts: CallbackParts): Promise<FastifyReply> {
  const { token } = request.params;
  if (isPreview(request.method, request.raw.headers)) return sendPage(reply, PREVIEW_PAGE);
  // Bodies share their memory with those of hooks: nothing that comes to an address which nobody gave away is even read.
  if (!TOKEN.test(token) || !(await parts.engine.isCallback(token))) throw refusal('not_found');
  const hold = parts.budget.open();
  try {
    const limit = { limitBytes: parts.settings.hookBodyLimitBytes, setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES' };
    const content = await readRawBody(request, { ...limit, onHeld: (bytes) => hold.ensure(bytes) });
    const body = readHookBody(content, request.raw.headers['content-type'], parts.settings.json);
    const payload = { ...toCallbackPayload(request, body) };
    const result = await parts.engine.answerCallback({ token, payload });
    if (result.kind !== 'answered') throw refusal(result.kind);
    return await sendNoted(request, reply, result.runId);
  } finally {
    hold.release();
  }
}

function sendNoted(request: CallbackRequest, reply: FastifyReply, runId: string): FastifyReply {
  if (wantsPage(request)) return sendPage(reply, NOTED_PAGE);
  return reply.code(200).headers(DATA_HEADERS).send({ runId });
}

function refusal(kind: keyof typeof REFUSALS): RuntimeError {
  return new RuntimeError(`task_token.${kind}`, REFUSALS[kind]);
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.code(200).headers(CALLBACK_PAGE_HEADERS).send(page);
}
