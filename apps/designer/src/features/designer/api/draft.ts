import { answerOf, api } from '../../../lib/api.ts';
import type { PublishedVersion } from '../../../lib/contract.ts';

/** Freezes the draft as the next version, live from now on. */
export function publishDraft(name: string, revision: number, note = ''): Promise<PublishedVersion> {
  const body = { revision, ...(note === '' ? {} : { note }) };
  return answerOf(api.POST('/api/v1/workflows/{name}/publish', { params: { path: { name } }, body }));
}
