import type { JsonValue } from '@millrace/machine';
import type { RunAnswer, RunResponse } from '@millrace/runtime';
import type { FastifyReply } from 'fastify';
import { runFailed } from '../runs/run-failed.ts';
import { isMediaType } from './media-type.ts';

/** What a workflow may not decide for the origin that its hooks share with the designer, or for the connection. */
const REFUSED_HEADERS = new Set([
  'set-cookie',
  'clear-site-data',
  'service-worker-allowed',
  'strict-transport-security',
  'content-security-policy',
  'x-content-type-options',
  // A browser keeps these for the whole origin: where to report its requests, or where else to send them.
  'accept-ch',
  'alt-svc',
  'nel',
  'report-to',
  'reporting-endpoints',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'trailer',
  'millrace-run-id',
  'millrace-deduplicated',
  'x-request-id',
]);
const RETRY_AFTER_SECONDS = 5;

/** Names the run on every answer, whatever the answer is. */
export function announceRun(reply: FastifyReply, runId: string): FastifyReply {
  return reply.header('millrace-run-id', runId);
}

/** 202: kept, and going on. */
export function answerAccepted(reply: FastifyReply, runId: string, publicUrl: string): FastifyReply {
  const path = `/api/v1/runs/${runId}`;
  return announceRun(reply, runId)
    .code(202)
    .header('location', path)
    .send({ runId, url: `${publicUrl}${path}` });
}

/** The answer of a caller who waited. */
export function answerResult(reply: FastifyReply, answer: RunAnswer, publicUrl: string): FastifyReply {
  announceRun(reply, answer.runId);
  if (answer.isRepetition)
    reply.header('millrace-deduplicated', answer.sameContent === false ? 'body-differs' : 'true');
  if (answer.kind === 'responded') return sendResponse(reply, answer.response);
  if (answer.kind === 'pending') {
    return answerAccepted(reply.header('retry-after', RETRY_AFTER_SECONDS), answer.runId, publicUrl);
  }
  // 500, not 502: to this caller the workflow is the server.
  if (answer.end.status !== 'succeeded') throw runFailed(answer.runId, answer.end, { status: 500 });
  return sandboxed(reply)
    .code(200)
    .header('content-type', 'application/json; charset=utf-8')
    .send(answer.end.output ?? 'null');
}

/** A page that a workflow makes must not act as a page of ours. */
function sandboxed(reply: FastifyReply): FastifyReply {
  return reply.header('content-security-policy', 'sandbox').header('x-content-type-options', 'nosniff');
}

function sendResponse(reply: FastifyReply, { status, headers, body }: RunResponse): FastifyReply {
  sandboxed(reply).code(status);
  for (const [name, value] of Object.entries(headers)) {
    if (isHeaderAllowed(name.toLowerCase(), value)) reply.header(name.toLowerCase(), value);
  }
  if (status === 204 || status === 304) return reply.send();
  const payload = toPayload(body);
  if (reply.getHeader('content-type') === undefined) reply.header('content-type', payload.type);
  return reply.send(payload.content);
}

function isHeaderAllowed(name: string, value: string): boolean {
  if (REFUSED_HEADERS.has(name) || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return false;
  if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return false;
  return name !== 'location' || isWebAddress(value);
}

/** Relative, or http. Browsers drop tabs from addresses before they look. */
function isWebAddress(value: string): boolean {
  return !/^\s*[a-z][a-z0-9+.-]*:/i.test(value.replaceAll('\t', '')) || /^https?:/i.test(value);
}

function toPayload(body: JsonValue): { readonly type: string; readonly content: string | Buffer } {
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', content: body };
  const { $base64, type } = (body ?? {}) as { readonly $base64?: unknown; readonly type?: unknown };
  if (typeof $base64 === 'string') {
    const isType = typeof type === 'string' && isMediaType(type);
    return { type: isType ? type : 'application/octet-stream', content: Buffer.from($base64, 'base64') };
  }
  return { type: 'application/json; charset=utf-8', content: JSON.stringify(body) };
}
