import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ServerError } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { isLoopbackHost } from './caller-address.ts';
import { idsOfRequest } from './ids-of-request.ts';
import { DATA_HEADERS } from './problem-answers.ts';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The asker's request id when it is harmless to log, else one of ours. */
export function makeRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
};

interface RequestHookParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicUrl: () => string;
  readonly allowedHosts: readonly string[];
  /** Aborted when the server begins to stop. */
  readonly shutdown: AbortSignal;
}

/** What concerns every request: its id, its headers, who may be asked for by name, and a line in log and metrics. */
export function addRequestHooks(instance: FastifyInstance, parts: RequestHookParts): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const route = routeOf(request);
    prepareReply(request, reply, parts.publicUrl());
    if (route.startsWith('/api/')) reply.headers(DATA_HEADERS);
    done(findRefusal(request, route, parts));
  });
  instance.addHook('onResponse', (request, reply, done) => {
    noteResponse(request, reply, parts);
    done();
  });
}

/** The headers of every answer. */
export function prepareReply(request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  reply.header('x-request-id', request.id).headers(SECURITY_HEADERS);
  if (publicUrl.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000');
}

/** By the route, not by the URL: `/%61pi/v1` is the API too. Only the busiest one is told by its look, which has one. */
function routeOf(request: FastifyRequest): string {
  return request.url.startsWith('/hooks/') ? '/hooks/' : (request.routeOptions.url ?? '');
}

function findRefusal(request: FastifyRequest, route: string, parts: RequestHookParts): ServerError | undefined {
  if (parts.shutdown.aborted && !/^\/(?:healthz|readyz|metrics)$/.test(route)) {
    return new ServerError('server.stopping', 'The server is stopping. Send it again shortly.');
  }
  return isHostAllowed(request, route, parts) ? undefined : hostRefused(request.headers.host);
}

/** Stops DNS rebinding: a page of a stranger's name must not reach the API. Hooks, forms and callbacks are for everyone who knows the path. */
function isHostAllowed(
  { headers }: FastifyRequest,
  route: string,
  { publicUrl, allowedHosts }: RequestHookParts,
): boolean {
  if (/^\/(?:hooks|hooks-test|forms|callbacks|demo|healthz|readyz|metrics|errors)(?:\/|$)/.test(route)) return true;
  const host = (headers.host ?? '').toLowerCase();
  const name = host.replace(/:\d+$/, '');
  return (
    isLoopbackHost(host) ||
    // An address is no name that a stranger could point here.
    /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/.test(name) ||
    name === new URL(publicUrl()).hostname ||
    allowedHosts.some((allowed) => allowed.toLowerCase() === name)
  );
}

function hostRefused(host: string | undefined): ServerError {
  return new ServerError(
    'request.host_not_allowed',
    `This server does not answer as "${(host ?? '').slice(0, 200)}". Name it in MILLRACE_PUBLIC_URL or MILLRACE_ALLOWED_HOSTS.`,
  );
}

function noteResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): void {
  const route = request.routeOptions.url ?? 'none';
  const seconds = reply.elapsedTime / 1000;
  metrics.countRequest({ method: request.method, route, status: reply.statusCode, seconds });
  if (!log.isLevelEnabled('debug')) return;
  const runId = reply.getHeader('millrace-run-id');
  log.debug(
    {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      ...idsOfRequest(request, runId),
    },
    'Answered',
  );
}
