import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { type ReactElement, useState } from 'react';
import type { BoardTile } from '../../../lib/contract.ts';
import { answerRequests } from '../../../testing/answer-requests.ts';
import '../../../components/schema-form/words.ts';
import '../words.ts';
import { BoardEditor } from './board-editor.tsx';

let kept: readonly BoardTile[];

function Page(): ReactElement {
  const [tiles, setTiles] = useState(kept);
  return (
    <BoardEditor
      tiles={tiles}
      range="24h"
      onChange={(next) => {
        kept = next;
        setTiles(next);
      }}
    />
  );
}

async function show(...kinds: readonly BoardTile['kind'][]): Promise<void> {
  kept = kinds.map((kind) => ({ kind, width: 'small' }));
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: '/w/$workspace', component: Page });
  const history = createMemoryHistory({ initialEntries: ['/w/main'] });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <RouterProvider router={createRouter({ routeTree: root.addChildren([page]), history }) as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByRole('button', { name: 'Add a tile' });
}

beforeEach(() => {
  // The figures are still on their way: what is arranged are the tiles.
  answerRequests(() => new Promise(() => undefined));
});
afterEach(cleanup);

const kinds = (): readonly string[] => kept.map(({ kind }) => kind);
const handle = (title: string): HTMLElement => screen.getByRole('button', { name: `Move ${title}` });
const said = (): string =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .join('');

test('a tile is moved with the arrow keys, keeps the focus, and says where it is', async () => {
  await show('runs', 'error_rate', 'queue_depth');
  handle('Runs').focus();
  fireEvent.keyDown(handle('Runs'), { key: 'ArrowRight' });
  expect(kinds()).toEqual(['error_rate', 'runs', 'queue_depth']);
  expect(document.activeElement).toBe(handle('Runs'));
  expect(said()).toContain('Runs is now 2 of 3.');
  fireEvent.keyDown(handle('Runs'), { key: 'ArrowDown' });
  expect(kinds()).toEqual(['error_rate', 'queue_depth', 'runs']);
  fireEvent.keyDown(handle('Runs'), { key: 'ArrowDown' });
  expect(said()).toContain('Runs stays 3 of 3.');
  fireEvent.keyDown(handle('Runs'), { key: 'ArrowLeft' });
  fireEvent.keyDown(handle('Runs'), { key: 'ArrowUp' });
  expect(kinds()).toEqual(['runs', 'error_rate', 'queue_depth']);
});

test('a tile is dropped anywhere on another one, and takes its place', async () => {
  await show('runs', 'error_rate', 'queue_depth');
  const data = new Map<string, string>();
  const dataTransfer = {
    ...{
      setData: (type: string, text: string) => data.set(type, text),
      getData: (type: string) => data.get(type) ?? '',
    },
    setDragImage: () => undefined,
  };
  fireEvent.dragStart(handle('Queue depth'), { dataTransfer });
  const target = screen.getByRole('group', { name: 'Runs' });
  fireEvent.dragOver(target, { dataTransfer });
  fireEvent.drop(target, { dataTransfer });
  expect(kinds()).toEqual(['queue_depth', 'runs', 'error_rate']);
  // On a handle, which takes it too: once.
  fireEvent.dragStart(handle('Queue depth'), { dataTransfer });
  fireEvent.drop(handle('Runs'), { dataTransfer });
  expect(kinds()).toEqual(['runs', 'queue_depth', 'error_rate']);
});

test('what is removed gives the focus to its neighbour, and the last one to what adds', async () => {
  await show('runs', 'error_rate');
  fireEvent.click(screen.getByRole('button', { name: 'Remove Error rate' }));
  expect(kinds()).toEqual(['runs']);
  expect(document.activeElement).toBe(handle('Runs'));
  expect(said()).toContain('Removed Error rate. One tile is left.');
  fireEvent.click(screen.getByRole('button', { name: 'Remove Runs' }));
  expect(kinds()).toEqual([]);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add a tile' }));
});

test('the width is changed in place, and a title in the dialog', async () => {
  await show('runs');
  const width = screen.getByRole('radiogroup', { name: 'Width of Runs' });
  fireEvent.click(within(width).getByRole('radio', { name: 'Full' }));
  expect(kept).toEqual([{ kind: 'runs', width: 'full' }]);
  fireEvent.click(screen.getByRole('button', { name: 'Change Runs' }));
  const dialog = screen.getByRole('dialog', { name: 'Change the tile' });
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'Title' }), { target: { value: ' All of it ' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Change' }));
  expect(kept).toEqual([{ kind: 'runs', width: 'full', title: 'All of it' }]);
});

test('a board that is full takes no more, and says why', async () => {
  await show(...Array.from({ length: 24 }, () => 'runs' as const));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Add a tile' }).disabled).toBe(true);
  expect(screen.getByText('A board has 24 tiles at most. Remove one to add another.')).toBeTruthy();
});
