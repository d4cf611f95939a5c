import type { FastifyReply } from 'fastify';
import { ServerError } from '../errors.ts';
import type { DraftDto } from './workflows.dto.ts';

/** Puts the draft's revision into `ETag`, and passes the draft on. */
export function setDraftHeaders(reply: FastifyReply, draft: DraftDto): DraftDto {
  reply.header('etag', `"${draft.revision}"`);
  return draft;
}

/** The revision that an edit is based on, from `If-Match`. */
export function readIfMatch(header: string | undefined): number {
  if (header === undefined) {
    throw new ServerError(
      'workflow.if_match_required',
      'Send If-Match with the ETag of the draft that you edited, so that no other edit is lost.',
    );
  }
  const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (revision === undefined) {
    throw new ServerError('request.parameter_invalid', 'If-Match is not an ETag of a draft; it looks like "3".');
  }
  return Number(revision);
}
