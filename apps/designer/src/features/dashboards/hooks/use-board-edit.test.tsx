import { expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import type { Board, BoardTile } from '../../../lib/contract.ts';
import { boardQuery } from '../../../lib/queries/boards.ts';
import { useBoardEdit } from './use-board-edit.ts';

const RUNS: BoardTile = { kind: 'runs', width: 'small' };
const FAILED: BoardTile = { kind: 'failed', width: 'small' };
const BOARD = { id: 'b1', name: 'Shop', revision: 1, tiles: [RUNS], updatedBy: 'Ada' } as unknown as Board;
/** What somebody else has made of it. */
const THEIRS: Board = { ...BOARD, name: 'Theirs', revision: 2, tiles: [], updatedBy: 'Bob' };

interface Sent {
  readonly ifMatch: string | null;
  readonly body: unknown;
}

interface Asked {
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A server with one board, and somebody at it. */
function open() {
  const sent: Sent[] = [];
  let kept = BOARD;
  const answer = (status: number, body: unknown): unknown => ({
    ...{ ok: status < 400, status, headers: new Headers() },
    ...{ text: () => Promise.resolve(JSON.stringify(body)), json: () => Promise.resolve(body) },
  });
  const respond = ({ method, headers, body: text }: Asked): unknown => {
    if (method === 'GET') return answer(200, kept);
    const ifMatch = headers.get('if-match');
    const body = JSON.parse(text) as Pick<Board, 'name' | 'tiles'>;
    sent.push({ ifMatch, body });
    if (ifMatch !== `"${kept.revision}"`)
      return answer(412, { code: 'board.changed', title: 'The board has changed', status: 412 });
    kept = { ...kept, ...body, revision: kept.revision + 1 };
    return answer(200, kept);
  };
  Object.assign(globalThis, { fetch: (asked: Asked) => Promise.resolve(respond(asked)) });
  const cache = new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  const { result, rerender } = renderHook(({ board }) => useBoardEdit(board), {
    ...{ wrapper, initialProps: { board: BOARD } },
  });
  const saveTheirs = (): void => {
    kept = THEIRS;
  };
  return { sent, result, rerender, saveTheirs, cache };
}

test('tiles are those of the board until somebody edits them, and again when they are discarded', () => {
  const { result, rerender } = open();
  expect(result.current).toMatchObject({ tiles: [RUNS], isEditing: false, isEdited: false });
  act(() => result.current.begin());
  expect(result.current).toMatchObject({ tiles: [RUNS], isEditing: true, isEdited: false });
  act(() => result.current.change([FAILED, RUNS]));
  expect(result.current).toMatchObject({ tiles: [FAILED, RUNS], isEdited: true, isOvertaken: false });
  act(() => result.current.end());
  rerender({ board: THEIRS });
  expect(result.current).toMatchObject({ tiles: [], isEditing: false, isOvertaken: false });
});

test('an edit is saved on the revision that it began with', async () => {
  const { sent, result, cache } = open();
  act(() => result.current.begin());
  act(() => result.current.change([FAILED]));
  act(() => result.current.save());
  await waitFor(() => expect(result.current.isEditing).toBe(false));
  expect(sent).toEqual([{ ifMatch: '"1"', body: { name: 'Shop', tiles: [FAILED] } }]);
  expect(cache.getQueryData(boardQuery('b1').queryKey)).toMatchObject({ revision: 2, tiles: [FAILED] });
});

test('who is overtaken loses nothing, and writes over the other edit only when it is said', async () => {
  const { sent, result, rerender, saveTheirs } = open();
  act(() => result.current.begin());
  act(() => result.current.change([FAILED]));
  saveTheirs();
  act(() => result.current.save());
  await waitFor(() => expect(result.current.isPending).toBe(false));
  // The page reads the board again, and is told by that.
  rerender({ board: THEIRS });
  expect(result.current).toMatchObject({ tiles: [FAILED], isEditing: true, isOvertaken: true, error: null });
  act(() => result.current.save());
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.ifMatch).toBe('"1"');
  await waitFor(() => expect(result.current.isPending).toBe(false));
  act(() => result.current.saveOver());
  await waitFor(() => expect(result.current.isEditing).toBe(false));
  // Their name stays: it was no part of what was edited.
  expect(sent[2]).toEqual({ ifMatch: '"2"', body: { name: 'Theirs', tiles: [FAILED] } });
});
