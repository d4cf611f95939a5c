import type { FastifyRequest } from 'fastify';
import { runIds, type LoggedIds } from '../logs/run-ids.ts';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SLUG = /^[a-z0-9-]{1,64}$/;

/** What a line about a request says of runs and workflows: by the answer, else by the address. */
export function idsOfRequest({ routeOptions, params }: FastifyRequest, answered?: unknown): LoggedIds {
  const { url = '' } = routeOptions;
  const { id, name } = (params ?? {}) as Readonly<Record<string, string | undefined>>;
  const workflow = url.startsWith('/api/v1/workflows/:name') && SLUG.test(name ?? '') ? { workflow: name ?? '' } : {};
  const runId = answered ?? (url.startsWith('/api/v1/runs/:id') ? id : undefined);
  // What is no id is somebody's text: none of the log's business.
  return typeof runId === 'string' && ID.test(runId) ? runIds({ runId, ...workflow }) : workflow;
}
