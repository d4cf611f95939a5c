import { queryOptions, type UseQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api.ts';
import type { Board, BoardForm } from '../contract.ts';

/** A board that is looked at shows what others make of it. */
const REFRESH_MS = 30_000;

/** All that is known of boards. */
export const BOARDS_KEY = ['boards'] as const;

/** The boards of the workspace, without their tiles. */
export const boardsQuery = queryOptions({
  queryKey: [...BOARDS_KEY, 'list'],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/boards', { signal }))).items,
});

const of = (id: string) => ({ path: { id } }) as const;

export const boardQuery = (id: string): UseQueryOptions<Board> => ({
  queryKey: [...BOARDS_KEY, 'one', id],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/boards/{id}', { params: of(id), signal })),
  refetchInterval: REFRESH_MS,
});

export function createBoard(body: BoardForm): Promise<Board> {
  return answerOf(api.POST('/api/v1/boards', { body }));
}

/** Replaces a board, if nobody else did since `revision`. */
export function replaceBoard(id: string, body: BoardForm, revision: number): Promise<Board> {
  const params = { ...of(id), header: { 'If-Match': `"${revision}"` } };
  return answerOf(api.PUT('/api/v1/boards/{id}', { params, body }));
}

/** Gives the newest revision another name, and leaves its tiles as they are. */
export async function renameBoard(id: string, name: string): Promise<Board> {
  const { tiles, revision } = await answerOf(api.GET('/api/v1/boards/{id}', { params: of(id) }));
  return replaceBoard(id, { name, tiles }, revision);
}

export async function deleteBoard(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/boards/{id}', { params: of(id) }));
}
