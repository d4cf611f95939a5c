import { answerOf, api } from '../../../lib/api.ts';
import type { PublishedVersion } from '../../../lib/contract.ts';

/** How a draft is published. */
export interface PublishWish {
  /** May be empty. */
  readonly note: string;
  /** Of new runs, how many are the version's; absent: all, and the version is live. */
  readonly percent?: number | undefined;
}

/** Freezes the draft as the next version, live from now on, or rolled out. */
export function publishDraft(
  name: string,
  revision: number,
  { note, percent }: PublishWish = { note: '' },
): Promise<PublishedVersion> {
  const rollout = percent === undefined ? {} : { rollout: { percent } };
  const body = { revision, ...(note === '' ? {} : { note }), ...rollout };
  return answerOf(api.POST('/api/v1/workflows/{name}/publish', { params: { path: { name } }, body }));
}
