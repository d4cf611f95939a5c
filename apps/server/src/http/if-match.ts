import { ServerError } from '../errors.ts';

/** What is edited by revision, as people call it. */
const EDITED = { workflow: 'draft', board: 'board' } as const;

/** The revision that an edit is based on, from `If-Match`. */
export function readIfMatch(header: string | undefined, area: keyof typeof EDITED): number {
  const edited = EDITED[area];
  if (header === undefined) {
    throw new ServerError(
      `${area}.if_match_required`,
      `Send If-Match with the ETag of the ${edited} that you edited, so that no other edit is lost.`,
    );
  }
  const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (revision === undefined) {
    throw new ServerError('request.parameter_invalid', `If-Match is not an ETag of a ${edited}; it looks like "3".`);
  }
  return Number(revision);
}
