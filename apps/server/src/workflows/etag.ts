import type { FastifyReply } from 'fastify';
import type { DraftDto } from './workflows.dto.ts';

/** Puts the draft's revision into `ETag`, and passes the draft on. */
export function setDraftHeaders(reply: FastifyReply, draft: DraftDto): DraftDto {
  reply.header('etag', `"${draft.revision}"`);
  return draft;
}
