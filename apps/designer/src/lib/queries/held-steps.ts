import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { HeldStep, Page } from '../contract.ts';
import { readPages } from '../read-pages.ts';

const PER_PAGE = 200;
const MOST_READ = 1000;

function readPage(cursor: string | undefined, signal: AbortSignal): Promise<Page<HeldStep>> {
  const query = { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) };
  return answerOf(api.GET('/api/v1/held-steps', { params: { query }, signal }));
}

/**
 * Steps that stand still until somebody decides about them, the oldest first. The list has those too that wait for a connection, so
 * that more are read than there may be.
 */
export const undecidedStepsQuery = queryOptions({
  queryKey: ['held-steps', 'undecided'],
  queryFn: ({ signal }) => readPages((cursor) => readPage(cursor, signal), MOST_READ),
  select: (steps): readonly HeldStep[] => steps.filter(({ connection }) => connection === undefined),
});
