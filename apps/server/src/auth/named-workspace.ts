import type { Actor } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';

/** The slug of the workspace that a caller believes to be in. */
const WORKSPACE_HEADER = 'millrace-workspace';

/**
 * A session is in one workspace, and a browser has many pages of it: one that was opened before the session went elsewhere must
 * not read, and least of all write, what has the same name there. The header chooses nothing; it can only be wrong.
 */
export function checkNamedWorkspace({ headers }: Pick<FastifyRequest, 'headers'>, { workspace }: Actor): void {
  const believed = headers[WORKSPACE_HEADER];
  if (believed === undefined || believed === workspace.slug) return;
  const message = `You are in the workspace "${workspace.slug}" by now. Load the page again.`;
  throw new ServerError('workspace.changed', message);
}
